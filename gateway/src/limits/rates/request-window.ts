import type { Redis } from 'ioredis';
import { LRUCache } from 'lru-cache';
import { RateLimiterRedis, RateLimiterRes } from 'rate-limiter-flexible';
import type { LimitStore } from './limit-store';

/** How many requests in how long. */
export interface WindowRule {
  /** For the keys in Redis. */
  readonly name: string;
  readonly requests: number;
  readonly seconds: number;
}

/** What a window says of one request. */
export interface WindowState {
  readonly allowed: boolean;
  readonly limit: number;
  readonly remaining: number;
  /** When the window ends, from now, in ms. */
  readonly resetMs: number;
}

/** Counts requests by key, several at once if told; atomic, so requests side by side are counted one by one. */
export type RequestWindow = (key: string, count?: number) => WindowState | Promise<WindowState>;

/** Windows in memory. One that was forgotten begins anew: the longest unused goes first. */
const REMEMBERED = 100_000;

/** Makes a window that begins with a key's first request and ends after its time. */
export function createRequestWindow(rule: WindowRule, store: LimitStore): RequestWindow {
  const inMemory = createMemoryWindow(rule);
  const shared = store.redis && sharedLimiter(rule, store.redis);
  if (!shared) return inMemory;
  const byRedis = (key: string, count: number): Promise<WindowState> =>
    shared.consume(key, count).then(
      (result) => stateOf(result, rule.requests),
      (result: unknown) => {
        if (result instanceof RateLimiterRes) return { ...stateOf(result, rule.requests), allowed: false };
        throw result;
      },
    );
  return (key, count = 1) =>
    store.do(
      () => byRedis(key, count),
      () => inMemory(key, count),
    );
}

const sharedLimiter = ({ name, requests, seconds }: WindowRule, storeClient: Redis): RateLimiterRedis =>
  new RateLimiterRedis({
    points: requests,
    duration: seconds,
    storeClient,
    keyPrefix: `limit:${name}`,
    inMemoryBlockOnConsumed: requests + 1, // who is over the limit costs Redis nothing more
  });

/** Answers at once: a promise per request would cost more than the counting. */
function createMemoryWindow({ requests, seconds }: WindowRule): (key: string, count?: number) => WindowState {
  const windows = new LRUCache<string, { count: number; endsAt: number }>({ max: REMEMBERED });
  return (key, count = 1) => {
    const now = performance.now();
    let window = windows.get(key);
    if (!window || window.endsAt <= now) {
      window = { count: 0, endsAt: now + seconds * 1000 };
      windows.set(key, window);
    }
    window.count += count;
    return {
      allowed: window.count <= requests,
      limit: requests,
      remaining: Math.max(0, requests - window.count),
      resetMs: window.endsAt - now,
    };
  };
}

const stateOf = (result: RateLimiterRes, limit: number): WindowState => ({
  allowed: true,
  limit,
  remaining: result.remainingPoints,
  resetMs: Math.max(0, result.msBeforeNext),
});
