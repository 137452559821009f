import { setTimeout as sleep } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { silentLogger } from '../../../service-kit/process/logger';
import { startRedis } from '../../../testkit/redis';
import type { CacheEntry, EntryStore } from './entry-store';
import { createRedisStore } from './redis-store';

const url = () => process.env['TEST_REDIS_URL'] ?? '';
const open: { close?: () => unknown; disconnect?: () => unknown }[] = [];
afterEach(() => {
  for (const thing of open.splice(0)) (thing.close ?? thing.disconnect)?.call(thing);
});

const storeOn = (address: string): EntryStore => {
  const store = createRedisStore(address, silentLogger());
  open.push(store);
  return store;
};
const entryWith = (data: Record<string, unknown>, lifeMs = 60_000): CacheEntry => ({
  version: '7',
  data,
  madeAt: Date.now(),
  expiresAt: Date.now() + lifeMs,
});

/** Writing is not waited for, so a reader may come a little early. */
async function found(store: EntryStore, key: string): Promise<CacheEntry | null> {
  for (const deadline = Date.now() + 5_000; ; await sleep(10)) {
    const entry = await store.get(key);
    if (entry || Date.now() > deadline) return entry;
  }
}
async function keep(store: EntryStore, key: string, entry: CacheEntry): Promise<void> {
  for (const deadline = Date.now() + 5_000; Date.now() < deadline; await sleep(10)) {
    store.set(key, entry);
    await sleep(10);
    if (await store.get(key)) return;
  }
}

it('gives another process what was kept, as it was', async () => {
  const [one, two] = [storeOn(url()), storeOn(url())];
  const data = JSON.parse('{"a":[1,null,"ü"],"__proto__":{"x":1}}') as Record<string, unknown>;
  const entry = entryWith(data);
  await keep(one, 'given', entry);
  expect(JSON.stringify(await found(two, 'given'))).toBe(JSON.stringify(entry));
});

it('keeps nothing beyond its age, nothing too large, and takes what is no entry for nothing', async () => {
  const store = storeOn(url());
  await keep(store, 'ready', entryWith({ a: 1 }));
  store.set('past', entryWith({ a: 1 }, -1));
  store.set('large', entryWith({ text: 'x'.repeat(1_000_000) }));
  store.set('short', entryWith({ a: 1 }, 50));
  const redis = new Redis(url());
  open.push(redis);
  for (const [place, text] of ['', 'null', '[]', '{"version":1}', '{"version":"7","data":null}'].entries())
    await redis.set(`cashcraft:answer:odd${place}`, text);
  await sleep(200);
  for (const key of ['past', 'large', 'short', 'odd0', 'odd1', 'odd2', 'odd3', 'odd4', 'unknown'])
    expect([key, await store.get(key)]).toEqual([key, null]);
});

it('finds nothing while Redis is gone, without a wait, and does not fail', async () => {
  const redis = await startRedis();
  const store = storeOn(redis.url);
  await keep(store, 'a', entryWith({ a: 1 }));
  await redis.stop();
  const startedAt = Date.now();
  for (let count = 0; count < 20; count += 1) {
    expect(await store.get('a')).toBeNull();
    store.set('a', entryWith({ a: 1 }));
  }
  expect(Date.now() - startedAt).toBeLessThan(5_000);
});
