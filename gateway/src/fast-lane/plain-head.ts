import type { IncomingMessage } from 'node:http';
import type { Coding } from './compress';

/*
 * The plain shape of a request's head: the one that nearly all requests of nearly all clients have. Everything else, however
 * harmless, is left to Fastify and Apollo Server, so that nothing here has to know how they answer oddities.
 */

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
  return { length, contentType, coding };
}
