import type { Logger } from '../../../service-kit/process/logger';
import { openBestEffortRedis } from '../best-effort-redis';
import { MAX_ENTRY_SIZE, type CacheEntry, type EntryStore } from './entry-store';

const PREFIX = 'cashcraft:answer:';

/**
 * Keeps answers in Redis, for all gateways. Without Redis nothing is found and nothing kept; it is used again when it is
 * back. Resolves when Redis can be read, or after some seconds.
 */
export async function openRedisStore(url: string, log: Logger): Promise<EntryStore> {
  const shared = openBestEffortRedis({ url, log, meanwhile: 'answers are not cached' });
  await shared.ready();
  return {
    async get(key) {
      const text = await shared.do(
        (redis) => redis.get(PREFIX + key),
        () => null,
      );
      return text === null ? null : readEntry(text);
    },
    set(key, entry) {
      const lifeMs = Math.ceil(entry.expiresAt - Date.now());
      if (lifeMs <= 0) return;
      const text = JSON.stringify(entry);
      if (text.length > MAX_ENTRY_SIZE) return;
      void shared.do<unknown>(
        (redis) => redis.set(PREFIX + key, text, 'PX', lifeMs),
        () => undefined,
      );
    },
    size: () => ({ entries: 0, bytes: 0 }), // Redis knows, and tells its own monitoring
    close: () => shared.close(),
  };
}

/** Somebody else may write to that Redis: what is no entry is a miss. */
function readEntry(text: string): CacheEntry | null {
  let value;
  try {
    value = JSON.parse(text) as Partial<CacheEntry> | null;
  } catch {
    return null;
  }
  const isEntry =
    typeof value?.version === 'string' &&
    typeof value.data === 'object' &&
    value.data !== null &&
    typeof value.madeAt === 'number' &&
    typeof value.expiresAt === 'number';
  return isEntry ? (value as CacheEntry) : null;
}
