import { createHash } from 'node:crypto';
import { stripIgnoredCharacters } from 'graphql';
import { forBoth, type PersistedOperation } from './manifest';

/** The operations of a manifest, to be found by id and by text. */
export interface Safelist {
  readonly operations: readonly PersistedOperation[];
  /** By its id, or by the SHA-256 (hex) of its body; a leading `sha256:` doesn't count. */
  byId(id: string): PersistedOperation | undefined;
  /** By exactly its text. */
  byText(text: string): PersistedOperation | undefined;
  /** By its text, whatever its white space, commas and comments. */
  byNormalizedText(text: string): PersistedOperation | undefined;
}

/** A text so many times longer than the longest known one is no other writing of it: it isn't even read. */
const LONGER = 4;
const PREFIX = 'sha256:';

/** Takes a manifest's operations; nothing by default. */
export function createSafelist(operations: readonly PersistedOperation[] = []): Safelist {
  const ids = new Map<string, PersistedOperation>();
  const texts = new Map<string, PersistedOperation>();
  const normalized = new Map<string, PersistedOperation>();
  for (const operation of operations) {
    add(texts, operation.body, operation);
    const text = normalize(operation.body);
    if (text !== null) add(normalized, text, operation);
  }
  for (const operation of texts.values()) ids.set(sha256(operation.body), operation);
  for (const operation of operations) ids.set(operation.id, operation); // an id as given goes before a hash
  const longest = Math.max(0, ...operations.map(({ body }) => body.length)) * LONGER;
  return {
    operations,
    byId: (id) => ids.get(id) ?? (id.startsWith(PREFIX) ? ids.get(id.slice(PREFIX.length)) : undefined),
    byText: (text) => texts.get(text),
    byNormalizedText(text) {
      if (text.length > longest) return undefined;
      const form = normalize(text);
      return form === null ? undefined : normalized.get(form);
    },
  };
}

function add(map: Map<string, PersistedOperation>, key: string, operation: PersistedOperation): void {
  const former = map.get(key);
  map.set(key, former ? forBoth(former, operation) : operation);
}

/** @returns null for what is no sequence of GraphQL's tokens */
function normalize(text: string): string | null {
  try {
    return stripIgnoredCharacters(text);
  } catch {
    return null;
  }
}

/** SHA-256 in hex. */
export const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

/** Whether an operation counts for a client of this name. */
export const countsFor = ({ clients }: PersistedOperation, client: string | null): boolean =>
  clients === null || (client !== null && clients.has(client));
