import { connect, createServer, type Server, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { Gauge, Registry } from 'prom-client';
import { createLogger } from '../../../../service-kit/process/logger';
import { newId } from '../../../../service-kit/data/ids';
import { freePort } from '../../../../testkit/ports';
import { startRedis, type Redis as TestRedis } from '../../../../testkit/redis';
import { redisStore, type LimitStore } from './limit-store';
import { createPointBucket } from './point-bucket';
import { createRequestWindow } from './request-window';

/** Its own: one of these tests has it hang, and others would hang with it. */
let server: TestRedis;

/** A way to Redis that can be cut and mended. */
class Line {
  #server: Server | undefined;
  readonly #sockets = new Set<Socket>();
  port = 0;

  async mend(): Promise<void> {
    this.port ||= await freePort();
    const { port, hostname } = new URL(server.url);
    const listening = createServer((near) => {
      const far = connect(Number(port), hostname);
      for (const socket of [near, far]) {
        this.#sockets.add(socket);
        socket.on('error', () => undefined).on('close', () => [near, far].forEach((one) => one.destroy()));
      }
      near.pipe(far).pipe(near);
    });
    await new Promise<void>((resolve) => listening.listen(this.port, '127.0.0.1', resolve));
    this.#server = listening;
  }

  async cut(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    this.#sockets.clear();
    await new Promise((resolve) => this.#server?.close(resolve));
  }

  get url(): string {
    const url = new URL(server.url);
    url.port = String(this.port);
    return url.toString();
  }
}

const line = new Line();
const lines: string[] = [];
const stores: LimitStore[] = [];

/** One process's store, connected. */
async function openStore() {
  const isUp = new Gauge({ name: 'up', help: 'up', registers: [new Registry()] });
  const log = createLogger({ name: 'test', to: { write: (text: string) => void lines.push(text) } });
  const store = redisStore(line.url, log, isUp);
  stores.push(store);
  const isNow = async (value: number) => {
    for (const until = Date.now() + 90_000; Date.now() < until; await sleep(20)) {
      if ((await isUp.get()).values[0]?.value === value) return;
    }
    throw new Error(`the store did not become ${value}`);
  };
  await isNow(1);
  return { store, isNow };
}

beforeAll(async () => {
  server = await startRedis();
});
afterAll(() => server.stop());
beforeEach(async () => {
  lines.length = 0;
  await line.mend();
});
afterEach(async () => {
  for (const store of stores.splice(0)) store.close();
  await line.cut();
});

it('counts for all processes together: of 50 requests at once exactly 5 pass', async () => {
  const rule = { name: newId(), requests: 5, seconds: 60 };
  const [one, other] = [await openStore(), await openStore()];
  const windows = [one, other].map(({ store }) => createRequestWindow(rule, store));
  const states = await Promise.all(Array.from({ length: 50 }, async (_, i) => windows[i % 2]?.('caller')));
  expect(states.filter((state) => state?.allowed)).toHaveLength(5);
  expect(states.at(-1)).toMatchObject({ allowed: false, limit: 5, remaining: 0 });
});

it('takes points for all processes together, gives them back, and fills with time', async () => {
  const rule = { capacity: 100, perSecond: 10 };
  const [one, other] = [await openStore(), await openStore()];
  const buckets = [one, other].map(({ store }) => createPointBucket(rule, store));
  const key = newId();
  const states = await Promise.all(Array.from({ length: 50 }, async (_, i) => buckets[i % 2]?.take(key, 20)));
  const passed = states.filter((state) => state?.allowed).length;
  expect(passed).toBeGreaterThanOrEqual(5);
  expect(passed).toBeLessThanOrEqual(7); // a slow machine fills some points meanwhile
  const refused = states.find((state) => !state?.allowed);
  expect(refused?.waitMs).toBeGreaterThan(0);
  expect((await buckets[0]?.take(key, -1_000))?.available).toBe(100);
  expect(await buckets[1]?.take(key, 60)).toMatchObject({ allowed: true, available: 40 });
});

it('limits on by each process for itself while Redis is down, says so once, and recovers by itself', async () => {
  const { store, isNow } = await openStore();
  const window = createRequestWindow({ name: newId(), requests: 5, seconds: 60 }, store);
  expect((await window('caller')).remaining).toBe(4);
  await line.cut();
  await isNow(0);
  const states = await Promise.all(Array.from({ length: 50 }, async () => window('caller')));
  expect(states.filter(({ allowed }) => allowed)).toHaveLength(5);
  const bucket = createPointBucket({ capacity: 10, perSecond: 1 }, store);
  expect((await bucket.take('caller', 10)).allowed).toBe(true);
  expect((await bucket.take('caller', 10)).allowed).toBe(false);
  await sleep(1_500); // several failed attempts to connect
  await line.mend();
  await isNow(1);
  expect((await window('caller')).remaining).toBe(3); // where Redis stood
  expect(lines.filter((text) => text.includes('Redis is down'))).toHaveLength(1);
  expect(lines.filter((text) => text.includes('Redis is back'))).toHaveLength(1);
});

it('counts by itself while Redis hangs', async () => {
  const { store } = await openStore();
  const window = createRequestWindow({ name: newId(), requests: 1_000, seconds: 60 }, store);
  await window('caller');
  const admin = new Redis(server.url);
  await admin.call('CLIENT', 'PAUSE', '3000', 'ALL');
  expect((await window('caller')).allowed).toBe(true);
  for (let i = 0; i < 100; i += 1) expect((await window('caller')).allowed).toBe(true);
  await admin.quit();
});
