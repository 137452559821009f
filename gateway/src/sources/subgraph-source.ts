import type { RequestFacts } from '../../../service-kit/subgraph/context';
import { isRecord } from '../../../service-kit/http/json-body';
import type { GraphQLFormattedError, OperationTypeNode } from 'graphql';
import type { AnswerReader } from '../engine/verbatim/answer-reader';

/*
 * Where a subgraph's answers come from, whatever carries them. An executor knows sources only: it neither knows HTTP
 * nor a subgraph in this process.
 */

/** What all requests of a plan's fetch have in common. */
export interface SubgraphDocument {
  readonly query: string;
  readonly operationName: string | undefined;
  /** The HTTP body up to its variables: `{"query":"…","variables":`. What is missing is their JSON and a `}`. */
  readonly bodyHead: string;
}

export interface SubgraphRequest extends Partial<SubgraphDocument> {
  readonly query: string;
  variables: Record<string, unknown>;
  /**
   * Of this fetch: entities are a query, in a mutation too. Only a query is asked again after a failure, and given up
   * before the request's deadline. Without it, nothing is known, and the fetch is treated as a mutation.
   */
  operationType?: OperationTypeNode | `${OperationTypeNode}` | undefined;
  /** Reads the answer where it comes as bytes, if the executor can do with parts of it as they are. */
  reader?: AnswerReader | undefined;
  facts: RequestFacts;
  /** The request's deadline, in ms since the epoch. */
  deadlineAt: number;
}

export interface SubgraphAnswer {
  data?: Record<string, unknown> | null;
  errors?: readonly GraphQLFormattedError[];
}

/** The answers of a subscription, newest state last. `return` ends it at once, also while an answer is awaited. */
export interface SubgraphEvents extends AsyncIterableIterator<SubgraphAnswer> {
  return(): Promise<IteratorResult<SubgraphAnswer>>;
}

export interface SubgraphSource {
  readonly name: string;
  /** @throws SubgraphFailure when no answer that can be used came */
  fetch(request: SubgraphRequest): Promise<SubgraphAnswer>;
  /**
   * Begins a subscription; absent where there are none. The deadline is for its beginning.
   *
   * @returns its events, or the answer that refuses it
   * @throws SubgraphFailure when no answer that can be used came
   */
  subscribe?(request: SubgraphRequest): Promise<SubgraphEvents | SubgraphAnswer>;
  close(): Promise<void>;
}

/** Why there is no answer. `overloaded` and `circuit-open` are our own refusals, made at once: nothing was asked. */
export type FailureReason =
  | 'deadline'
  | 'unreachable'
  | 'status'
  | 'not-json'
  | 'malformed'
  | 'too-large'
  | 'overloaded'
  | 'circuit-open'
  /** The client is gone: nothing was asked, or what was asked is broken off. */
  | 'abandoned';

/**
 * When a fetch is given up, in ms since the epoch. A query has its time-out, so that the other fields of the request are
 * answered in time; a mutation has until the request's deadline: given up, nobody knows what it did. So has a query of an
 * operation that may take long.
 */
export function expiryOf({ operationType, deadlineAt, facts }: SubgraphRequest, timeoutMs: number): number {
  const isHurried = operationType === 'query' && !facts.isLong;
  return isHurried ? Math.min(deadlineAt, Date.now() + timeoutMs) : deadlineAt;
}

/** No usable answer. The reason is for logs and metrics; clients see {@link failureMessage} only. */
export class SubgraphFailure extends Error {
  /** The HTTP status, when there was one. */
  readonly status: number | undefined;

  constructor(
    readonly subgraph: string,
    readonly reason: FailureReason,
    options?: { cause?: unknown; detail?: string; status?: number | undefined },
  ) {
    super(`subgraph ${subgraph}: ${reason}${options?.detail ? ` (${options.detail})` : ''}`, {
      cause: options?.cause,
    });
    this.name = 'SubgraphFailure';
    this.status = options?.status;
  }
}

/** What a client may read about a failure. */
export function failureMessage(reason: FailureReason): string {
  if (reason === 'deadline') return 'A part of the service did not answer in time. Try again shortly.';
  if (reason === 'too-large') return 'This asks for more data than can be served at once. Ask for less.';
  return 'A part of the service is not reachable. Try again shortly.';
}

/**
 * Reads a subgraph's answer, which may be anything. What it says of errors in a way that isn't GraphQL's is one error.
 *
 * @throws SubgraphFailure `malformed` for what is no GraphQL answer
 */
export function readAnswer(subgraph: string, value: unknown): SubgraphAnswer {
  if (!isRecord(value)) throw new SubgraphFailure(subgraph, 'malformed');
  const { data } = value;
  const errors = readErrors(value['errors']);
  if (data !== undefined && data !== null && !isRecord(data))
    throw new SubgraphFailure(subgraph, 'malformed');
  if (errors.length === 0 && !isRecord(data)) throw new SubgraphFailure(subgraph, 'malformed');
  const answer: SubgraphAnswer = data === undefined ? {} : { data };
  return errors.length > 0 ? { ...answer, errors } : answer;
}

/** The errors of an answer: a list of objects by the book, but some send one object, a text, or a list of texts. */
function readErrors(errors: unknown): GraphQLFormattedError[] {
  if (errors === undefined || errors === null) return [];
  const list: readonly unknown[] = Array.isArray(errors) ? errors : [errors];
  const odd = list.filter((error) => !isRecord(error));
  const read = list.filter(isRecord).map(readError);
  return odd.length > 0 ? [...read, oddErrors(odd)] : read;
}

/** As much of errors that are none as the log can bear; without a code, no client sees it. */
const MAX_ODD_TEXT = 300;

function oddErrors(odd: readonly unknown[]): GraphQLFormattedError {
  const first = (JSON.stringify(odd[0]) ?? String(odd[0])).slice(0, MAX_ODD_TEXT);
  return { message: `${odd.length} errors that are no objects, the first: ${first}`, extensions: {} };
}

const SCALARS = ['string', 'number', 'boolean'];
/** What frameworks put into extensions for developers' eyes. */
const INTERNAL_EXTENSIONS = new Set(['stacktrace', 'stack', 'service', 'serviceName', 'url']);

/** Keeps of an error what a client may have; `formatError` masks it as a whole when its code is not a known one. */
function readError(given: Record<string, unknown>): GraphQLFormattedError {
  const message = typeof given['message'] === 'string' ? given['message'] : '';
  const path = Array.isArray(given['path']) ? { path: given['path'] as (string | number)[] } : {};
  const extensions = isRecord(given['extensions']) ? given['extensions'] : {};
  const kept = Object.entries(extensions).filter(
    ([name, value]) => SCALARS.includes(typeof value) && !INTERNAL_EXTENSIONS.has(name),
  );
  return { message, ...path, extensions: Object.fromEntries(kept) };
}
