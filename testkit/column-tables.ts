import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  buildASTSchema,
  getNamedType,
  isLeafType,
  isObjectType,
  isRequiredArgument,
  parse,
  type GraphQLField,
  type GraphQLSchema,
} from 'graphql';
import type { DataSource } from 'typeorm';
import { columnTableOf, type ColumnTable } from '../service-kit/data/columns';
import { projectRoot } from '../service-kit/process/paths';
import type { Answer } from './subgraph';

/*
 * Proves the tables of fields and columns beside the entities (service-kit/data/columns.ts). A read takes the columns of
 * all the fields asked for, so it is enough that each field can be asked for alone: more fields take more columns.
 */

/** Objects of one type, for which each field is asked alone. */
export interface FieldsOf {
  type: string;
  /** Fields whose value follows the clock: it is enough that they are answered. */
  moving?: readonly string[];
  /** A query for them, with the field put in. */
  query(selection: string): string;
  /** The objects in the answer; some have to be there. */
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- answers of every shape
  at(data: any): Record<string, unknown>[];
}

/** A subgraph's types without its resolvers. */
export function sdlOf(subgraph: string): GraphQLSchema {
  const sdl = readFileSync(join(projectRoot, 'schema', `${subgraph}.graphql`), 'utf8');
  return buildASTSchema(parse(sdl), { assumeValidSDL: true });
}

const fieldsOf = (schema: GraphQLSchema, type: string): string[] => {
  const found = schema.getType(type);
  return isObjectType(found) ? Object.keys(found.getFields()) : [];
};

/**
 * What is wrong in the tables of a data source's entities: fields that no table has, and names of nothing.
 *
 * @returns a line for each mistake
 */
export function mistakesInTables(source: DataSource, schema: GraphQLSchema): string[] {
  const mistakes: string[] = [];
  for (const metadata of source.entityMetadatas) {
    const table: ColumnTable<Record<string, unknown>> | undefined = columnTableOf(metadata.target as never);
    if (!table) continue;
    const hasColumn = (path: string) => {
      const [outer = '', inner] = path.split('.');
      const relation = metadata.relations.find(({ propertyName }) => propertyName === outer);
      const owner = inner === undefined ? metadata : relation?.inverseEntityMetadata;
      return owner?.columns.some(({ propertyName }) => propertyName === (inner ?? outer)) ?? false;
    };
    for (const [type, byField] of [...Object.entries(table.shows), ...Object.entries(table.lends ?? {})]) {
      const fields = fieldsOf(schema, type);
      for (const [field, paths] of Object.entries(byField)) {
        if (field !== '*' && !fields.includes(field))
          mistakes.push(`${metadata.name}: no field ${type}.${field}`);
        for (const path of paths) if (!hasColumn(path)) mistakes.push(`${metadata.name}: no column ${path}`);
      }
    }
    for (const [type, byField] of Object.entries(table.shows)) {
      for (const field of fieldsOf(schema, type))
        if (!Object.hasOwn(byField, field) && !hasColumn(field))
          mistakes.push(`${metadata.name}: ${type}.${field} is neither in the table nor a column`);
    }
  }
  return mistakes;
}

/** Texts for the arguments that a field demands. */
function argumentsOf({ args }: GraphQLField<unknown, unknown>): string {
  const needed = args.filter(isRequiredArgument).map(({ name }) => `${name}: "any_${name}"`);
  return needed.length === 0 ? '' : `(${needed.join(', ')})`;
}

/**
 * Asks for each field of a type alone, and for all together.
 *
 * @param ask runs a query with all rights
 * @returns a line for each field whose answer differs, or that fails
 */
export async function fieldsThatDiffer(
  ask: (query: string) => Promise<Answer>,
  schema: GraphQLSchema,
  { type, moving, query, at }: FieldsOf,
): Promise<string[]> {
  const object = schema.getType(type);
  if (!isObjectType(object)) throw new Error(`There is no type ${type}.`);
  const selections = new Map(
    Object.values(object.getFields()).map((field) => [
      field.name,
      `${field.name}${argumentsOf(field)}${isLeafType(getNamedType(field.type)) ? '' : ' { __typename }'}`,
    ]),
  );
  const whole = await ask(query([...selections.values()].join(' ')));
  const expected = at(whole.data ?? {});
  if (whole.errors.length > 0 || expected.length === 0) return [`${type}: ${JSON.stringify(whole.errors)}`];
  const differing: string[] = [];
  for (const [field, selection] of selections) {
    const { data, errors } = await ask(query(selection));
    const found = errors.length > 0 ? errors : at(data).map((one) => one[field]);
    if (errors.length === 0 && moving?.includes(field)) continue;
    if (JSON.stringify(found) !== JSON.stringify(expected.map((one) => one[field])))
      differing.push(`${type}.${field}: ${JSON.stringify(found).slice(0, 200)}`);
  }
  return differing;
}
