import type { IncomingMessage } from 'node:http';
import { isRecord, jsonRefusal } from '../../../service-kit/http/json-body';
import { askedBy } from '../persisted/asked';
import type { PersistedOperation } from '../persisted/manifest';
import type { Safelist } from '../persisted/safelist';

/*
 * The plain shape of a request: the one that nearly all requests of nearly all clients have. Everything else, however
 * harmless, is left to Fastify and Apollo Server, so that nothing here has to know how they answer oddities.
 */

/** How an answer may be compressed. */
export type Coding = 'br' | 'gzip';

export interface PlainHead {
  /** Of the body to come, in bytes. */
  readonly length: number;
  /** Of the answer. */
  readonly contentType: string;
  /** How the answer is compressed, if it is worth it. */
  readonly coding: Coding | null;
}

/** Of a body: more than any operation with its variables has, but for a few with whole files in them. */
export const MAX_BYTES = 256 * 1024;

const CONTENT_TYPES = new Set([
  'application/json',
  'application/json; charset=utf-8',
  'application/json;charset=utf-8',
  'application/json; charset=UTF-8',
  'application/json;charset=UTF-8',
]);

const JSON_TYPE = 'application/json; charset=utf-8';
const GRAPHQL_TYPE = 'application/graphql-response+json; charset=utf-8';
/** What clients send, and what Apollo Server makes of it. */
const ACCEPTED = new Map<string | undefined, string>([
  [undefined, JSON_TYPE],
  ['*/*', JSON_TYPE],
  ['application/json', JSON_TYPE],
  ['application/json, text/plain, */*', JSON_TYPE], // axios
  ['application/json, */*', JSON_TYPE],
  ['application/graphql-response+json', GRAPHQL_TYPE],
  ['application/graphql-response+json,application/json;q=0.9', GRAPHQL_TYPE], // Apollo Client
  ['application/graphql-response+json, application/json;q=0.9', GRAPHQL_TYPE],
]);

/** What clients send, and what @fastify/compress makes of it. */
const CODINGS = new Map<string | undefined, Coding | null>([
  [undefined, null],
  ['identity', null],
  ['gzip', 'gzip'],
  ['gzip, deflate', 'gzip'], // Node's fetch
  ['gzip, deflate, br', 'br'], // browsers
  ['gzip, deflate, br, zstd', 'br'],
  ['br, gzip, deflate', 'br'], // Safari's and undici's
]);

/** @returns null for a request that is not plain, as is one whose body is longer than `maxBytes` */
export function readHead({ method, url, headers }: IncomingMessage, maxBytes: number): PlainHead | null {
  if (method !== 'POST' || url !== '/graphql') return null;
  if (!CONTENT_TYPES.has(headers['content-type'] ?? '')) return null;
  const contentType = ACCEPTED.get(headers.accept);
  const coding = CODINGS.get(headers['accept-encoding'] as string | undefined);
  const length = Number(headers['content-length'] ?? 0);
  if (contentType === undefined || coding === undefined || length === 0 || length > maxBytes) return null;
  if (headers['content-encoding'] !== undefined || headers['x-no-compression'] !== undefined) return null;
  if (headers['x-session-mode'] !== undefined) return null; // its tokens are in cookies
  return { length, contentType, coding };
}

export interface PlainRequest {
  /** What it names on the list by one of the ways there are; undefined for what is not listed. */
  readonly listed: PersistedOperation | undefined;
  /** The document itself; null for one that is named only. */
  readonly query: string | null;
  readonly operationName: string | null;
  readonly variables: Readonly<Record<string, unknown>>;
}

const NONE: Readonly<Record<string, unknown>> = Object.freeze(Object.create(null) as object) as never;

/** @returns null for a body that is not plain */
export function readPlain(text: string, list: Safelist): PlainRequest | null {
  const body = parsed(text);
  if (!isRecord(body)) return null;
  const { operationName = null, variables = null } = body;
  if (operationName !== null && typeof operationName !== 'string') return null;
  if (variables !== null && !isRecord(variables)) return null;
  const asked = askedPlainly(body, list);
  return asked && { ...asked, operationName, variables: variables ?? NONE };
}

/** What is not to be parsed is left to the other lane, which refuses it. */
function parsed(text: string): unknown {
  if (jsonRefusal(text) !== null) return null;
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** What the body asks by just one of the ways there are. */
function askedPlainly(
  body: Record<string, unknown>,
  list: Safelist,
): Pick<PlainRequest, 'listed' | 'query'> | null {
  const { extensions = null } = body;
  const asked = extensions === null || isRecord(extensions) ? askedBy(body) : null;
  if (!asked) return null;
  const { query, hash, names } = asked;
  const [name, ...others] = names;
  if (others.length > 0 || (hash !== undefined && name === undefined)) return null;
  if (name !== undefined) return query === null ? { listed: list.byId(name), query } : null;
  return query === null ? null : { listed: list.byText(query), query };
}
