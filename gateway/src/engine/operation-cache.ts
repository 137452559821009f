import { GraphQLError } from 'graphql';
import { LRUCache } from 'lru-cache';
import { perOperation, type Operation } from '../pipeline/operation';
import type { Variables } from './asked-fields';
import { conditionKey, conditionVariables } from './conditions';
import { operationDocument } from './operation-document';

/** Compiled operations kept, one for each outcome of an operation's conditions. Each takes some 10–100 kB with its plan. */
const MAX_COMPILED = 1_000;

/** Finds what was made for an operation and the outcome of its conditions, or makes it. */
export type OperationCache<T> = (operation: Operation, variables: Variables) => T;

/**
 * Makes a bounded cache. Making is synchronous, so nothing is ever made twice at a time.
 *
 * @param make must not throw: what it says of an operation that can't be planned is kept too, or planning it would be
 *   tried again at each request
 */
export function createOperationCache<T extends object>(
  make: (operation: Operation, variables: Variables) => T,
): OperationCache<T> {
  const cache = new LRUCache<Operation | string, T>({ max: MAX_COMPILED });
  let count = 0;
  const conditionsOf = perOperation((operation) => {
    const names = conditionVariables(operationDocument(operation));
    return names.length === 0 ? null : { names, id: (count += 1) };
  });
  return (operation, variables) => {
    const conditions = conditionsOf(operation);
    const key = conditions ? `${conditions.id}/${outcomeOf(conditions.names, variables)}` : operation;
    let found = cache.get(key);
    if (!found) {
      found = make(operation, variables);
      cache.set(key, found);
    }
    return found;
  };
}

/** @throws GraphQLError BAD_USER_INPUT for a condition that is null */
function outcomeOf(names: readonly string[], variables: Variables): string {
  const key = conditionKey(names, variables);
  if (key !== null) return key;
  const message = `@skip and @include look at these variables, which must be true or false: ${names.join(', ')}.`;
  throw new GraphQLError(message, { extensions: { code: 'BAD_USER_INPUT' } });
}
