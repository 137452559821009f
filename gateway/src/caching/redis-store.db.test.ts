import { setTimeout as sleep } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { newId } from '../../../service-kit/data/ids';
import { silentLogger } from '../../../service-kit/process/logger';
import { startRedis } from '../../../testkit/redis';
import type { CacheEntry, EntryStore } from './entry-store';
import { openRedisStore } from './redis-store';

const url = () => process.env['TEST_REDIS_URL'] ?? '';
const open: { close?: () => unknown; disconnect?: () => unknown }[] = [];
afterEach(() => {
  for (const thing of open.splice(0)) (thing.close ?? thing.disconnect)?.call(thing);
});

async function storeOn(address: string): Promise<EntryStore> {
  const store = await openRedisStore(address, silentLogger());
  open.push(store);
  return store;
}
function clientOf(address: string): Redis {
  const redis = new Redis(address);
  open.push(redis);
  return redis;
}
const entryWith = (data: Record<string, unknown>, lifeMs = 60_000): CacheEntry => ({
  version: '7',
  data,
  madeAt: Date.now(),
  expiresAt: Date.now() + lifeMs,
});

/** Keeps an entry, and waits until it is found: writing is not waited for. @throws Error when it is not */
async function keep(store: EntryStore, key: string, entry: CacheEntry): Promise<CacheEntry> {
  store.set(key, entry);
  for (let tries = 0; tries < 4_000; tries += 1) {
    const found = await store.get(key);
    if (found) return found;
    await sleep(10);
  }
  throw new Error(`the store did not keep "${key}"`);
}

it('is ready when it is opened, and gives another process what was kept, as it was', async () => {
  const [one, two] = [await storeOn(url()), await storeOn(url())];
  const key = newId();
  const data = JSON.parse('{"a":[1,null,"ü"],"__proto__":{"x":1}}') as Record<string, unknown>;
  const entry = entryWith(data);
  await keep(one, key, entry);
  expect(JSON.stringify(await two.get(key))).toBe(JSON.stringify(entry));
});

it('keeps nothing beyond its age, and nothing too large', async () => {
  const store = await storeOn(url());
  const redis = clientOf(url());
  const id = newId();
  const [past, large, short, last] = ['past', 'large', 'short', 'last'].map((name) => `${name}-${id}`) as [
    string,
    string,
    string,
    string,
  ];
  store.set(past, entryWith({ a: 1 }, -1));
  store.set(large, entryWith({ text: 'x'.repeat(1_000_000) }));
  store.set(short, entryWith({ a: 1 }, 5_000));
  await keep(store, last, entryWith({ a: 1 })); // one connection: what was set before it has arrived
  expect(await store.get(past)).toBeNull();
  expect(await store.get(large)).toBeNull();
  const life = await redis.pttl(`cashcraft:answer:${short}`);
  expect(life).toBeLessThanOrEqual(5_000);
  expect(life).not.toBe(-1); // a key without an end
});

it('finds nothing where somebody else has put what is not an entry', async () => {
  const store = await storeOn(url());
  const redis = clientOf(url());
  const key = newId();
  await keep(store, key, entryWith({ a: 1 }));
  for (const text of ['', 'null', '[]', '{"version":1}', '{"version":"7","data":null}']) {
    await redis.set(`cashcraft:answer:${key}`, text);
    expect([text, await store.get(key)]).toEqual([text, null]);
  }
});

it('finds nothing while Redis does not answer, does not fail, and keeps again when it answers', async () => {
  const server = await startRedis();
  open.push({ close: () => server.stop() });
  const store = await storeOn(server.url);
  await keep(store, 'a', entryWith({ a: 1 }));
  await clientOf(server.url).call('CLIENT', 'PAUSE', '2000', 'ALL');
  for (let count = 0; count < 20; count += 1) {
    expect(await store.get('a')).toBeNull();
    store.set('b', entryWith({ a: 1 }));
  }
  for (let tries = 0; !(await store.get('a')) && tries < 4_000; tries += 1) await sleep(20);
  expect((await store.get('a'))?.data).toEqual({ a: 1 });
});
