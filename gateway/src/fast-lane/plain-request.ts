import type { FastifyRequest } from 'fastify';
import type { PersistedOperation } from '../persisted/manifest';
import type { Safelist } from '../persisted/safelist';

/*
 * The plain shape of a request: the one that nearly all requests of nearly all clients have. Everything else, however
 * harmless, is left to Apollo Server, so that nothing here has to know how it answers oddities.
 */

export interface PlainRequest {
  readonly listed: PersistedOperation;
  readonly operationName: string | null;
  readonly variables: Readonly<Record<string, unknown>>;
  /** Of the answer. */
  readonly contentType: string;
}

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

const NONE: Readonly<Record<string, unknown>> = Object.freeze(Object.create(null) as object) as never;

/** @returns null for a request that is not plain, or asks for nothing on the list */
export function readPlain(request: FastifyRequest, list: Safelist): PlainRequest | null {
  const { headers, body } = request;
  if (request.method !== 'POST' || !CONTENT_TYPES.has(headers['content-type'] ?? '')) return null;
  const contentType = ACCEPTED.get(headers.accept);
  if (contentType === undefined || !isRecord(body)) return null;
  const listed = listedOperation(body, list);
  if (!listed) return null;
  const { operationName = null, variables = null } = body;
  if (operationName !== null && typeof operationName !== 'string') return null;
  if (variables !== null && !isRecord(variables)) return null;
  return { listed, operationName, variables: variables ?? NONE, contentType };
}

/** What the body names by just one of the ways there are. */
function listedOperation(body: Record<string, unknown>, list: Safelist): PersistedOperation | undefined {
  const { query, documentId, id, doc_id: docId, extensions } = body;
  const hash = extensions === undefined || extensions === null ? undefined : hashIn(extensions);
  if (hash === null) return undefined;
  let found: PersistedOperation | undefined;
  let ways = 0;
  for (const name of [documentId, id, docId, hash]) {
    if (name === undefined) continue;
    if (typeof name !== 'string') return undefined;
    ways += 1;
    found = list.byId(name);
  }
  if (query !== undefined) {
    if (typeof query !== 'string') return undefined;
    ways += 1;
    found = list.byText(query);
  }
  return ways === 1 ? found : undefined;
}

/** The hash of Apollo's protocol; undefined where it is not used, null where it is used in no plain way. */
function hashIn(extensions: unknown): string | null | undefined {
  if (!isRecord(extensions)) return null;
  const { persistedQuery } = extensions;
  if (persistedQuery === undefined) return undefined;
  if (!isRecord(persistedQuery) || persistedQuery['version'] !== 1) return null;
  const hash = persistedQuery['sha256Hash'];
  return typeof hash === 'string' ? hash : null;
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
