import { Redis } from 'ioredis';
import { MemoryRateStore, RedisRateStore, type FieldRates } from '../service-kit/auth/field-rates';
import type { Platform } from './platform';

/** Outside production `@rateLimit` allows so many times as much: it runs, and is in nobody's way. */
const DEVELOPMENT_FACTOR = 100;
/** A count is worth no more waiting than this, in milliseconds. */
const REDIS_PATIENCE_MS = 250;

/** How a subgraph counts `@rateLimit`: shared through Redis when there is one, else in this process. */
export function openFieldRates(platform: Platform, subgraph: string): FieldRates {
  const { REDIS_URL: url, NODE_ENV: environment } = platform.settings;
  const times = environment === 'production' ? 1 : DEVELOPMENT_FACTOR;
  if (!url) return { store: new MemoryRateStore(), times };
  const redis = new Redis(url, {
    enableOfflineQueue: false,
    maxRetriesPerRequest: 0,
    commandTimeout: REDIS_PATIENCE_MS,
  });
  redis.on('error', () => undefined); // queue and broadcast tell of it; counts go on in memory
  platform.lifetime.add(`${subgraph} field rates`, redis, (open) => open.disconnect());
  return { store: new RedisRateStore(redis, `field-rates:${subgraph}:`), times };
}
