import { Counter, Gauge, type Registry } from 'prom-client';
import type { EntryStore } from './entry-store';

/**
 * How a query that may be cached was answered: from the cache, by executing it, by another request's execution, or past
 * the cache because the change version was not to be had.
 */
export type CacheOutcome = 'hit' | 'miss' | 'shared' | 'bypass';

/** Counts outcomes by operation, and shows what the store holds. */
export function createCacheMetrics(registry: Registry, store: EntryStore): Counter<'operation' | 'outcome'> {
  showSize(registry, 'response_cache_entries', 'Answers kept in memory.', () => store.size().entries);
  showSize(registry, 'response_cache_bytes', 'What they take, roughly.', () => store.size().bytes);
  return new Counter({
    name: 'response_cache_total',
    help: 'Queries that may be cached; outcome is hit, miss, shared (with one under way) or bypass.',
    labelNames: ['operation', 'outcome'],
    registers: [registry],
  });
}

const showSize = (registry: Registry, name: string, help: string, read: () => number): Gauge =>
  new Gauge({
    name,
    help,
    registers: [registry],
    collect() {
      this.set(read());
    },
  });
