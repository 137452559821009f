import type { Redis } from 'ioredis';
import type { Gauge } from 'prom-client';
import type { Logger } from '../../../../service-kit/process/logger';
import { openBestEffortRedis, type BestEffortRedis } from '../../best-effort-redis';

/**
 * Where counts are kept that all processes share; without Redis each process keeps its own. While Redis is down each process
 * goes on by its own counts, at the same numbers: callers are still limited, by as many times more as there are processes.
 */
export interface LimitStore extends Pick<BestEffortRedis, 'do' | 'ready' | 'close'> {
  /** Null without Redis. */
  readonly redis: Redis | null;
}

/** Counts in this process only. */
export const memoryStore: LimitStore = {
  redis: null,
  do: (_byRedis, byMemory) => byMemory(),
  ready: async () => undefined,
  close: () => undefined,
};

/** Counts in Redis. @param isUp 1 while Redis answers, 0 while it does not */
export function redisStore(url: string, log: Logger, isUp: Gauge): LimitStore {
  const meanwhile = 'rate limits are counted by each process for itself';
  const redis = openBestEffortRedis({ url, log, meanwhile, onChange: (up) => isUp.set(up ? 1 : 0) });
  return { ...redis, redis: redis.client };
}
