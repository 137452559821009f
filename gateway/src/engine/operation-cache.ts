import { GraphQLError, Kind } from 'graphql';
import { LRUCache } from 'lru-cache';
import { type Variables, conditionKey, conditionVariables, UNDECIDED } from '../pipeline/conditions';
import { operationDocument } from '../pipeline/operation-document';
import { perOperation, type Operation } from '../pipeline/operation';

/** Compiled operations kept, one for each outcome of an operation's conditions. */
const MAX_COMPILED = 1_000;
/**
 * The characters of their documents together. An operation holds its whole parsed document, some 100 bytes a character: by
 * their number alone, large documents would take gigabytes.
 */
const MAX_CHARACTERS = 1024 * 1024;
/** What a plan takes, in characters of a document; and what is counted for a document without a text. */
const PLAN_CHARACTERS = 200;

/** Outcomes of its conditions that are kept for a trusted operation; more than an honest client has. */
const MAX_KEPT = 16;

export interface OperationCache<T, B> {
  /**
   * Finds what was made for an operation and the outcome of its conditions, or makes it.
   *
   * @param by who asks
   * @param overrides active labels of `@override`: with others it is made anew
   */
  find(operation: Operation, variables: Variables, by: B, overrides?: string): T | Promise<T>;
  /** Makes it for the usual outcome, and keeps whatever is made for this operation as long as the operation itself. */
  keep(operation: Operation, by: B): void | Promise<void>;
}

/**
 * Makes a bounded cache. Nothing is made twice at a time.
 *
 * @param noteKept is told how many are kept of operations that may be forgotten
 * @param make must not throw for an operation that can't be planned: what it says of it is kept too, or planning it would be
 *   tried again at each request. What it throws is not kept
 */
export function createOperationCache<T extends object, B = void>(
  make: (operation: Operation, variables: Variables, by: B, overrides: string) => T | Promise<T>,
  noteKept: (count: number) => void = () => {},
): OperationCache<T, B> {
  const cache = new LRUCache<Operation | string, { made: T; operation: Operation }>({
    max: MAX_COMPILED,
    maxSize: MAX_CHARACTERS,
    sizeCalculation: ({ operation }) => PLAN_CHARACTERS + (operation.document.loc?.source.body.length ?? 0),
  });
  let count = 0;
  const conditionsOf = perOperation((operation) => {
    const names = conditionVariables(operationDocument(operation));
    return { names, id: (count += 1) };
  });
  const kept = new WeakMap<Operation, Map<Operation | string, T>>();

  const underWay = new Map<Operation | string, Promise<T>>();

  function find(operation: Operation, variables: Variables, by: B, overrides = ''): T | Promise<T> {
    const { names, id } = conditionsOf(operation);
    const isOne = names.length === 0 && overrides === '';
    const key = isOne ? operation : `${id}/${outcomeOf(names, variables)}/${overrides}`;
    const found = kept.get(operation)?.get(key) ?? cache.get(key)?.made ?? underWay.get(key);
    if (found) return found;
    const made = make(operation, variables, by, overrides);
    if (!(made instanceof Promise)) return put(operation, key, made);
    const making = made.then((one) => put(operation, key, one)).finally(() => underWay.delete(key));
    underWay.set(key, making);
    return making;
  }

  function put(operation: Operation, key: Operation | string, made: T): T {
    const own = kept.get(operation);
    if (own && own.size < MAX_KEPT) own.set(key, made);
    else cache.set(key, { made, operation });
    noteKept(cache.size);
    return made;
  }

  return {
    find,
    keep(operation, by) {
      if (!kept.has(operation)) kept.set(operation, new Map());
      const made = find(operation, usualOutcome(operation, conditionsOf(operation).names), by);
      return made instanceof Promise ? made.then(() => undefined) : undefined;
    },
  };
}

/** Each condition as its default has it, or false. */
function usualOutcome({ definition }: Operation, names: readonly string[]): Variables {
  const isOn = (name: string) =>
    definition.variableDefinitions?.some(
      ({ variable, defaultValue }) =>
        variable.name.value === name && defaultValue?.kind === Kind.BOOLEAN && defaultValue.value,
    ) ?? false;
  return Object.fromEntries(names.map((name) => [name, isOn(name)]));
}

/** @throws GraphQLError BAD_USER_INPUT for a condition that is null */
function outcomeOf(names: readonly string[], variables: Variables): string {
  const key = conditionKey(names, variables);
  if (!key.includes(UNDECIDED)) return key;
  const message = `@skip and @include look at these variables, which must be true or false: ${names.join(', ')}.`;
  throw new GraphQLError(message, { extensions: { code: 'BAD_USER_INPUT' } });
}
