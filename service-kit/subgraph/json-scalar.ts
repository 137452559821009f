import { GraphQLScalarType, valueFromASTUntyped } from 'graphql';

/** `JSON`: any value as it is. Who takes one checks it by a schema of its own. */
export const JsonScalar = new GraphQLScalarType<unknown, unknown>({
  name: 'JSON',
  serialize: (value) => value,
  parseValue: (value) => value,
  parseLiteral: (node, variables) => valueFromASTUntyped(node, variables),
});
