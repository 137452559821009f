import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import type { DataSource } from 'typeorm';
import { z } from 'zod';
import { useDatabase } from '../../testkit/database';
import { collectSpans, type CollectedSpan } from '../../testkit/spans';
import { localChanges } from '../changes/changes';
import { newId } from '../data/ids';
import { connectDatabase, inOrganization } from '../postgres/database';
import { silentLogger } from '../process/logger';
import { projectRoot } from '../process/paths';
import { cancelJobRow, cancelledJob, recordJob, retryJobRow, type EnqueueJobOptions } from './enqueue-job';
import { JobFailure, JobLost, running, type ActiveJob, type JobDefinition } from './job-kind';
import { createJobBell, startJobWorkers } from './job-workers';
import { createJobs } from './queue';
import { inSpan, setTracer } from '../telemetry/tracing';
import { bindRunners, runNextJob, type JobTimes } from './run-job';

const database = useDatabase();
const log = silentLogger();
const changes = localChanges();
let source: DataSource;

beforeAll(async () => {
  const url = await database.urlFor('estimates');
  source = await connectDatabase({ url, schema: 'estimates', entities: [], applicationName: 'test-jobs' });
});
afterAll(() => source.destroy());

type Definition = JobDefinition<{ n: number }>;
let kinds = 0;
const definitionOf = (more: Partial<Definition> = {}): Definition => ({
  kind: `TEST_${(kinds += 1)}`,
  subgraph: 'estimates',
  title: 'Does what the test says.',
  input: z.object({ n: z.number() }),
  permission: 'estimates:write',
  readPermission: 'estimates:read',
  isOpen: true,
  ...more,
});

type Run = (job: ActiveJob<{ n: number }>) => Promise<unknown>;
const bound = (definition: Definition, run: Run) => bindRunners([running(definition, run)], null)[0]!;
const enqueue = (orgId: string, definition: Definition, n = 1, options?: EnqueueJobOptions) =>
  inOrganization(source, orgId, (db) => recordJob(db, orgId, null, definition, { n }, options));
/** Works on one job, as a worker does for a word. */
const work = (
  orgId: string,
  definition: Definition,
  run: Run,
  { stop = new AbortController().signal, times }: { stop?: AbortSignal; times?: JobTimes } = {},
) =>
  runNextJob({ source }, bound(definition, run), orgId, { changes, log, stop, ...(times ? { times } : {}) });
const query = (orgId: string, sql: string, values: unknown[] = []) =>
  inOrganization(source, orgId, (db) => db.query(sql, values) as Promise<Record<string, unknown>[]>);
const jobsOf = (orgId: string) =>
  query(
    orgId,
    `SELECT state, percent, note, result, attempt, runner, error_code AS code, error_message AS message, fault
       FROM jobs.jobs ORDER BY created_at, id`,
  );
/** Makes spans while work goes on. */
async function spansOf(act: () => Promise<unknown>): Promise<CollectedSpan[]> {
  const sent = collectSpans();
  try {
    await act();
  } finally {
    setTracer(null);
  }
  return sent;
}
it('goes on in the trace of the request that asked for it, each try', async () => {
  const orgId = newId();
  const definition = definitionOf();
  const spans = await spansOf(async () => {
    await inSpan(
      'POST /',
      () => ({ kind: 'server' }),
      () => enqueue(orgId, definition),
    );
    await work(orgId, definition, () => Promise.reject(new TypeError('in vain')));
    await makeDue(orgId);
    await work(orgId, definition, async () => undefined);
  });
  const asked = spans.find(({ name }) => name === 'POST /');
  const tries = spans.filter(({ name }) => name === `job ${definition.kind}`);
  expect(tries.map(({ failure }) => failure)).toEqual(['TypeError', null]);
  for (const { traceId, parentId } of tries)
    expect([traceId, parentId]).toEqual([asked?.traceId, asked?.spanId]);
});

const makeDue = (orgId: string) => query(orgId, 'UPDATE jobs.jobs SET next_at = now()');
const addProject =
  (orgId: string) => async (db: { query(sql: string, values: unknown[]): Promise<unknown> }) =>
    void (await db.query(
      `INSERT INTO estimates.projects (org_id, id, name, author_id, version, created_at, updated_at)
     VALUES ($1, $2, 'made', $2, 1, now(), now())`,
      [orgId, newId()],
    ));
const projects = (orgId: string) => query(orgId, 'SELECT 1 FROM estimates.projects');

async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  for (const deadline = Date.now() + 90_000; !(await condition()); await sleep(20)) {
    if (Date.now() > deadline) throw new Error('It did not come to that.');
  }
}

describe.each(['PostgreSQL', 'Redis'] as const)('jobs over %s', (backend) => {
  const open: { close(): Promise<void> }[] = [];
  afterEach(async () => {
    for (const thing of open.splice(0).reverse()) await thing.close();
  });
  const jobsOn = async () =>
    createJobs(
      backend === 'Redis'
        ? { redisUrl: process.env['TEST_REDIS_URL'] ?? '' }
        : { postgresUrl: await database.urlFor('jobs') },
      log,
    );

  it.each([
    ['when the bell rings', 3_600_000, true],
    ['by the sweep, when nobody rang', 50, false],
  ])('are run %s, several organisations in turn', async (_when, sweepMs, rings) => {
    const jobs = await jobsOn();
    const definition = definitionOf({ subgraph: 'estimates', atOnce: 1 });
    const ran: string[] = [];
    let now = 0;
    let most = 0;
    const runner = bound(definition, async ({ orgId, input }) => {
      most = Math.max(most, (now += 1));
      await sleep(5);
      now -= 1;
      ran.push(`${orgId} ${input.n}`);
      return { n: input.n };
    });
    const part = { name: 'estimates', source, runners: [runner] };
    for (let workers = 0; workers < 2; workers += 1) {
      open.push(await startJobWorkers(part, { jobs, changes, log }, { sweepMs, concurrency: 1 }));
    }
    const bell = createJobBell(jobs, log);
    open.push(bell);
    const [many, one] = [newId(), newId()];
    for (let n = 1; n <= 6; n += 1) await enqueue(many, definition, n);
    await enqueue(one, definition, 1);
    if (rings) for (const orgId of [many, one]) bell.ring(definition, orgId);
    await until(() => ran.length === 7);
    const ofMany = ran.filter((name) => name.startsWith(many));
    expect(ofMany).toEqual([1, 2, 3, 4, 5, 6].map((n) => `${many} ${n}`)); // in order, one at a time
    if (rings) expect(ran.indexOf(`${one} 1`)).toBeLessThan(6);
    expect(most).toBeLessThanOrEqual(2);
    await until(async () => (await jobsOf(many)).every(({ state }) => state === 'SUCCEEDED'));
    expect((await jobsOf(many))[2]).toMatchObject({ percent: 100, result: { n: 3 }, runner: null });
  });
});

it('is written with the transaction that asks for it, or not at all; and bad input is refused', async () => {
  const orgId = newId();
  const definition = definitionOf();
  await expect(
    inOrganization(source, orgId, async (db) => {
      await recordJob(db, orgId, null, definition, { n: 1 });
      throw new Error('changed my mind');
    }),
  ).rejects.toThrow('changed my mind');
  await expect(enqueue(orgId, definition, 'x' as never)).rejects.toThrow(/expected number/);
  expect(await jobsOf(orgId)).toEqual([]);
});

it('is one job for a key, asked for ten times at once; and a new one after its end', async () => {
  const orgId = newId();
  const definition = definitionOf();
  const all = await Promise.all(
    Array.from({ length: 10 }, () => enqueue(orgId, definition, 1, { key: 'k' })),
  );
  expect(new Set(all.map(({ id }) => id)).size).toBe(1);
  expect(all.filter(({ isNew }) => isNew)).toHaveLength(1);
  await work(orgId, definition, async () => undefined);
  expect((await enqueue(orgId, definition, 1, { key: 'k' })).isNew).toBe(true);
});

it('is seen by its own organisation only', async () => {
  const orgId = newId();
  const definition = definitionOf();
  const { id } = await enqueue(orgId, definition);
  const other = newId();
  expect(await jobsOf(other)).toEqual([]);
  expect(await inOrganization(source, other, (db) => cancelJobRow(db, orgId, id))).toBe(false);
  expect(await work(other, definition, async () => undefined)).toBe(false);
  expect(await source.query('SELECT 1 FROM jobs.jobs')).toEqual([]);
});

it('is tried again after a failure, then fails for good, and is retried by hand from its checkpoint', async () => {
  const orgId = newId();
  const definition = definitionOf({ attempts: 2 });
  const { id } = await enqueue(orgId, definition);
  const seen: unknown[] = [];
  const fails: Run = async (job) => {
    seen.push([job.attempt, job.checkpoint]);
    await job.commit(addProject(orgId), { percent: 30, note: 'half of it', checkpoint: { at: seen.length } });
    throw new Error('secret detail');
  };
  expect(await work(orgId, definition, fails)).toBe(true);
  expect(await work(orgId, definition, fails)).toBe(false); // it waits before the next try
  const shown = { percent: 30, note: 'half of it', code: 'JOB_FAULT', fault: 'Error: secret detail' };
  expect(await jobsOf(orgId)).toMatchObject([{ ...shown, state: 'QUEUED', attempt: 1 }]);
  expect((await jobsOf(orgId))[0]?.['message']).not.toContain('secret');
  await makeDue(orgId);
  await work(orgId, definition, fails);
  expect(await jobsOf(orgId)).toMatchObject([{ ...shown, state: 'FAILED', attempt: 2 }]);
  await makeDue(orgId);
  expect(await work(orgId, definition, fails)).toBe(false);
  const dead = (await source.query('SELECT id FROM jobs.failed()')) as { id: string }[];
  expect(dead.map((row) => row.id)).toContain(id);
  expect(await inOrganization(source, orgId, (db) => retryJobRow(db, orgId, id))).toBe(true);
  expect(await inOrganization(source, orgId, (db) => retryJobRow(db, orgId, id))).toBe(false);
  await work(orgId, definition, async (job) => void seen.push([job.attempt, job.checkpoint]));
  expect(seen).toEqual([
    [1, null],
    [2, { at: 1 }],
    [1, { at: 2 }],
  ]);
  expect(await jobsOf(orgId)).toMatchObject([{ state: 'SUCCEEDED', code: null, fault: null }]);
  expect(await projects(orgId)).toHaveLength(2);
});

it('tells people of a failure of theirs, at once for good', async () => {
  const orgId = newId();
  const definition = definitionOf();
  await enqueue(orgId, definition);
  await work(orgId, definition, async () => {
    throw new JobFailure('FILE_BROKEN', 'Line 3 is no number: mend it.');
  });
  expect(await jobsOf(orgId)).toMatchObject([
    {
      state: 'FAILED',
      attempt: 1,
      code: 'FILE_BROKEN',
      message: 'Line 3 is no number: mend it.',
      fault: null,
    },
  ]);
});

it('stops at once when it is cancelled, writes nothing more, and no retry begins beside it', async () => {
  const orgId = newId();
  const definition = definitionOf();
  const { id } = await enqueue(orgId, definition);
  let retriedBeside: boolean | undefined;
  let outcome: unknown;
  await work(orgId, definition, async (job) => {
    await job.commit(addProject(orgId));
    expect(await inOrganization(source, orgId, (db) => cancelJobRow(db, orgId, id))).toBe(true);
    changes.announce(cancelledJob(orgId, id));
    if (!job.signal.aborted) await once(job.signal, 'abort');
    await inOrganization(source, orgId, (db) => retryJobRow(db, orgId, id));
    retriedBeside = await work(orgId, definition, async () => undefined);
    outcome = await job.commit(addProject(orgId)).catch((error: unknown) => error);
    throw outcome;
  });
  expect(outcome).toBeInstanceOf(JobLost);
  expect(retriedBeside).toBe(false);
  expect(await projects(orgId)).toHaveLength(1);
  expect(await jobsOf(orgId)).toMatchObject([{ state: 'QUEUED', runner: null, code: null }]);
  expect(await work(orgId, definition, async () => 'again')).toBe(true);
  expect(await jobsOf(orgId)).toMatchObject([{ state: 'SUCCEEDED', result: 'again' }]);
});

it('is tried again when it takes too long; and fails for good when it can’t be stopped', async () => {
  const orgId = newId();
  const definition = definitionOf({ timeoutSeconds: 0.05 });
  await enqueue(orgId, definition);
  const times = { leaseMs: 15_000, graceMs: 30 };
  await work(
    orgId,
    definition,
    ({ signal }) =>
      new Promise((_resolve, reject) => {
        signal.addEventListener('abort', () => reject(new Error('stopped')));
      }),
    { times },
  );
  expect(await jobsOf(orgId)).toMatchObject([{ state: 'QUEUED', attempt: 1, code: 'JOB_TIMED_OUT' }]);
  await makeDue(orgId);
  let late: Promise<unknown> | undefined;
  let goOn = (): void => undefined;
  await work(
    orgId,
    definition,
    async (job) => {
      await new Promise<void>((resolve) => (goOn = resolve));
      await (late = job.commit(addProject(orgId)));
    },
    { times },
  );
  expect(await jobsOf(orgId)).toMatchObject([{ state: 'FAILED', code: 'JOB_TIMED_OUT' }]);
  goOn();
  await sleep(0);
  await expect(late).rejects.toBeInstanceOf(JobLost);
  expect(await projects(orgId)).toEqual([]);
});

it('is handed back when its process stops, and that is no try', async () => {
  const orgId = newId();
  const definition = definitionOf();
  await enqueue(orgId, definition);
  const stop = new AbortController();
  await work(
    orgId,
    definition,
    async ({ signal }) => {
      stop.abort(new Error('The worker is stopping.'));
      signal.throwIfAborted();
    },
    { stop: stop.signal },
  );
  expect(await jobsOf(orgId)).toMatchObject([{ state: 'QUEUED', attempt: 0, runner: null, code: null }]);
  expect(await work(orgId, definition, async (job) => job.attempt)).toBe(true);
});

it('writes once when a frozen worker wakes up after another has taken its job', async () => {
  const orgId = newId();
  const definition = definitionOf();
  await enqueue(orgId, definition);
  let frozen: unknown;
  await work(orgId, definition, async (job) => {
    // As if this process had stood still: its lease ends without a beat.
    await query(orgId, `UPDATE jobs.jobs SET lease_until = now() - interval '1 s'`);
    expect(await work(orgId, definition, (other) => other.commit(addProject(orgId)))).toBe(true);
    frozen = await job.commit(addProject(orgId)).catch((error: unknown) => error);
    return 'mine';
  });
  expect(frozen).toBeInstanceOf(JobLost);
  expect(await projects(orgId)).toHaveLength(1);
  expect(await jobsOf(orgId)).toMatchObject([{ state: 'SUCCEEDED', attempt: 2, result: null }]);
});

it('runs as many of one organisation at once as the kind says, whoever claims', async () => {
  const orgId = newId();
  const definition = definitionOf({ atOnce: 2 });
  for (let n = 0; n < 10; n += 1) await enqueue(orgId, definition, n);
  let end = (): void => undefined;
  const ended = new Promise<void>((resolve) => (end = resolve));
  let begun = 0;
  const claims = Array.from({ length: 10 }, () =>
    work(orgId, definition, async () => {
      begun += 1;
      await ended;
    }),
  );
  const answers: boolean[] = [];
  for (const claim of claims) void claim.then((answer) => answers.push(answer));
  await until(() => answers.length === 8);
  expect([begun, answers]).toEqual([2, Array<boolean>(8).fill(false)]);
  end();
  await Promise.all(claims);
  expect(begun).toBe(2);
});

it('goes on from its checkpoint in another worker when its own is killed, after its lease and not before', async () => {
  const orgId = newId();
  const definition = definitionOf();
  await enqueue(orgId, definition);
  const child = spawn(process.execPath, ['scripts/run.mjs', 'testkit/dying-job-worker'], {
    cwd: projectRoot,
    env: {
      PATH: process.env['PATH'] ?? '',
      URL_ESTIMATES: await database.urlFor('estimates'),
      ORG: orgId,
      KIND: definition.kind,
    },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const [, signal] = (await once(child, 'exit')) as [number | null, string | null];
  expect(signal).toBe('SIGKILL');
  const [{ lease } = {}] = await query(orgId, 'SELECT lease_until::text AS lease FROM jobs.jobs');
  const isOver = 'SELECT clock_timestamp() >= $1::timestamptz AS over';
  const goesOn: Run = async (job) => {
    const [{ over } = {}] = await query(orgId, isOver, [lease]);
    return [job.attempt, job.checkpoint, over];
  };
  await until(() => work(orgId, definition, goesOn));
  expect(await jobsOf(orgId)).toMatchObject([{ state: 'SUCCEEDED', result: [2, { page: 2 }, true] }]);
});

it('fails for good when it has ended each of its workers', async () => {
  const orgId = newId();
  const definition = definitionOf({ attempts: 1 });
  await enqueue(orgId, definition);
  await query(
    orgId,
    `UPDATE jobs.jobs SET state = 'RUNNING', attempt = 1, runner = $1, lease_until = now() - interval '1 s'`,
    [newId()],
  );
  expect(await work(orgId, definition, async () => undefined)).toBe(false);
  expect(await jobsOf(orgId)).toMatchObject([{ state: 'FAILED', code: 'JOB_INTERRUPTED' }]);
});

it('does not start two runners of a kind, nor one of another subgraph', async () => {
  const jobs = createJobs({ postgresUrl: await database.urlFor('jobs') }, log);
  const mine = bound(definitionOf(), async () => undefined);
  const start = (name: string, ...runners: (typeof mine)[]) =>
    startJobWorkers({ name, source, runners }, { jobs, changes, log });
  await expect(start('estimates', mine, mine)).rejects.toThrow(/two runners/);
  await expect(start('crm', mine)).rejects.toThrow(/crm can't run it/);
});
