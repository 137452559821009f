import { defaultFieldResolver, isUnionType, type GraphQLSchema } from 'graphql';
import { badInput } from '../errors/errors';

/**
 * Has `_entities` refuse representations that name no entity of this subgraph, or none at all: `@apollo/subgraph` throws an
 * Error for these, which would be masked and logged as a fault of ours. To be called before the rules are put in front.
 *
 * @param schema of a subgraph; changed in place
 */
export function checkReferences(schema: GraphQLSchema): void {
  const field = schema.getQueryType()?.getFields()['_entities'];
  const union = schema.getType('_Entity');
  if (!field || !isUnionType(union)) return;
  const entities = new Set(union.getTypes().map(({ name }) => name));
  const resolve = field.resolve ?? defaultFieldResolver;
  field.resolve = (source, args: { representations: readonly unknown[] }, context, info) => {
    args.representations.forEach((reference, index) => check(reference, index, entities));
    return resolve(source, args, context, info) as unknown;
  };
}

function check(reference: unknown, index: number, entities: ReadonlySet<string>): void {
  const path = `representations.${index}`;
  if (typeof reference !== 'object' || reference === null || Array.isArray(reference)) {
    throw badInput('A representation is an object: its `__typename` and the fields of a key.', path);
  }
  const { __typename: name } = reference as { __typename?: unknown };
  if (typeof name === 'string' && entities.has(name)) return;
  const found = typeof name === 'string' ? `"${name.slice(0, 100)}" is none` : 'it is missing';
  throw badInput(
    `The \`__typename\` of a representation has to name an entity of this subgraph; ${found}.`,
    path,
  );
}
