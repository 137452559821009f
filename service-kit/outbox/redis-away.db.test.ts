import { setTimeout as sleep } from 'node:timers/promises';
import type { DataSource } from 'typeorm';
import { z } from 'zod';
import { useDatabase } from '../../testkit/database';
import { startRedis, type Redis } from '../../testkit/redis';
import { newId } from '../data/ids';
import { createJobs } from '../jobs/queue';
import { connectDatabase, inOrganization } from '../postgres/database';
import { silentLogger, type Logger } from '../process/logger';
import { recordEvents } from './emit';
import { createEventBell, startEventWorkers } from './event-workers';
import { applying, type EventPart } from './events';

/*
 * While Redis is away an operator reads one line that it is, and one when it is back, however many sweeps and bells fail; what
 * was to be delivered is delivered then.
 */

const database = useDatabase();
const EVENT = {
  type: 'identity.away',
  payload: z.object({ n: z.number() }),
  objectOf: ({ n }: { n: number }) => `n:${n}`,
};
const told: string[] = [];
const silent = silentLogger();
const tell = (facts: object | string, words?: string) =>
  void told.push(words ?? (typeof facts === 'string' ? facts : ''));
const log = Object.assign(Object.create(silent) as Logger, { warn: tell, info: tell, error: tell });

let redis: Redis;
let source: DataSource;
beforeAll(async () => {
  redis = await startRedis();
  const url = await database.urlFor('identity');
  source = await connectDatabase({ url, schema: 'identity', entities: [], applicationName: 'test' });
});
afterAll(async () => {
  await source.destroy();
  await redis.stop();
});

it('delivers what waited when Redis is back, and tells of each state once', async () => {
  const orgId = newId();
  const seen: number[] = [];
  const consumer = {
    name: 'notes',
    handlers: [applying<{ n: number }>(EVENT, async (_db, { payload: { n } }) => void seen.push(n))],
  };
  const part: EventPart = { name: 'identity', source, consumers: [consumer] };
  const jobs = createJobs({ redisUrl: redis.url }, log);
  let sweeps = 0;
  const query = source.query.bind(source);
  source.query = ((sql: string, ...more: unknown[]) => {
    if (sql.includes('outbox_work')) sweeps += 1;
    return query(sql, ...(more as []));
  }) as typeof source.query;
  const workers = await startEventWorkers([part], jobs, log, { sweepMs: 50 });
  const bell = createEventBell(jobs, 'identity', log);
  try {
    const { port } = new URL(redis.url);
    await redis.stop();
    for (const n of [1, 2, 3]) {
      await inOrganization(source, orgId, (db) => recordEvents(db, orgId, EVENT, [{ n }]));
      bell.ring(orgId);
      const from = sweeps;
      while (sweeps < from + 5) await sleep(20);
    }
    expect(seen).toEqual([]);
    expect(told).toEqual(['Redis, which keeps the jobs, does not answer']);
    redis = await startRedis(Number(port));
    while (seen.length < 3) await sleep(20);
    while (told.length < 2) await sleep(20);
    expect(seen.toSorted()).toEqual([1, 2, 3]);
    const from = sweeps;
    while (sweeps < from + 20) await sleep(20);
    expect(told).toEqual([
      'Redis, which keeps the jobs, does not answer',
      'Redis, which keeps the jobs, answers again',
    ]);
  } finally {
    await bell.close();
    await workers.close();
  }
});
