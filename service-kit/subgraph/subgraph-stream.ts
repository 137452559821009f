import { aboutRequest } from './about-request';
import {
  createSourceEventStream,
  execute,
  getOperationAST,
  GraphQLError,
  type DocumentNode,
  type GraphQLFormattedError,
} from 'graphql';
import { coerceVariables } from '../http/variables';
import { LRUCache } from 'lru-cache';
import { asGraphQLError, formatErrorWith, formattedOf } from '../errors/errors';
import { createSemaphore, type Semaphore } from '../jobs/semaphore';
import type { Logger } from '../process/logger';
import {
  asRequestError,
  parseAndValidate,
  type Subgraph,
  type SubgraphOperation,
  type SubgraphResult,
} from './subgraph';
import { createSpending } from './spending';
import { nextTurn } from './turns';

/*
 * Subscriptions of one subgraph. An event carries nothing: it says that the field is to be resolved again. Each event gets
 * a context of its own, so its token is verified again, its rules run again and its loaders read again: whoever may no
 * longer see the thing gets an error instead of it, and the stream ends.
 */

/** The results of a subscription. `return` ends it at once, also while a result is awaited. */
export interface SubgraphStream extends AsyncIterableIterator<SubgraphResult> {
  return(): Promise<IteratorResult<SubgraphResult>>;
}

/** Begins a subscription. @returns its results, or why there are none */
export type SubgraphStreamer = (operation: SubgraphOperation) => Promise<SubgraphStream | SubgraphResult>;

export const isStream = <S extends object>(answer: S | object): answer is S & AsyncIterable<unknown> =>
  Symbol.asyncIterator in answer;

const CACHED_DOCUMENTS = 200;
/** What one event may cost. */
const MAX_EVENT_POINTS = 20_000;
/**
 * Events that are worked out at once. One change may be an event of hundreds of subscriptions, and each reads all that it shows:
 * the memory of a few is enough.
 */
const EVENTS_AT_ONCE = 2;
/** How often the token is looked at while nothing happens. */
const TOKEN_CHECK_MS = 1_000;
/** While the database is away the state can't be read: it is tried again until it can. */
const OUTAGE_RETRY_MS = 1_000;
/** A field that answers so has nothing more to say. */
const FINAL_CODES = ['UNAUTHENTICATED', 'FORBIDDEN', 'NOT_FOUND'];

const DONE = { value: undefined, done: true } as const;

/**
 * Makes what begins subscriptions on a subgraph in this process.
 *
 * @param log where masked errors go
 */
export function createStreamer(subgraph: Subgraph, log: Logger): SubgraphStreamer {
  const documents = new LRUCache<string, ReturnType<typeof parseAndValidate>>({ max: CACHED_DOCUMENTS });
  // Nothing is refused for its number: how many subscriptions there are is limited where they begin.
  const room = createSemaphore(EVENTS_AT_ONCE, Infinity, Number.MAX_SAFE_INTEGER);

  return async (begun) => {
    const operation = lasting(begun);
    const { query, facts } = operation;
    const mask = formatErrorWith({
      report: (error) =>
        log.error({ subgraph: subgraph.name, ...aboutRequest(facts, null), err: error }, 'fault masked'),
    });
    const format: Format = (errors) => errors.map((error) => mask(formattedOf(error), error));
    const prepared = documents.get(query) ?? parseAndValidate(subgraph.schema, query);
    documents.set(query, prepared);
    if ('errors' in prepared) return { errors: format(prepared.errors) };
    try {
      const { document } = prepared;
      const source = await openSource(subgraph, document, operation);
      if (!isStream(source)) return { errors: format((source.errors ?? []).map(asRequestError)) };
      return new ResolvedStream(
        subgraph,
        { document, operation, format, room },
        source[Symbol.asyncIterator](),
      );
    } catch (error) {
      return { errors: format([asGraphQLError(error)]) };
    }
  };
}

/** The deadline was for the beginning; the subscription itself has none. */
function lasting(operation: SubgraphOperation): SubgraphOperation {
  const { deadlineAt: _deadlineAt, isAbandoned: _isAbandoned, ...facts } = operation.facts;
  return { ...operation, facts };
}

type Format = (errors: readonly GraphQLError[]) => GraphQLFormattedError[];

/** @throws GraphQLError for a token that is not valid, and for an operation that is no subscription */
async function openSource(subgraph: Subgraph, document: DocumentNode, operation: SubgraphOperation) {
  const { variables, operationName, facts } = operation;
  const definition = getOperationAST(document, operationName);
  if (definition?.operation !== 'subscription') {
    throw new GraphQLError('This is not a subscription.', { extensions: { code: 'BAD_REQUEST' } });
  }
  const contextValue = await subgraph.createContext(facts);
  const { schema } = subgraph;
  const { errors } = coerceVariables(schema, definition.variableDefinitions ?? [], variables ?? {});
  if (errors) return { errors };
  return createSourceEventStream({
    schema,
    document,
    contextValue,
    variableValues: variables,
    operationName,
  });
}

interface StreamParts {
  document: DocumentNode;
  operation: SubgraphOperation;
  format: Format;
  room: Semaphore;
}

class ResolvedStream implements SubgraphStream {
  #over = false;
  #refusal: GraphQLError | null = null;
  #wake: (() => void) | null = null;
  readonly #check: NodeJS.Timeout;
  /** Who subscribes: callers take turns. */
  readonly #caller: string;

  constructor(
    private readonly subgraph: Subgraph,
    private readonly parts: StreamParts,
    private readonly source: AsyncIterator<unknown>,
  ) {
    const { token, ip } = parts.operation.facts;
    this.#caller = token ?? ip ?? '';
    this.#check = setInterval(() => void this.#checkToken(), TOKEN_CHECK_MS).unref();
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  async next(): Promise<IteratorResult<SubgraphResult>> {
    if (this.#over) return DONE;
    try {
      const event = await this.source.next();
      if (this.#refusal) return await this.#last({ errors: this.parts.format([this.#refusal]) });
      if (event.done || this.#over) return await this.return();
      return await this.#resolve(event.value);
    } catch (error) {
      return this.#last({ errors: this.parts.format([asGraphQLError(error)]) });
    }
  }

  async return(): Promise<IteratorResult<SubgraphResult>> {
    this.#over = true;
    clearInterval(this.#check);
    this.#wake?.();
    await this.source.return?.();
    return DONE;
  }

  async #last(value: SubgraphResult): Promise<IteratorResult<SubgraphResult>> {
    await this.return();
    return { value, done: false };
  }

  async #checkToken(): Promise<void> {
    try {
      await this.subgraph.createContext(this.parts.operation.facts);
    } catch (error) {
      if (!isRefusal(error)) return; // the keys can't be had: not the token's fault
      this.#refusal = error as GraphQLError;
      clearInterval(this.#check);
      this.#wake?.();
      await this.source.return?.();
    }
  }

  async #resolve(event: unknown): Promise<IteratorResult<SubgraphResult>> {
    for (;;) {
      const result = await this.parts.room.run(() => this.#execute(event), this.#caller);
      if (this.#over) return DONE;
      const codes = result.data ? rootCodes(result) : (result.errors ?? []).map(codeOf);
      if (codes.some((code) => FINAL_CODES.includes(code))) return this.#last(result);
      if (!codes.includes('SERVICE_UNAVAILABLE')) return { value: result, done: false };
      await this.#pause(OUTAGE_RETRY_MS);
      if (this.#over) return DONE;
    }
  }

  async #execute(rootValue: unknown): Promise<SubgraphResult> {
    const { document, operation, format } = this.parts;
    const { variables: variableValues, operationName, facts } = operation;
    if (this.#over) return {};
    let contextValue;
    await nextTurn(); // a change may be an event of many subscriptions
    try {
      contextValue = await this.subgraph.createContext({
        ...facts,
        spending: createSpending(MAX_EVENT_POINTS),
      });
    } catch (error) {
      return { data: null, errors: format([asGraphQLError(error)]) };
    }
    const { schema } = this.subgraph;
    const args = { schema, document, rootValue, contextValue, variableValues, operationName };
    const { data, errors } = await execute(args);
    return errors ? { data: data ?? null, errors: format(errors) } : { data };
  }

  #pause(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, ms);
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}

const codeOf = (error: GraphQLFormattedError): string => String(error.extensions?.['code']);

/** Codes of the errors that took the whole field; those deeper in it leave a result worth having. */
const rootCodes = ({ errors = [] }: SubgraphResult): string[] =>
  errors.filter(({ path }) => path === undefined || path.length === 1).map(codeOf);

const isRefusal = (error: unknown): boolean =>
  error instanceof GraphQLError && error.extensions['code'] === 'UNAUTHENTICATED';
