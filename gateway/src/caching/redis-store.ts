import { Redis } from 'ioredis';
import type { Logger } from '../../../service-kit/process/logger';
import { MAX_ENTRY_SIZE, type CacheEntry, type EntryStore } from './entry-store';

const PREFIX = 'cashcraft:answer:';
/** A Redis that takes longer is slower than asking the subgraphs, in ms. */
const TIMEOUT_MS = 250;

/** After a failure nobody waits for the next one, for so long, in ms. */
const PAUSE_MS = 1_000;

/**
 * Keeps answers in Redis, for all gateways. Without Redis nothing is found and nothing kept; it is used again when it is
 * back.
 */
export function createRedisStore(url: string, log: Logger): EntryStore {
  const redis = new Redis(url, {
    maxRetriesPerRequest: 0,
    enableOfflineQueue: false,
    commandTimeout: TIMEOUT_MS,
    connectTimeout: 2_000,
  });
  let pausedUntil = 0;
  const isUsable = () => redis.status === 'ready' && pausedUntil <= Date.now();
  const pause = () => {
    pausedUntil = Date.now() + PAUSE_MS; // the connection's own trouble is in the log
  };
  redis.on('error', (error) => log.warn({ err: error }, 'response cache: Redis trouble'));
  return {
    async get(key) {
      if (!isUsable()) return null;
      try {
        const text = await redis.get(PREFIX + key);
        return text === null ? null : readEntry(text);
      } catch {
        pause();
        return null;
      }
    },
    set(key, entry) {
      const lifeMs = Math.ceil(entry.expiresAt - Date.now());
      if (!isUsable() || lifeMs <= 0) return;
      const text = JSON.stringify(entry);
      if (text.length <= MAX_ENTRY_SIZE) redis.set(PREFIX + key, text, 'PX', lifeMs).catch(pause);
    },
    size: () => ({ entries: 0, bytes: 0 }), // Redis knows, and tells its own monitoring
    close: () => redis.disconnect(),
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
