import { Redis } from 'ioredis';
import { silentLogger, type Logger } from '../../service-kit/process/logger';
import { openLine } from '../../testkit/line';
import { freePort } from '../../testkit/ports';
import { startRedis } from '../../testkit/redis';
import { openBestEffortRedis, type BestEffortOptions } from './best-effort-redis';

const closings: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closings.splice(0).reverse()) await close();
});

const sharedUrl = () => process.env['TEST_REDIS_URL'] ?? '';

function opened(url: string, more: Partial<BestEffortOptions> = {}) {
  const warned: string[] = [];
  const log: Logger = silentLogger();
  log.warn = ((_fields: unknown, message: string) => void warned.push(message)) as never;
  const changes: boolean[] = [];
  const onChange = (isUp: boolean) => void changes.push(isUp);
  const redis = openBestEffortRedis({ url, log, meanwhile: 'we do without', onChange, ...more });
  closings.push(() => redis.close());
  const ask = () =>
    redis.do(
      (client) => client.ping(),
      () => 'otherwise',
    );
  return { redis, ask, warned, changes };
}

it('is ready when Redis has answered, however slowly that starts', async () => {
  const line = await openLine(sharedUrl(), { silentMs: 1_500 });
  closings.push(() => line.close());
  const { redis, ask } = opened(line.url, { startWaitMs: 20_000 });
  expect(await ask()).toBe('otherwise');
  await redis.ready();
  expect(await ask()).toBe('PONG');
});

it('ends the wait for a Redis that is not there, says so once, and does without', async () => {
  const { redis, ask, warned, changes } = opened(`redis://127.0.0.1:${await freePort()}`, {
    startWaitMs: 300,
  });
  await redis.ready();
  for (let count = 0; count < 20; count += 1) expect(await ask()).toBe('otherwise');
  expect(warned).toEqual(['Redis is down: we do without']);
  expect(changes).toEqual([false]);
});

it('asks a Redis that hangs once, and not again before it has answered', async () => {
  const server = await startRedis();
  closings.push(() => server.stop());
  const { redis, warned } = opened(server.url, { startWaitMs: 20_000 });
  await redis.ready();
  const admin = new Redis(server.url);
  closings.push(() => admin.disconnect());
  await admin.call('CLIENT', 'PAUSE', '20000', 'ALL');
  let asked = 0;
  for (let count = 0; count < 100; count += 1) {
    const answer = await redis.do(
      (client) => {
        asked += 1;
        return client.ping();
      },
      () => 'otherwise',
    );
    expect(answer).toBe('otherwise');
  }
  expect(asked).toBe(1);
  expect(warned).toEqual(['Redis is down: we do without']);
});

it('keeps the connection when Redis refuses a command', async () => {
  const { redis, ask, warned, changes } = opened(sharedUrl(), { startWaitMs: 20_000 });
  await redis.ready();
  const wrong = () =>
    redis.do<unknown>(
      (client) => client.call('NOSUCHCOMMAND'),
      () => 'otherwise',
    );
  for (let count = 0; count < 5; count += 1) expect(await wrong()).toBe('otherwise');
  expect(await ask()).toBe('PONG');
  expect(warned).toEqual(['Redis refused a command']);
  expect(changes).toEqual([true]);
});
