import { LRUCache } from 'lru-cache';
import type { Logger } from '../../../service-kit/process/logger';
import { openBestEffortRedis } from '../best-effort-redis';
import { sha256 } from './safelist';

/*
 * The texts of automatic persisted queries, by their SHA-256. Apollo Server puts one here once its hash is checked and
 * the document is validated. A text that isn't here is sent again by the client, so nothing here is precious.
 */

/** As Apollo Server wants it. It never rejects. */
export interface ApqStore {
  get(key: string): Promise<string | undefined>;
  set(key: string, text: string): Promise<void>;
  delete(key: string): Promise<boolean>;
  /** Resolves when the shared texts can be read, or after some seconds. */
  ready(): Promise<void>;
  close(): void;
}

export interface ApqStoreOptions {
  /** Shared by all processes; unset means that each has its own. */
  redisUrl?: string | undefined;
  log: Logger;
  /** How much text a process keeps in memory, in bytes. */
  maxBytes?: number;
}

/** How long a text is kept, in seconds. */
export const APQ_TTL_SECONDS = 24 * 60 * 60;
const MAX_BYTES = 16 * 1024 * 1024;
/** One text may take this part of the whole. */
const LARGEST = 1 / 16;
/** Apollo Server's prefix and a hash: other keys are no queries' hashes, and nothing is kept under them. */
const KEY = /^apq:([0-9a-f]{64})$/;

/** Makes a store: memory, in front of Redis if there is one. */
export function createApqStore({ redisUrl, log, maxBytes }: ApqStoreOptions): ApqStore {
  const maxSize = maxBytes ?? MAX_BYTES;
  const memory = new LRUCache<string, string>({
    maxSize,
    maxEntrySize: Math.ceil(maxSize * LARGEST),
    sizeCalculation: (text, key) => Buffer.byteLength(text) + key.length,
    ttl: APQ_TTL_SECONDS * 1000,
  });
  const meanwhile = 'persisted queries are not shared';
  const shared = redisUrl === undefined ? null : openBestEffortRedis({ url: redisUrl, log, meanwhile });
  return {
    async get(key) {
      const hash = KEY.exec(key)?.[1];
      if (hash === undefined) return undefined;
      const known = memory.get(key);
      if (known !== undefined || !shared) return known;
      const text = await shared.do(
        (redis) => redis.get(key),
        () => null,
      );
      if (text === null || sha256(text) !== hash) return undefined; // whoever wrote it: a hash stands for its text
      memory.set(key, text);
      return text;
    },
    async set(key, text) {
      if (!KEY.test(key)) return;
      memory.set(key, text);
      await shared?.do<unknown>((redis) => redis.set(key, text, 'EX', APQ_TTL_SECONDS), nothing);
    },
    async delete(key) {
      memory.delete(key);
      await shared?.do<unknown>((redis) => redis.del(key), nothing);
      return true;
    },
    ready: async () => shared?.ready(),
    close: () => shared?.close(),
  };
}

const nothing = (): unknown => undefined;
