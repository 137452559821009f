import { GraphQLScalarType, valueFromASTUntyped } from 'graphql';
import { holdsOverflow } from '../data/overflow';
import { badInput } from '../errors/errors';

/** @throws GraphQLError BAD_USER_INPUT for what would be written as null, such as `1e400` */
function checked(value: unknown): unknown {
  if (holdsOverflow(value))
    throw badInput('A JSON value holds no number as large as one in it: write it as a text.');
  return value;
}

/** `JSON`: any value as it is. Who takes one checks it by a schema of its own. */
export const JsonScalar = new GraphQLScalarType<unknown, unknown>({
  name: 'JSON',
  serialize: (value) => value,
  parseValue: checked,
  parseLiteral: (node, variables) => checked(valueFromASTUntyped(node, variables)),
});
