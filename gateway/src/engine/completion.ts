import {
  executeSync,
  getNamedType,
  getNullableType,
  GraphQLError,
  isLeafType,
  isListType,
  isNonNullType,
  type GraphQLFieldResolver,
  type GraphQLOutputType,
  type GraphQLTypeResolver,
} from 'graphql';
import type { Operation } from '../pipeline/operation';
import type { Variables } from './asked-fields';
import type { ClientNames } from './client-names';
import { collectFields } from './collect-fields';
import { isMisfit } from './leaf-code';
import { operationDocument } from './operation-document';
import type { ConcretePath } from './places';
import { isTree, own, type Tree } from './tree';

/*
 * The answer by the book: graphql-js executes the client's operation over the tree of results. It is slow, and right in
 * all that the projector leaves to it: introspection, nulls that go up to the next nullable field, an error for each.
 */

export interface Completed {
  readonly data: Record<string, unknown> | null;
  /** One for each contract a subgraph broke, at the client's path. */
  readonly errors: readonly GraphQLError[];
}

/** Makes the function that completes results of an operation by graphql-js. */
export function createCompletion(
  operation: Operation,
  names: ClientNames,
): (tree: Tree, variables: Variables) => Completed {
  const { schema } = operation;
  const document = operationDocument(operation);
  const fieldResolver: GraphQLFieldResolver<unknown, unknown> = (source, _args, _context, info) => {
    const node = info.fieldNodes[0];
    const value = node && isTree(source) ? own(source, names.internalKey(node)) : undefined;
    return checked(value, info.returnType);
  };
  return (tree, variables) => {
    const { data, errors } = executeSync({
      schema,
      document,
      rootValue: tree,
      variableValues: variables,
      fieldResolver,
      typeResolver,
    });
    const violations = (errors ?? []).map(
      ({ message, path, originalError }) =>
        new GraphQLError(message, {
          ...(path ? { path } : {}),
          ...(originalError ? { originalError } : {}),
        }),
    );
    return { data: data ?? null, errors: violations };
  };
}

const typeResolver: GraphQLTypeResolver<unknown, unknown> = (value) => {
  const type = isTree(value) ? own(value, '__typename') : undefined;
  return typeof type === 'string' ? type : undefined;
};

/** The value, with an Error in each place that the type does not allow: graphql-js is lenient with what resolvers return. */
function checked(value: unknown, type: GraphQLOutputType): unknown {
  if (value === undefined || value === null) return null;
  const nullable = getNullableType(type);
  if (isListType(nullable)) {
    return Array.isArray(value) ? value.map((one) => checked(one, nullable.ofType)) : misfit();
  }
  const named = getNamedType(type);
  if (isLeafType(named)) return isMisfit(named, value) ? misfit() : value;
  return isTree(value) ? value : misfit();
}

const misfit = (): Error => new Error('a subgraph answered a value that its schema does not allow');

/**
 * Makes the filter of violations that no reported error tells of: when a subgraph says why a field is null, the client need
 * not be told that it should not be. An error beside it, in the same object, says it too: a subgraph that fails at one
 * field which may not be null leaves out the whole object.
 */
export function createUnexplained(
  operation: Operation,
  conditions: Variables,
): (violations: readonly GraphQLError[], reported: readonly GraphQLError[]) => readonly GraphQLError[] {
  const root = operation.schema.getRootType(operation.type);
  const fields = root && collectFields(operation, root, [operation.definition.selectionSet], conditions);
  const mayNotBeNull = (key: unknown) => {
    const node = fields?.get(String(key))?.[0];
    return node !== undefined && isNonNullType(root?.getFields()[node.name.value]?.type);
  };
  const explains = (reported: ConcretePath, path: ConcretePath) => {
    if (startsWith(reported, path) || startsWith(path, reported)) return true;
    return path.length > 1 ? startsWith(reported, path.slice(0, -1)) : mayNotBeNull(reported[0]);
  };
  return (violations, reported) =>
    violations.filter(
      ({ path }) => !path || !reported.some((error) => error.path && explains(error.path, path)),
    );
}

const startsWith = (path: ConcretePath, start: ConcretePath): boolean =>
  start.every((key, index) => path[index] === key);
