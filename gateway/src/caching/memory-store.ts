import { LRUCache } from 'lru-cache';
import { MAX_ENTRY_SIZE, type CacheEntry, type EntryStore } from './entry-store';

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
