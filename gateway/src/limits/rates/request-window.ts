import {
  RateLimiterMemory,
  RateLimiterRedis,
  RateLimiterRes,
  type RateLimiterAbstract,
} from 'rate-limiter-flexible';
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

/** Counts requests by key; atomic, so requests side by side are counted one by one. */
export type RequestWindow = (key: string) => WindowState | Promise<WindowState>;

/** Makes a window that begins with a key's first request and ends after its time. */
export function createRequestWindow(
  { name, requests, seconds }: WindowRule,
  store: LimitStore,
): RequestWindow {
  const options = { points: requests, duration: seconds };
  const memory = new RateLimiterMemory(options);
  const shared =
    store.redis &&
    new RateLimiterRedis({
      ...options,
      storeClient: store.redis,
      keyPrefix: `limit:${name}`,
      inMemoryBlockOnConsumed: requests + 1, // who is over the limit costs Redis nothing more
    });
  const stateBy = (limiter: RateLimiterAbstract, key: string): Promise<WindowState> =>
    limiter.consume(key).then(
      (result) => stateOf(result, requests),
      (result: unknown) => {
        if (result instanceof RateLimiterRes) return { ...stateOf(result, requests), allowed: false };
        throw result;
      },
    );
  return (key) =>
    store.do(
      () => stateBy(shared ?? memory, key),
      () => stateBy(memory, key),
    );
}

const stateOf = (result: RateLimiterRes, limit: number): WindowState => ({
  allowed: true,
  limit,
  remaining: result.remainingPoints,
  resetMs: Math.max(0, result.msBeforeNext),
});
