import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';
import { useDatabase } from '../testkit/database';
import { createBroadcast, type Broadcast } from './broadcast';
import { silentLogger } from './logger';
import { followRevocations, SESSION_REVOKED } from './revocations';

const database = useDatabase();
const BACKENDS = ['PostgreSQL', 'Redis'] as const;
const open: Broadcast[] = [];
afterEach(async () => {
  for (const broadcast of open.splice(0)) await broadcast.close();
});

async function broadcastOn(backend: (typeof BACKENDS)[number]): Promise<Broadcast> {
  const url = backend === 'Redis' ? (process.env['TEST_REDIS_URL'] ?? '') : await database.urlFor('gateway');
  const broadcast = createBroadcast(url, silentLogger());
  open.push(broadcast);
  return broadcast;
}

async function until(condition: () => boolean): Promise<void> {
  for (const deadline = Date.now() + 5_000; !condition(); await sleep(10)) {
    if (Date.now() > deadline) throw new Error('It did not come to that.');
  }
}

describe.each(BACKENDS)('a broadcast over %s', (backend) => {
  const channel = `test_${backend.toLowerCase()}`;

  it('reaches every process, the sender included, within a second', async () => {
    const [one, two] = [await broadcastOn(backend), await broadcastOn(backend)];
    const heard: unknown[] = [];
    await one.subscribe(channel, (message) => void heard.push(['one', message]));
    await two.subscribe(channel, (message) => void heard.push(['two', message]));
    const sent = Date.now();
    await one.publish(channel, { id: 'ä"\'' });
    await until(() => heard.length === 2);
    expect(Date.now() - sent).toBeLessThan(1_000);
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
    await broadcast.publish(SESSION_REVOKED, { sessionId: 'told', until: expiry });
    await until(() => revocations.isRevoked('told'));
    revocations.close();
  });
});
