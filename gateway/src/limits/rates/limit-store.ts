import { Redis } from 'ioredis';
import type { Gauge } from 'prom-client';
import type { Logger } from '../../../../service-kit/process/logger';

/** A Redis that does not answer within this is treated as down: each request would wait for it. */
const COMMAND_TIMEOUT_MS = 250;
const RECONNECT_MS = 1_000;

/**
 * Where counts are kept that all processes share; without Redis each process keeps its own. While Redis is down each process
 * goes on by its own counts, at the same numbers: callers are still limited, by as many times more as there are processes.
 */
export interface LimitStore {
  /**
   * Does something by Redis, or by memory where there is none or it fails. Never throws what Redis throws.
   *
   * @param byRedis rejects with an Error when Redis fails
   */
  do<T>(byRedis: (redis: Redis) => Promise<T>, byMemory: () => T | Promise<T>): T | Promise<T>;
  /** Null without Redis. */
  readonly redis: Redis | null;
  close(): Promise<void>;
}

/** Counts in this process only. */
export const memoryStore: LimitStore = {
  redis: null,
  do: (_byRedis, byMemory) => byMemory(),
  close: async () => undefined,
};

/**
 * Connects to Redis in the background; what is asked before it is there goes by memory.
 *
 * @param isUp 1 while Redis answers, 0 while it does not
 */
export function redisStore(url: string, log: Logger, isUp: Gauge): LimitStore {
  const redis = new Redis(url, {
    enableOfflineQueue: false,
    enableAutoPipelining: true,
    maxRetriesPerRequest: 0,
    commandTimeout: COMMAND_TIMEOUT_MS,
    connectTimeout: 3_000,
    retryStrategy: () => RECONNECT_MS,
  });
  let isDown = false;
  const down = (error: unknown) => {
    if (isDown) return;
    isDown = true;
    isUp.set(0);
    log.warn({ err: error }, 'Redis is down: rate limits are counted by each process for itself');
  };
  redis.on('error', down);
  redis.on('close', () => down(new Error('the connection closed')));
  redis.on('ready', () => {
    if (isDown) log.info('Redis is back: rate limits are counted together again');
    isDown = false;
    isUp.set(1);
  });

  return {
    redis,
    do(byRedis, byMemory) {
      if (redis.status !== 'ready') return byMemory();
      return byRedis(redis).catch((error: unknown) => {
        down(error);
        redis.disconnect(true); // a Redis that hangs is left alone until it greets again
        return byMemory();
      });
    },
    async close() {
      isDown = true; // what follows is no trouble
      redis.disconnect();
    },
  };
}
