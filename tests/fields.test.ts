import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { isObjectType } from 'graphql';
import ts from 'typescript';
import { getMetadataArgsStorage } from 'typeorm';
import { parse } from 'yaml';
import { projectRoot } from '../service-kit/process/paths';
import { mergeFeatures, type AnyFeature } from '../service-kit/subgraph/feature';
import { features as crm } from '../subgraphs/crm/src/features';
import { features as estimates } from '../subgraphs/estimates/src/features';
import { features as identity } from '../subgraphs/identity/src/features';
import { sdlOf } from '../testkit/column-tables';

/*
 * A type with a mapper is resolved from whatever the mapper names. A nullable field that has neither a resolver nor a
 * property there compiles, and answers null for ever. So each field of each such type is looked up: a resolver, a column
 * of the entity, or a member of the interface.
 */

const SUBGRAPHS: Record<string, readonly AnyFeature[]> = { identity, crm, estimates };

interface Codegen {
  generates: Record<string, { config: { mappers: Record<string, string> } }>;
}

/** Columns and relations of an entity class, those of the classes it extends included; empty for what is none. */
function columnsOf(entity: object | undefined): string[] {
  const { columns, relations } = getMetadataArgsStorage();
  const names: string[] = [];
  for (let target = entity; target && target !== Function.prototype; target = Object.getPrototypeOf(target)) {
    for (const { target: owner, propertyName } of [...columns, ...relations]) {
      if (owner === target) names.push(propertyName);
    }
  }
  return names;
}

/** Members that a TypeScript file declares for an interface or an object type; of interfaces it extends, too. */
function membersIn(file: string, name: string): string[] {
  const { statements } = ts.createSourceFile('types.ts', readFileSync(file, 'utf8'), ts.ScriptTarget.Latest);
  for (const statement of statements) {
    if (ts.isTypeAliasDeclaration(statement) && statement.name.text === name) {
      return ts.isTypeLiteralNode(statement.type) ? namesOf(statement.type.members) : [];
    }
    if (!ts.isInterfaceDeclaration(statement) || statement.name.text !== name) continue;
    const bases = (statement.heritageClauses ?? []).flatMap(({ types }) => types);
    return [
      ...namesOf(statement.members),
      ...bases.flatMap(({ expression }) =>
        ts.isIdentifier(expression)
          ? membersIn(fileOf(file, statements, expression.text), expression.text)
          : [],
      ),
    ];
  }
  return [];
}

const namesOf = (members: readonly ts.TypeElement[]): string[] =>
  members.flatMap(({ name }) => (name && ts.isIdentifier(name) ? [name.text] : []));

/** Where a name comes from that a file uses. */
function fileOf(file: string, statements: readonly ts.Statement[], name: string): string {
  for (const statement of statements) {
    if (!ts.isImportDeclaration(statement) || !ts.isStringLiteral(statement.moduleSpecifier)) continue;
    const named = statement.importClause?.namedBindings;
    const isHere = named && ts.isNamedImports(named) && named.elements.some((one) => one.name.text === name);
    if (isHere) return `${join(dirname(file), statement.moduleSpecifier.text)}.ts`;
  }
  return file;
}

/** Members of a type that stands in the mapper itself. */
function membersOfInline(mapper: string): string[] {
  const [statement] = ts.createSourceFile(
    'types.ts',
    `type Inline = ${mapper};`,
    ts.ScriptTarget.Latest,
  ).statements;
  const isLiteral = statement && ts.isTypeAliasDeclaration(statement) && ts.isTypeLiteralNode(statement.type);
  return isLiteral ? namesOf((statement.type as ts.TypeLiteralNode).members) : [];
}

/** Itself and what it extends. */
function lineage(entity: object): { name: string }[] {
  const found: { name: string }[] = [];
  for (let at = entity; at && at !== Function.prototype; at = Object.getPrototypeOf(at))
    found.push(at as { name: string });
  return found;
}

/** Where a mapper's objects have their properties. @param mapper `../leads/lead.entity#Lead as LeadEntity` or a type */
function propertiesOf(mapper: string, generated: string, entities: readonly { name: string }[]): string[] {
  const [path = '', type = ''] = mapper.split('#');
  if (type === '') return membersOfInline(mapper);
  const name = /^\w+/.exec(type)?.[0] ?? '';
  const columns = columnsOf(entities.flatMap(lineage).find((entity) => entity.name === name));
  if (columns.length > 0) return columns;
  return membersIn(`${join(projectRoot, dirname(generated), path)}.ts`, name);
}

/** Fields of mapped types that nothing answers. */
function unanswered(
  subgraph: string,
  features: readonly AnyFeature[],
  mappersGiven?: Record<string, string>,
): string[] {
  const generated = `subgraphs/${subgraph}/src/generated/types.ts`;
  const codegen = parse(readFileSync(join(projectRoot, 'codegen.yml'), 'utf8')) as Codegen;
  const mappers = mappersGiven ?? codegen.generates[generated]?.config.mappers ?? {};
  const { resolvers, entities } = mergeFeatures(features);
  const schema = sdlOf(subgraph);
  return Object.entries(mappers).flatMap(([type, mapper]) => {
    const found = schema.getType(type);
    if (!isObjectType(found)) return [`${type} has a mapper and is no object type`];
    const known = new Set([
      ...propertiesOf(mapper, generated, entities),
      ...Object.keys(resolvers[type] ?? {}),
    ]);
    return Object.keys(found.getFields()).flatMap((field) => (known.has(field) ? [] : [`${type}.${field}`]));
  });
}

it.each(Object.keys(SUBGRAPHS))('answers every field of every mapped type of %s', (subgraph) => {
  expect(unanswered(subgraph, SUBGRAPHS[subgraph] ?? [])).toEqual([]);
});

it('finds a field that has lost its resolver, of an entity and of an interface alike', () => {
  const without = estimates.map((feature) =>
    feature.name === 'positions' || feature.name === 'projects' ? { ...feature, resolvers: {} } : feature,
  );
  expect(unanswered('estimates', without)).toEqual(
    expect.arrayContaining(['Project.estimates', 'Project.lead', 'Position.name', 'Position.unitPrice']),
  );
  expect(unanswered('estimates', without)).not.toContain('Project.name');
});
