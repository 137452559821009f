import {
  introspectionTypes,
  type GraphQLArgument,
  type GraphQLInputField,
  type GraphQLObjectType,
} from 'graphql';

/*
 * A scalar may have an object or a list as its default: `input: JSON! = {}`. graphql-js can't print that one, and fails the whole
 * introspection for it.
 */

let isDone = false;

/** Has introspection tell such defaults too. graphql-js has one introspection for all schemas, so it is done once. */
export function tellObjectDefaults(): void {
  if (isDone) return;
  isDone = true;
  const type = introspectionTypes.find(({ name }) => name === '__InputValue') as GraphQLObjectType;
  const { defaultValue } = type.getFields();
  if (!defaultValue?.resolve) return;
  const resolve = defaultValue.resolve as (...args: unknown[]) => unknown;
  defaultValue.resolve = (value: GraphQLArgument | GraphQLInputField, ...rest) => {
    try {
      return resolve(value, ...rest);
    } catch {
      return literalOf(value.defaultValue);
    }
  };
}

/** A value of JSON's kinds as it is written in GraphQL. */
export function literalOf(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(literalOf).join(', ')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value ?? null);
  const fields = Object.entries(value).map(([name, inner]) => `${name}: ${literalOf(inner)}`);
  return `{${fields.join(', ')}}`;
}
