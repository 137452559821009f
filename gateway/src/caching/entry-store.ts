import { LRUCache } from 'lru-cache';

/** A kept answer. */
export interface CacheEntry {
  /** The organisation's change version under which it was made. */
  readonly version: string;
  /** Of a complete answer; shared by all who get it, so nobody may change it. */
  readonly data: Record<string, unknown>;
  /** When its execution began, in ms since the epoch. */
  readonly madeAt: number;
  readonly expiresAt: number;
}

/** Where answers are kept. It may forget at any time, and never fails: trouble is a miss. */
export interface EntryStore {
  get(key: string): CacheEntry | null | Promise<CacheEntry | null>;
  set(key: string, entry: CacheEntry): void;
  /** What it holds, as far as it knows. */
  size(): { entries: number; bytes: number };
  close(): void;
}

/** A larger answer is not kept, in characters of JSON: it would push out many small ones. */
export const MAX_ENTRY_SIZE = 1_000_000;

/** What an entry takes besides its data, in bytes. */
const OVERHEAD = 500;
/** Objects take 1.4 times the characters of their JSON where all are Latin (measured on lists), else up to twice that. */
const BYTES_PER_CHARACTER = 3;

/**
 * Keeps answers in this process, the latest used ones.
 *
 * @param maxBytes how much memory they may take, roughly
 */
export function createMemoryStore(maxBytes: number): EntryStore {
  const entries = new LRUCache<string, CacheEntry>({
    maxSize: maxBytes,
    sizeCalculation: ({ data }) => JSON.stringify(data).length * BYTES_PER_CHARACTER + OVERHEAD,
    maxEntrySize: Math.min(maxBytes, MAX_ENTRY_SIZE * BYTES_PER_CHARACTER),
  });
  return {
    get: (key) => entries.get(key) ?? null,
    set: (key, entry) => void entries.set(key, entry),
    size: () => ({ entries: entries.size, bytes: entries.calculatedSize }),
    close: () => entries.clear(),
  };
}
