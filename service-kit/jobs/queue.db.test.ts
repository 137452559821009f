import { setTimeout as sleep } from 'node:timers/promises';
import { useDatabase } from '../../testkit/database';
import { collectSpans } from '../../testkit/spans';
import { silentLogger } from '../process/logger';
import { inSpan, setTracer } from '../telemetry/tracing';
import { createJobs, type JobQueue, type Jobs, type JobWorker, type RunningJob } from './queue';

const database = useDatabase();
const BACKENDS = ['PostgreSQL', 'Redis'] as const;

const jobsOn = async (backend: (typeof BACKENDS)[number]): Promise<Jobs> =>
  createJobs(
    backend === 'Redis'
      ? { redisUrl: process.env['TEST_REDIS_URL'] ?? '' }
      : { postgresUrl: await database.urlFor('jobs') },
    silentLogger(),
    90_000, // a busy machine is no outage
  );

async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  for (const deadline = Date.now() + 90_000; !(await condition()); await sleep(20)) {
    if (Date.now() > deadline) throw new Error('It did not come to that.');
  }
}

describe.each(BACKENDS)('jobs on %s', (backend) => {
  let jobs: Jobs;
  let queue: JobQueue<{ n: number }>;
  const open: { close(): Promise<void> }[] = [];
  let name: string;
  let count = 0;

  beforeEach(async () => {
    jobs = await jobsOn(backend);
    name = `test-${process.pid}-${Date.now()}-${(count += 1)}`;
    queue = jobs.queue(name);
    open.push(queue);
  });
  afterEach(async () => {
    for (const thing of open.splice(0).reverse()) await thing.close();
  });
  const work = (handler: (job: RunningJob<{ n: number }>) => Promise<void>): JobWorker => {
    const worker = jobs.worker(name, handler);
    open.push(worker);
    return worker;
  };

  it('go on in the trace of what asked for them', async () => {
    const sent = collectSpans();
    try {
      work(async () => undefined);
      await inSpan(
        'POST /',
        () => ({ kind: 'server' }),
        () => queue.enqueue('traced', { n: 1 }),
      );
      await until(() => sent.length === 2);
    } finally {
      setTracer(null);
    }
    // The worker may be done before who asked has heard that it was written down.
    const [asked, ran] = ['POST /', `queue ${name}`].map((one) => sent.find((span) => span.name === one));
    expect([asked?.name, ran?.name]).toEqual(['POST /', `queue ${name}`]);
    expect([ran?.traceId, ran?.parentId]).toEqual([asked?.traceId, asked?.spanId]);
  });

  it('run once, with what they were given', async () => {
    const seen: unknown[] = [];
    work(async ({ id, payload, attempt }) => void seen.push([id, payload, attempt]));
    await queue.enqueue('first', { n: 1 });
    await until(() => seen.length > 0);
    expect(seen).toEqual([['first', { n: 1 }, 1]]);
  });

  it('are one while the first of the same id waits, and run again when asked for later', async () => {
    const seen: number[] = [];
    await queue.enqueue('same', { n: 1 });
    await queue.enqueue('same', { n: 2 });
    expect(await queue.depth()).toBe(1);
    expect(await queue.isPending('same')).toBe(true);
    work(async ({ payload }) => void seen.push(payload.n));
    await until(async () => seen.length === 1 && !(await queue.isPending('same')));
    await queue.enqueue('same', { n: 3 });
    await until(() => seen.length === 2);
    expect(seen).toEqual([1, 3]);
  });

  it('are tried again after a failure, and told which try it is', async () => {
    const attempts: number[] = [];
    work(async ({ attempt }) => {
      attempts.push(attempt);
      if (attempt < 2) throw new Error('not yet');
    });
    await queue.enqueue('retried', { n: 1 }, { attempts: 3 });
    await until(() => attempts.length === 2);
    expect(attempts).toEqual([1, 2]);
  });

  it('wait as long as they are told to, fractions of a millisecond included', async () => {
    let ranAt = 0;
    work(async () => void (ranAt = Date.now()));
    const asked = Date.now();
    await queue.enqueue('later', { n: 1 }, { delayMs: 300.25 });
    await until(() => ranAt > 0);
    expect(ranAt - asked).toBeGreaterThanOrEqual(300);
  });

  it('finish before their worker closes', async () => {
    let ended = false;
    let began = false;
    const worker = work(async () => {
      began = true;
      await sleep(300);
      ended = true;
    });
    await queue.enqueue('running', { n: 1 });
    await until(() => began);
    await worker.close();
    expect(ended).toBe(true);
  });
});
