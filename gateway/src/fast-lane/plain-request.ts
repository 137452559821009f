import { jsonRefusal } from '../../../service-kit/http/json-body';
import type { PersistedOperation } from '../persisted/manifest';
import type { Safelist } from '../persisted/safelist';

/*
 * The plain shape of a request's body. As with its head, whatever is not plain is left to others.
 */

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
  const asked = readAsked(body, list);
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
function readAsked(
  body: Record<string, unknown>,
  list: Safelist,
): Pick<PlainRequest, 'listed' | 'query'> | null {
  const { query, documentId, id, doc_id: docId, extensions } = body;
  const hash = extensions === undefined || extensions === null ? undefined : hashIn(extensions);
  if (hash === null) return null;
  const name = onlyOne(documentId, id, docId, hash);
  if (name === null || (name === undefined) === (query === undefined)) return null;
  if (name !== undefined) return { listed: list.byId(name), query: null };
  return typeof query === 'string' && query !== '' ? { listed: list.byText(query), query } : null;
}

/** @returns undefined when there is none, null when there are several, or it is no text */
function onlyOne(...names: unknown[]): string | null | undefined {
  let found: string | undefined;
  for (const name of names) {
    if (name === undefined) continue;
    if (typeof name !== 'string' || found !== undefined) return null;
    found = name;
  }
  return found;
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
