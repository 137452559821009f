import { once } from 'node:events';
import { Redis } from 'ioredis';
import { startRedis } from '../../testkit/redis';
import { RedisRateStore } from './field-rates';

const WHO = { contextIdentity: 'user 1', fieldIdentity: 'send' };
const MINUTE = 60_000;

/** As a process connects, but that a busy machine may take its time: no command waits for a Redis that is gone. */
async function connect(url: string): Promise<Redis> {
  const redis = new Redis(url, { enableOfflineQueue: false, maxRetriesPerRequest: 0 });
  redis.on('error', () => undefined);
  await once(redis, 'ready');
  return redis;
}

it('shares the times of calls with all processes, each subgraph for itself, and forgets them after the window', async () => {
  const server = await startRedis();
  const [one, two] = [await connect(server.url), await connect(server.url)];
  try {
    const times = [Date.now() - 5, Date.now()];
    await new RedisRateStore(one, 'identity:').setForIdentity(WHO, times, MINUTE);
    expect(await new RedisRateStore(two, 'identity:').getForIdentity(WHO)).toEqual(times);
    expect(await new RedisRateStore(two, 'crm:').getForIdentity(WHO)).toEqual([]);
    const life = await one.pttl('identity:user 1 send');
    expect(life).toBeGreaterThan(0);
    expect(life).toBeLessThanOrEqual(MINUTE);
  } finally {
    one.disconnect();
    two.disconnect();
    await server.stop();
  }
});

it('counts in its own process while Redis is gone, and answers at once', async () => {
  const server = await startRedis();
  const redis = await connect(server.url);
  try {
    const store = new RedisRateStore(redis, 'identity:');
    await store.setForIdentity(WHO, [1], MINUTE);
    const gone = once(redis, 'close');
    await server.stop();
    await gone;
    expect(await store.getForIdentity(WHO)).toEqual([1]);
    await store.setForIdentity(WHO, [1, 2], MINUTE);
    expect(await store.getForIdentity(WHO)).toEqual([1, 2]);
  } finally {
    redis.disconnect();
    await server.stop();
  }
});
