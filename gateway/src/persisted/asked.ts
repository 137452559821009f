import type { HTTPGraphQLRequest } from '@apollo/server';
import { isRecord } from '../../../service-kit/http/json-body';

/** How a request says which document it wants. */
export interface Asked {
  /** The document itself, where one was sent. */
  readonly query: string | null;
  /** What names a document, each once: `documentId`, `id`, `doc_id`, and the hash of Apollo's protocol. */
  readonly names: readonly string[];
  /** The hash of Apollo's protocol, if it is used; of any type. */
  readonly hash: unknown;
  readonly operationName: string | null;
}

/** Relay's names for it, and the GraphQL-over-HTTP draft's. */
const ID_FIELDS = ['documentId', 'id', 'doc_id'] as const;

/**
 * Reads how a request says which document it wants, exactly as Apollo Server reads `query` and `extensions`.
 *
 * @returns null for a request that Apollo Server refuses, whatever it holds
 */
export function readAsked(request: HTTPGraphQLRequest): Asked | null {
  const fields = request.method === 'POST' ? request.body : fieldsOfSearch(request.search);
  return isRecord(fields) ? askedBy(fields) : null;
}

/** The same, of a request's parameters. */
export function askedBy(fields: Record<string, unknown>): Asked | null {
  const { query, operationName, extensions } = fields;
  if (query && typeof query !== 'string') return null;
  const persisted = (isRecord(extensions) && extensions['persistedQuery']) || undefined;
  if (persisted !== undefined && (persisted as { version?: unknown }).version !== 1) return null;
  const hash = persisted && ((persisted as { sha256Hash?: unknown }).sha256Hash ?? null);
  const names = new Set([...ID_FIELDS.flatMap((field) => fields[field]), hash].filter(isText));
  return {
    query: isText(query) ? query : null,
    names: [...names],
    hash,
    operationName: isText(operationName) ? operationName : null,
  };
}

/** Makes the request one that sends this text. */
export function askByText(request: HTTPGraphQLRequest, text: string): void {
  if (request.method !== 'POST') {
    const params = new URLSearchParams(request.search);
    const extensions = parseRecord(params.get('extensions'));
    if (extensions) params.set('extensions', JSON.stringify(withoutPersistedQuery(extensions)));
    params.set('query', text);
    request.search = `?${params.toString()}`;
    return;
  }
  const body = request.body as Record<string, unknown>;
  const extensions = isRecord(body['extensions'])
    ? { extensions: withoutPersistedQuery(body['extensions']) }
    : {};
  request.body = { ...body, ...extensions, query: text };
}

/** @returns null when a parameter that Apollo Server knows is there twice, or is malformed */
function fieldsOfSearch(search: string): Record<string, unknown> | null {
  const params = new URLSearchParams(search);
  const fields: Record<string, unknown> = {};
  for (const name of ['query', 'operationName', 'extensions']) {
    const [value, ...more] = params.getAll(name);
    if (more.length > 0) return null;
    if (value !== undefined) fields[name] = value;
  }
  if ('extensions' in fields) {
    fields['extensions'] = parseRecord(params.get('extensions'));
    if (fields['extensions'] === null) return null;
  }
  for (const name of ID_FIELDS) fields[name] = params.getAll(name); // several contradict one another
  return fields;
}

function parseRecord(json: string | null): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(json ?? 'null');
    return isRecord(value) ? value : null;
  } catch {
    return null;
  }
}

function withoutPersistedQuery({ persistedQuery: _used, ...rest }: Record<string, unknown>) {
  return rest;
}

const isText = (value: unknown): value is string => typeof value === 'string' && value !== '';
