import { createServer, type AddressInfo, type Socket } from 'node:net';
import { Redis } from 'ioredis';
import { silentLogger, type Logger } from '../../../service-kit/process/logger';
import { startRedis } from '../../../testkit/redis';
import { startTinyGateway } from '../../../testkit/tiny-gateway';
import { createApqStore, type ApqStore } from './apq-store';
import { sha256 } from './safelist';

const open: { close(): unknown }[] = [];
afterEach(async () => {
  for (const one of open.splice(0)) await one.close();
});

function store(options: Partial<Parameters<typeof createApqStore>[0]> = {}): ApqStore {
  const made = createApqStore({ log: silentLogger(), ...options });
  open.push(made);
  return made;
}

async function redis() {
  const server = await startRedis();
  open.push({ close: () => server.stop() });
  return server;
}

/** Warnings only; the rest is silent. */
function warnings(): { log: Logger; warned: string[] } {
  const warned: string[] = [];
  const log = silentLogger();
  log.warn = ((_fields: unknown, message: string) => void warned.push(message)) as never;
  return { log, warned };
}

async function eventually<T>(ask: () => Promise<T>, wanted: T): Promise<void> {
  for (const giveUpAt = Date.now() + 90_000; Date.now() < giveUpAt;) {
    if ((await ask()) === wanted) return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  expect(await ask()).toEqual(wanted);
}

const key = (text: string) => `apq:${sha256(text)}`;
const TEXT = '{ status }';

it('keeps no more text than it may, the least used goes first, and a giant is not kept at all', async () => {
  const apq = store({ maxBytes: 16_000 });
  const texts = Array.from({ length: 40 }, (_none, number) => `query Q${number} { ${'x'.repeat(500)} }`);
  for (const text of texts) await apq.set(key(text), text);
  const kept = await Promise.all(texts.map((text) => apq.get(key(text))));
  expect(kept.at(-1)).toBe(texts.at(-1));
  expect(kept[0]).toBeUndefined();
  expect(kept.filter((text) => text !== undefined).length).toBeLessThan(32);
  const giant = 'x'.repeat(2_000);
  await apq.set(key(giant), giant);
  expect(await apq.get(key(giant))).toBeUndefined();
});

it.each(['apq:x', 'apq:', 'other', `apq:${sha256(TEXT)}x`, `apq:${sha256(TEXT)}\n`])(
  'keeps nothing under the key %j, which is no hash',
  async (name) => {
    const apq = store();
    await apq.set(name, TEXT);
    expect(await apq.get(name)).toBeUndefined();
  },
);

it('shares texts with other processes, for a day', async () => {
  const { url } = await redis();
  const [one, other] = [store({ redisUrl: url }), store({ redisUrl: url })];
  await eventually(async () => {
    await one.set(key(TEXT), TEXT);
    return other.get(key(TEXT));
  }, TEXT);
  const client = new Redis(url);
  open.unshift({ close: () => client.disconnect() });
  const ttl = await client.ttl(key(TEXT));
  expect(ttl).toBeGreaterThan(86_000);
  expect(ttl).toBeLessThanOrEqual(86_400);
});

it('does not believe what somebody else put into Redis', async () => {
  const { url } = await redis();
  const client = new Redis(url);
  open.unshift({ close: () => client.disconnect() });
  const apq = store({ redisUrl: url });
  const good = 'query Good { status }';
  await client.set(key(good), good);
  await eventually(() => apq.get(key(good)), good); // it is connected
  await client.set(key(TEXT), '{ caller { ip } }');
  expect(await apq.get(key(TEXT))).toBeUndefined();
});

it('takes a Redis that is down for an empty one, and says so once', async () => {
  const server = await redis();
  const { log, warned } = warnings();
  const apq = store({ redisUrl: server.url, log });
  await apq.set(key(TEXT), TEXT);
  await server.stop();
  for (let time = 0; time < 20; time += 1) expect(await apq.get(key(`{ other${time} }`))).toBeUndefined();
  expect(await apq.get(key(TEXT))).toBe(TEXT); // from memory
  await eventually(async () => warned.length, 1);
  for (let time = 0; time < 5; time += 1) await apq.set(key(`{ other${time} }`), `{ other${time} }`);
  expect(warned).toEqual(['Redis is down: persisted queries are not shared']);
});

it('does not wait for a Redis that accepts and never answers', async () => {
  const sockets: Socket[] = [];
  const mute = createServer((socket) => sockets.push(socket));
  await new Promise<void>((resolve) => mute.listen(0, '127.0.0.1', resolve));
  open.push({
    close: () => {
      for (const socket of sockets) socket.destroy();
      mute.close();
    },
  });
  const redisUrl = `redis://127.0.0.1:${(mute.address() as AddressInfo).port}`;
  const tiny = await startTinyGateway('in-process', { persisted: { redisUrl } });
  open.unshift(tiny);
  const extensions = { persistedQuery: { version: 1, sha256Hash: sha256(TEXT) } };
  const post = (payload: object) => tiny.gateway.app.inject({ method: 'POST', url: '/graphql', payload });
  expect((await post({ extensions })).body).toContain('PERSISTED_QUERY_NOT_FOUND');
  expect((await post({ query: TEXT, extensions })).json()).toEqual({ data: { status: 'fine' } });
  expect((await post({ extensions })).json()).toEqual({ data: { status: 'fine' } });
});
