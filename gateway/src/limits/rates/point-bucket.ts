import { LRUCache } from 'lru-cache';
import type { Redis } from 'ioredis';
import type { LimitStore } from './limit-store';

/** How many points a principal may save up, and how fast they come back. */
export interface BucketRule {
  readonly capacity: number;
  readonly perSecond: number;
}

/** What a bucket holds after a request took, or could not take, its points. */
export interface BucketState {
  readonly rule: BucketRule;
  readonly allowed: boolean;
  readonly available: number;
  /** How long until there are enough points, in ms; 0 when there were. */
  readonly waitMs: number;
}

/** A bucket of points per key that fills by itself; taking is atomic. */
export interface PointBucket {
  /** Takes points, all or none. Negative ones are given back. */
  take(key: string, points: number): BucketState | Promise<BucketState>;
}

/** Buckets in memory. One that was forgotten is full again: the longest unused goes first. */
const REMEMBERED = 100_000;

/** Makes the buckets. Each is full at first. */
export function createPointBucket(rule: BucketRule, store: LimitStore): PointBucket {
  const inMemory = createMemoryBucket(rule);
  return {
    take: (key, points) =>
      store.do(
        (redis) => takeByRedis(redis, rule, key, points),
        () => inMemory(key, points),
      ),
  };
}

const stateOf = (rule: BucketRule, allowed: boolean, available: number, points: number): BucketState => ({
  rule,
  allowed,
  available,
  waitMs: allowed ? 0 : Math.ceil(((points - available) / rule.perSecond) * 1000),
});

function createMemoryBucket(rule: BucketRule) {
  const { capacity, perSecond } = rule;
  const buckets = new LRUCache<string, { available: number; at: number }>({ max: REMEMBERED });
  return (key: string, points: number): BucketState => {
    const now = performance.now();
    let bucket = buckets.get(key);
    if (!bucket) {
      bucket = { available: capacity, at: now };
      buckets.set(key, bucket);
    }
    const refilled = Math.min(capacity, bucket.available + ((now - bucket.at) / 1000) * perSecond);
    const allowed = refilled >= points;
    const available = allowed ? Math.min(capacity, refilled - points) : refilled;
    bucket.available = available;
    bucket.at = now;
    return stateOf(rule, allowed, available, points);
  };
}

/** The same in one step of Redis, by Redis's own clock. A full bucket is not kept. */
const SCRIPT = `
local capacity, per_second, points = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local saved = redis.call('HMGET', KEYS[1], 'available', 'at')
local available = capacity
if saved[1] then
  available = math.min(capacity, tonumber(saved[1]) + (now - tonumber(saved[2])) / 1000 * per_second)
end
local allowed = 0
if available >= points then
  allowed = 1
  available = math.min(capacity, available - points)
end
redis.call('HSET', KEYS[1], 'available', tostring(available), 'at', tostring(now))
redis.call('PEXPIRE', KEYS[1], math.ceil((capacity - available) / per_second * 1000) + 1)
return { allowed, tostring(available) }
`;

type WithCommand = Redis & {
  takePoints?(key: string, ...numbers: number[]): Promise<[number, string]>;
};

async function takeByRedis(
  redis: WithCommand,
  rule: BucketRule,
  key: string,
  points: number,
): Promise<BucketState> {
  if (!redis.takePoints) redis.defineCommand('takePoints', { numberOfKeys: 1, lua: SCRIPT });
  const taken = await redis.takePoints?.(`limit:points:${key}`, rule.capacity, rule.perSecond, points);
  if (!taken) throw new Error('the script was not defined');
  return stateOf(rule, taken[0] === 1, Number(taken[1]), points);
}
