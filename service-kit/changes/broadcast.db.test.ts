import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';
import { useDatabase } from '../../testkit/database';
import { openLine, type Line } from '../../testkit/line';
import { createBroadcast, type Broadcast } from './broadcast';
import { silentLogger } from '../process/logger';
import { followRevocations, SESSION_REVOKED } from '../auth/revocations';

const database = useDatabase();
const BACKENDS = ['PostgreSQL', 'Redis'] as const;
const open: Broadcast[] = [];
const lines: Line[] = [];
afterEach(async () => {
  for (const broadcast of open.splice(0)) await broadcast.close();
  for (const line of lines.splice(0)) await line.close();
});

const urlOf = async (backend: (typeof BACKENDS)[number]): Promise<string> =>
  backend === 'Redis' ? (process.env['TEST_REDIS_URL'] ?? '') : database.urlFor('gateway');

async function broadcastOn(backend: (typeof BACKENDS)[number], url?: string): Promise<Broadcast> {
  const broadcast = createBroadcast(url ?? (await urlOf(backend)), silentLogger());
  open.push(broadcast);
  return broadcast;
}

async function lineTo(backend: (typeof BACKENDS)[number], delayMs = 0): Promise<Line> {
  const line = await openLine(await urlOf(backend), { delayMs });
  lines.push(line);
  return line;
}

async function until(condition: () => boolean): Promise<void> {
  for (const deadline = Date.now() + 90_000; !condition(); await sleep(10)) {
    if (Date.now() > deadline) throw new Error('It did not come to that.');
  }
}

describe.each(BACKENDS)('a broadcast over %s', (backend) => {
  const channel = `test_${backend.toLowerCase()}`;

  it('reaches every process, the sender included', async () => {
    const [one, two] = [await broadcastOn(backend), await broadcastOn(backend)];
    const heard: unknown[] = [];
    await one.subscribe(channel, (message) => void heard.push(['one', message]));
    await two.subscribe(channel, (message) => void heard.push(['two', message]));
    await one.publish(channel, { id: 'ä"\'' });
    await until(() => heard.length === 2);
    expect(heard).toEqual(
      expect.arrayContaining([
        ['one', { id: 'ä"\'' }],
        ['two', { id: 'ä"\'' }],
      ]),
    );
  });

  it('asks to catch up at the beginning', async () => {
    const caughtUp = jest.fn(async () => undefined);
    await (await broadcastOn(backend)).subscribe(channel, () => undefined, caughtUp);
    expect(caughtUp).toHaveBeenCalled();
  });

  it('catches up after its connection broke, and not before it listens again', async () => {
    const line = await lineTo(backend, 50);
    const [listener, sender] = [await broadcastOn(backend, line.url), await broadcastOn(backend)];
    const heard: unknown[] = [];
    let gaps = 0;
    await listener.subscribe(
      channel,
      (message) => void heard.push(message),
      // What is told from the moment that the state is read again would be lost if nobody listened yet.
      async () => {
        gaps += 1;
        await sender.publish(channel, `gap ${gaps}`);
      },
    );
    for (const _ of [1, 2]) {
      const before = gaps;
      line.cut();
      await until(() => gaps > before && heard.includes(`gap ${gaps}`));
      for (let gap = before + 1; gap <= gaps; gap += 1) expect(heard).toContain(`gap ${gap}`);
    }
  });

  it('goes on when catching up fails, and tries again after the next gap', async () => {
    const line = await lineTo(backend);
    const listener = await broadcastOn(backend, line.url);
    let gaps = 0;
    const other = jest.fn(async () => undefined);
    let isBroken = false;
    const heard: unknown[] = [];
    await listener.subscribe(
      channel,
      (message) => void heard.push(message),
      async () => {
        gaps += 1;
        if (isBroken) throw new Error('can not be read');
      },
    );
    await listener.subscribe(`${channel}_other`, () => undefined, other);
    isBroken = true;
    for (const _ of [1, 2]) {
      const [before, othersBefore] = [gaps, other.mock.calls.length];
      line.cut();
      await until(() => gaps > before && other.mock.calls.length > othersBefore);
    }
    await listener.publish(channel, 'after');
    await until(() => heard.includes('after'));
  });

  it('goes on when a handler fails', async () => {
    const broadcast = await broadcastOn(backend);
    const heard: unknown[] = [];
    await broadcast.subscribe(channel, (message) => {
      heard.push(message);
      throw new Error('bad handler');
    });
    await broadcast.publish(channel, 1);
    await broadcast.publish(channel, 2);
    await until(() => heard.length === 2);
  });
});

it('listens again, and catches up, after PostgreSQL ended its connection', async () => {
  const broadcast = await broadcastOn('PostgreSQL');
  const heard: unknown[] = [];
  let caughtUp = 0;
  await broadcast.subscribe(
    'test_gap',
    (message) => void heard.push(message),
    async () => void (caughtUp += 1),
  );
  const admin = new Client({ connectionString: database.url });
  await admin.connect();
  await admin.query(
    `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
      WHERE datname = current_database() AND application_name = 'cashcraft-broadcast'`,
  );
  await admin.end();
  await until(() => caughtUp === 2);
  await broadcast.publish('test_gap', 'after');
  await until(() => heard.length === 1);
});

describe('the list of ended sessions', () => {
  it('knows those of before and those that are told', async () => {
    const broadcast = await broadcastOn('PostgreSQL');
    const expiry = Date.now() + 60_000;
    const stored = [{ sessionId: 'before', until: expiry }];
    const revocations = await followRevocations(broadcast, async () => stored);
    expect([revocations.isRevoked('before'), revocations.isRevoked('told')]).toEqual([true, false]);
    await broadcast.publish(SESSION_REVOKED, { sessionIds: ['told'], rememberMs: 60_000 });
    await until(() => revocations.isRevoked('told'));
    revocations.close();
  });
});
