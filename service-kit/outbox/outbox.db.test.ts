import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import type { DataSource } from 'typeorm';
import { z } from 'zod';
import { useDatabase } from '../../testkit/database';
import { connectDatabase, inOrganization } from '../postgres/database';
import { newId } from '../data/ids';
import { projectRoot } from '../process/paths';
import { silentLogger } from '../process/logger';
import { createJobs, type Jobs } from '../jobs/queue';
import { deadLetters, discardDeadLetter, replayDeadLetter } from './dead-letters';
import { consumeEvents } from './consume';
import { recordEvents } from './emit';
import { createEventBell, startEventWorkers, type EventWorkers } from './event-workers';
import { acting, applying, PermanentFailure, type EventConsumer, type EventPart } from './events';
import { relayEvents } from './relay';

const database = useDatabase();
const COUNTED = {
  type: 'identity.counted',
  payload: z.object({ object: z.string(), n: z.number() }),
  objectOf: ({ object }: { object: string }) => object,
};
type Counted = z.infer<typeof COUNTED.payload>;

const sources: DataSource[] = [];
let identity: DataSource;
let estimates: DataSource;

async function connect(part: 'identity' | 'estimates'): Promise<DataSource> {
  const url = await database.urlFor(part);
  const source = await connectDatabase({ url, schema: part, entities: [], applicationName: `test-${part}` });
  sources.push(source);
  return source;
}
beforeAll(async () => {
  identity = await connect('identity');
  estimates = await connect('estimates');
});
afterAll(() => Promise.all(sources.map((source) => source.destroy())));

const producer = (): EventPart => ({ name: 'identity', source: identity, consumers: [] });
const consuming = (...consumers: EventConsumer[]): EventPart => ({
  name: 'estimates',
  source: estimates,
  consumers,
});

const write = (orgId: string, ...payloads: Counted[]): Promise<void> =>
  inOrganization(identity, orgId, (db) => recordEvents(db, orgId, COUNTED, payloads));

const log = silentLogger();

/** What `SELECT` finds in one organisation's table. */
const rows = (source: DataSource, orgId: string, sql: string): Promise<Record<string, unknown>[]> =>
  inOrganization(source, orgId, (db) => db.query(sql, []) as Promise<Record<string, unknown>[]>);

async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  for (const deadline = Date.now() + 90_000; !(await condition()); await sleep(20)) {
    if (Date.now() > deadline) throw new Error('It did not come to that.');
  }
}

/** A consumer that notes what it was given. */
function noting(fails: (payload: Counted, attempt: number) => Error | null = () => null) {
  const seen: string[] = [];
  const consumer: EventConsumer = {
    name: 'notes',
    maxAttempts: 3,
    handlers: [
      applying<Counted>(COUNTED, async (_db, { payload, attempt }) => {
        const error = fails(payload, attempt);
        if (error) throw error;
        seen.push(`${payload.object}${payload.n}`);
      }),
    ],
  };
  return { seen, consumer };
}

describe.each(['PostgreSQL', 'Redis'] as const)('events over %s', (backend) => {
  let jobs: Jobs;
  const open: { close(): Promise<void> }[] = [];
  beforeAll(async () => {
    jobs = createJobs(
      backend === 'Redis'
        ? { redisUrl: process.env['TEST_REDIS_URL'] ?? '' }
        : { postgresUrl: await database.urlFor('jobs') },
      log,
    );
  });
  afterEach(async () => {
    for (const thing of open.splice(0).reverse()) await thing.close();
  });
  const keep = <T extends { close(): Promise<void> }>(thing: T): T => (open.push(thing), thing);
  const start = async (sweepMs: number, ...consumers: EventConsumer[]): Promise<EventWorkers> =>
    keep(await startEventWorkers([producer(), consuming(...consumers)], jobs, log, { sweepMs }));

  it('are delivered when the bell rings, in order per object, and leave nothing in the outbox', async () => {
    const orgId = newId();
    const { seen, consumer } = noting();
    await start(3_600_000, consumer);
    const bell = keep(createEventBell(jobs, 'identity', log));
    await write(orgId, ...[1, 2, 3].flatMap((n) => ['a', 'b'].map((object) => ({ object, n }))));
    bell.ring(orgId);
    await until(() => seen.length === 6);
    for (const object of ['a', 'b']) {
      expect(seen.filter((note) => note.startsWith(object))).toEqual([1, 2, 3].map((n) => `${object}${n}`));
    }
    expect(await rows(identity, orgId, 'SELECT 1 FROM identity.outbox')).toEqual([]);
  });

  it('are found by the sweep when nobody rang', async () => {
    const { seen, consumer } = noting();
    await start(50, consumer);
    await write(newId(), { object: 'a', n: 1 });
    await until(() => seen.length === 1);
  });

  it('are tried again in order after a failure, and hold back no other object', async () => {
    const { seen, consumer } = noting(({ object, n }) =>
      object === 'a' && n === 1 && !seen.includes('b1') ? new Error('not yet') : null,
    );
    await start(50, consumer);
    await write(newId(), { object: 'a', n: 1 }, { object: 'a', n: 2 }, { object: 'b', n: 1 });
    await until(() => seen.length === 3);
    expect(seen).toEqual(['b1', 'a1', 'a2']);
  });
});

it('writes nothing when the transaction is rolled back', async () => {
  const orgId = newId();
  await expect(
    inOrganization(identity, orgId, async (db) => {
      await recordEvents(db, orgId, COUNTED, [{ object: 'a', n: 1 }]);
      throw new Error('changed my mind');
    }),
  ).rejects.toThrow('changed my mind');
  expect(await rows(identity, orgId, 'SELECT 1 FROM identity.outbox')).toEqual([]);
});

it('refuses a payload that is not what the definition says', async () => {
  await expect(write(newId(), { object: 'a', n: 'many' as never })).rejects.toThrow(/expected number/);
});

it('takes an event once, however often it is handed over', async () => {
  const orgId = newId();
  const { seen, consumer } = noting();
  const part = consuming(consumer);
  await write(orgId, { object: 'a', n: 1 });
  const [event] = await rows(identity, orgId, 'SELECT * FROM identity.outbox');
  await relayEvents(producer(), [part], orgId);
  await consumeEvents(part, consumer, orgId, log);
  // As after a crash between the two commits of a relay: the event stands in the outbox still.
  await inOrganization(identity, orgId, (db) =>
    db.query(
      `INSERT INTO identity.outbox (org_id, id, type, object, payload, is_local) VALUES ($1, $2, $3, 'a', $4, false)`,
      [orgId, event?.['id'], COUNTED.type, event?.['payload']],
    ),
  );
  await relayEvents(producer(), [part], orgId);
  await consumeEvents(part, consumer, orgId, log);
  expect(seen).toEqual(['a1']);
  expect(await rows(identity, orgId, 'SELECT 1 FROM identity.outbox')).toEqual([]);
});

it('commits what a consumer writes with the mark that it is done, or neither', async () => {
  const orgId = newId();
  let fail = true;
  const consumer: EventConsumer = {
    name: 'projects',
    handlers: [
      applying<Counted>(COUNTED, async (db, { id }) => {
        await db.query(
          `INSERT INTO estimates.projects (org_id, id, name, author_id, version, created_at, updated_at)
           VALUES ($1, $2, 'made', $2, 1, now(), now())`,
          [orgId, id],
        );
        if (fail) throw new Error('after the write');
      }),
    ],
  };
  const part = consuming(consumer);
  await write(orgId, { object: 'a', n: 1 });
  await relayEvents(producer(), [part], orgId);
  await consumeEvents(part, consumer, orgId, log);
  expect(await rows(estimates, orgId, 'SELECT 1 FROM estimates.projects')).toEqual([]);
  fail = false;
  await rows(estimates, orgId, 'UPDATE estimates.inbox SET next_at = now()');
  await consumeEvents(part, consumer, orgId, log);
  expect(await rows(estimates, orgId, 'SELECT 1 FROM estimates.projects')).toHaveLength(1);
});

it('makes a dead letter of what fails for good, holds its object back, and goes on when it is replayed', async () => {
  const orgId = newId();
  let broken = true;
  const { seen, consumer } = noting(({ n }) =>
    broken && n === 1 ? new PermanentFailure('no such thing') : null,
  );
  const part = consuming(consumer);
  await write(orgId, { object: 'a', n: 1 }, { object: 'a', n: 2 }, { object: 'b', n: 2 });
  await relayEvents(producer(), [part], orgId);
  await consumeEvents(part, consumer, orgId, log);
  expect(seen).toEqual(['b2']);
  const [letter, ...others] = (await deadLetters(part)).filter((one) => one.orgId === orgId);
  expect(others).toEqual([]);
  expect(letter).toMatchObject({
    part: 'estimates',
    consumer: 'notes',
    object: 'a',
    attempts: 1,
    error: 'no such thing',
  });
  broken = false;
  await replayDeadLetter(part, letter!);
  await consumeEvents(part, consumer, orgId, log);
  expect(seen).toEqual(['b2', 'a1', 'a2']);
  expect((await deadLetters(part)).filter((one) => one.orgId === orgId)).toEqual([]);
});

it('goes on behind a dead letter that is discarded', async () => {
  const orgId = newId();
  const { seen, consumer } = noting(({ n }) => (n === 1 ? new PermanentFailure('never') : null));
  const part = consuming(consumer);
  await write(orgId, { object: 'a', n: 1 }, { object: 'a', n: 2 });
  await relayEvents(producer(), [part], orgId);
  await consumeEvents(part, consumer, orgId, log);
  const [letter] = (await deadLetters(part)).filter((one) => one.orgId === orgId);
  await discardDeadLetter(part, letter!);
  await consumeEvents(part, consumer, orgId, log);
  expect(seen).toEqual(['a2']);
});

it('is a dead letter after the last try, and counts tries that never came back', async () => {
  const orgId = newId();
  let tries = 0;
  const consumer: EventConsumer = {
    name: 'outside',
    maxAttempts: 3,
    handlers: [
      acting<Counted>(COUNTED, async () => {
        tries += 1;
        throw new Error('hangs up');
      }),
    ],
  };
  const part = consuming(consumer);
  await write(orgId, { object: 'a', n: 1 });
  await relayEvents(producer(), [part], orgId);
  for (let round = 0; round < 5; round += 1) {
    await rows(estimates, orgId, 'UPDATE estimates.inbox SET next_at = now()');
    await consumeEvents(part, consumer, orgId, log);
  }
  expect(tries).toBe(3);
  expect((await deadLetters(part)).filter((one) => one.orgId === orgId)).toHaveLength(1);
});

it('gives an event to one of several workers at a time', async () => {
  const orgId = newId();
  let now = 0;
  let most = 0;
  const seen: number[] = [];
  const consumer: EventConsumer = {
    name: 'slow',
    handlers: [
      applying<Counted>(COUNTED, async (_db, { payload }) => {
        most = Math.max(most, (now += 1));
        await sleep(5);
        now -= 1;
        seen.push(payload.n);
      }),
    ],
  };
  const part = consuming(consumer);
  await write(orgId, ...Array.from({ length: 20 }, (_, n) => ({ object: 'a', n })));
  await relayEvents(producer(), [part], orgId);
  await Promise.all([1, 2, 3].map(() => consumeEvents(part, consumer, orgId, log)));
  await consumeEvents(part, consumer, orgId, log);
  expect([most, seen]).toEqual([1, Array.from({ length: 20 }, (_, n) => n)]);
});

it('does not let two consumers of one name start', async () => {
  const { consumer } = noting();
  const jobs = createJobs({ postgresUrl: await database.urlFor('jobs') }, log);
  await expect(startEventWorkers([consuming(consumer, consumer)], jobs, log)).rejects.toThrow(
    'estimates has two event consumers named "notes".',
  );
});

it.each(['applying', 'acting'] as const)(
  'is taken up again when its worker is killed in the middle of %s',
  async (how) => {
    const orgId = newId();
    await write(orgId, { object: 'a', n: 1 }, { object: 'a', n: 2 });
    const child = spawn(process.execPath, ['scripts/run.mjs', 'testkit/dying-event-worker'], {
      cwd: projectRoot,
      env: {
        PATH: process.env['PATH'] ?? '',
        URL_IDENTITY: await database.urlFor('identity'),
        URL_ESTIMATES: await database.urlFor('estimates'),
        ORG: orgId,
        HOW: how,
      },
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    const [, signal] = (await once(child, 'exit')) as [number | null, string | null];
    expect(signal).toBe('SIGKILL');
    expect(await rows(estimates, orgId, 'SELECT 1 FROM estimates.projects')).toEqual([]);
    const seen: string[] = [];
    const note = async ({ payload, attempt }: { payload: Counted; attempt: number }) =>
      void seen.push(`${payload.n} at try ${attempt}`);
    const consumer: EventConsumer = {
      name: 'killed',
      handlers: [
        how === 'applying'
          ? applying<Counted>(COUNTED, (_db, event) => note(event))
          : acting<Counted>(COUNTED, note),
      ],
    };
    const part = consuming(consumer);
    if (how === 'acting') {
      await consumeEvents(part, consumer, orgId, log);
      expect(seen).toEqual([]); // whoever had it may be at it still: it waits for the end of the lease
      await rows(estimates, orgId, 'UPDATE estimates.inbox SET next_at = now()');
    }
    // PostgreSQL learns of the dead one's end a moment later: until then it holds what it had.
    await until(async () => (await consumeEvents(part, consumer, orgId, log), seen.length === 2));
    // What never came back counts as a try where it may have happened outside.
    expect(seen).toEqual(how === 'acting' ? ['1 at try 2', '2 at try 1'] : ['1 at try 1', '2 at try 1']);
    expect(await rows(identity, orgId, 'SELECT 1 FROM identity.outbox')).toEqual([]);
  },
);
