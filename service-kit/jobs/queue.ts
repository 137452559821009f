import {
  createPostgresBackend,
  createRedisBackend,
  runMigrations,
  withBackend,
  type Job,
  type JobsOptions,
  type Queue,
  type Worker,
} from 'bullmq';
import { Redis } from 'ioredis';
import type { Client } from 'pg';
import { connectClient } from '../postgres/database-roles';
import type { Logger } from '../process/logger';
import { storedTrace } from '../telemetry/stored-trace';
import { inSpan, type SpanStart } from '../telemetry/tracing';
import { traceFrom } from '../http/trace';
import { processCounter, processSeconds } from '../telemetry/process-metrics';
import { followService, inTime, TookTooLong, type ServiceState } from '../process/service-state';

/*
 * Jobs, by BullMQ: on Redis when there is one, else on PostgreSQL. Handlers are idempotent and job ids deterministic,
 * because a job may run twice: a worker that dies leaves its job to the next one after LOCK_MS.
 *
 * Retention is by age or not at all: retention by count can deadlock on BullMQ's PostgreSQL backend (6.7.0).
 */

const JOBS_SCHEMA = 'bullmq';
const LOCK_MS = 10_000;
const STALLED_CHECK_MS = 5_000;
/** A crash is not the job's fault: it may be taken up again many times before it is called failed. */
const MAX_STALLED = 20;
const KEEP_FINISHED = { age: 24 * 3600 };
const KEEP_FAILED = { age: 30 * 24 * 3600 };
const CONNECTIONS_PER_QUEUE = 2;

/**
 * Makes BullMQ's tables on PostgreSQL, or brings them up to date; part of `migrate up`.
 *
 * @param client the owner's connection
 * @param role may use the tables afterwards, but not change them; null where there is one role for everything
 */
export async function prepareQueueTables(client: Client, role: string | null): Promise<void> {
  await runMigrations(client, JOBS_SCHEMA);
  if (!role) return;
  await client.query(`GRANT USAGE ON SCHEMA ${JOBS_SCHEMA} TO ${role}`);
  for (const things of ['TABLES', 'SEQUENCES', 'FUNCTIONS']) {
    await client.query(`GRANT ALL ON ALL ${things} IN SCHEMA ${JOBS_SCHEMA} TO ${role}`);
  }
}

/** Where jobs live: exactly one of the two. */
export type JobsConnection = { redisUrl: string } | { postgresUrl: string };

/** A job of one kind, as its handler sees it. */
export interface RunningJob<P> {
  readonly id: string;
  readonly payload: P;
  /** 1 for the first try. */
  readonly attempt: number;
}

interface EnqueueOptions {
  /** Tries in all (default 5), with exponential back-off from 1 s. */
  attempts?: number;
  /** Not before. */
  delayMs?: number;
  /** How long a finished one is remembered, 24 hours unless given; 0 is not at all, failed ones too. */
  keepMs?: number;
}

/** Every method but `close` throws {@link QueueUnavailable} when Redis or PostgreSQL does not answer within 1.5 s. */
export interface JobQueue<P> {
  /**
   * Adds a job. A second one with the same id is ignored while the first is waiting or running. When this throws
   * QueueUnavailable, the job is added as soon as the service is back, unless this process ends before.
   *
   * @param id deterministic, without ":"; names the work, not the try
   */
  enqueue(id: string, payload: P, options?: EnqueueOptions): Promise<void>;
  /** Jobs waiting, delayed or running. */
  depth(): Promise<number>;
  /** Whether a job of this id waits or runs. */
  isPending(id: string): Promise<boolean>;
  /** Workers that take jobs from this queue, in all processes. */
  consumers(): Promise<number>;
  close(): Promise<void>;
}

export interface JobWorker {
  /** Stops taking jobs and waits for the running ones. */
  close(): Promise<void>;
}

export interface Jobs {
  queue<P>(name: string): JobQueue<P>;
  /** Starts a worker. The handler's errors are retried; what is thrown last is kept with the failed job. */
  worker<P>(
    name: string,
    handler: (job: RunningJob<P>) => Promise<void>,
    options?: { concurrency?: number },
  ): JobWorker;
}

/** The service that keeps the jobs does not answer. */
export class QueueUnavailable extends Error {
  override readonly name = 'QueueUnavailable';
}

/** Whether an error says no more than that; it is logged by whoever follows the service, once. */
export const isOutage = (error: unknown): boolean => error instanceof QueueUnavailable;

/** Short enough for a caller who waits for two such questions. */
const ANSWER_MS = 900;
/** While the service is known to be down nobody waits for it. */
const DOWN_MS = 50;
/** While Redis is away it is greeted so often; BullMQ itself would come to twenty seconds in between. */
const RECONNECT_MS = 500;

/**
 * Jobs on the given connection. Queues and workers made from it are closed by their makers.
 *
 * @param answerMs how long a queue's answer is waited for
 */
export function createJobs(connection: JobsConnection, log: Logger, answerMs = ANSWER_MS): Jobs {
  const open = 'redisUrl' in connection ? onRedis(connection.redisUrl) : onPostgres(connection.postgresUrl);
  const state = followService(
    'redisUrl' in connection
      ? { name: 'Redis, which keeps the jobs,', probe: () => checkRedis(connection.redisUrl) }
      : { name: 'PostgreSQL, which keeps the jobs,', probe: () => checkPostgres(connection.postgresUrl) },
    log,
  );
  return {
    queue: <P>(name: string) => wrapQueue<P>(open.queue(name), state, answerMs),
    worker: <P>(
      name: string,
      handler: (job: RunningJob<P>) => Promise<void>,
      options: { concurrency?: number } = {},
    ) => {
      const worker = open.worker(
        name,
        measured(name, (job) =>
          handler({ id: String(job.id), payload: job.data as P, attempt: job.attemptsMade + 1 }),
        ),
        options.concurrency ?? 4,
      );
      return { close: reportTroubles(worker, log, state) };
    },
  };
}

const runs = processCounter(
  'queue_runs_total',
  'Words and jobs taken from a queue; outcome is ok or failed.',
  'queue',
  'outcome',
);
const seconds = processSeconds('queue_run_duration_seconds', 'Time of one, failed or not.', 'queue');

const startOf = ({ opts, attemptsMade }: Job): SpanStart => ({
  kind: 'consumer',
  parent: traceFrom(opts.telemetry?.metadata),
  attributes: { 'cashcraft.job.attempt': attemptsMade + 1 },
});

/** Counts and times what a worker does. */
function measured(queue: string, run: (job: Job) => Promise<void>): (job: Job) => Promise<void> {
  for (const outcome of ['ok', 'failed']) runs.begin(queue, outcome);
  return async (job) => {
    const startedAt = performance.now();
    let outcome = 'failed';
    try {
      await inSpan(
        `queue ${queue}`,
        () => startOf(job),
        () => run(job),
      );
      outcome = 'ok';
    } finally {
      runs.add(queue, outcome);
      seconds.observe((performance.now() - startedAt) / 1000, queue);
    }
  };
}

/** Logs what goes wrong, except what a stop brings about. @returns closes the worker */
function reportTroubles(worker: Worker, log: Logger, state: ServiceState): () => Promise<void> {
  const queue = worker.name;
  let stopping = false;
  worker.on('error', (error: Error) => {
    if (!stopping) state.trouble(error);
  });
  worker.on('failed', (job: Job | undefined, error: Error) => {
    const tried = { queue, job: job?.id, attempt: job?.attemptsMade };
    const isLast = !job || job.attemptsMade >= (job.opts.attempts ?? 1);
    if (stopping) log.info({ ...tried, reason: error.message }, 'job interrupted');
    else if (isOutage(error)) log.debug({ ...tried, reason: error.message }, 'job waits for its queue');
    else if (isLast) log.error({ ...tried, err: error }, 'job failed');
    else log.warn({ ...tried, reason: error.message }, 'job is tried again');
  });
  return () => {
    stopping = true;
    return worker.close();
  };
}

interface Opened {
  queue(name: string): Queue;
  worker(name: string, run: (job: Job) => Promise<void>, concurrency: number): Worker;
}

const workerSettings = (concurrency: number) => ({
  concurrency,
  lockDuration: LOCK_MS,
  stalledInterval: STALLED_CHECK_MS,
  maxStalledCount: MAX_STALLED,
});

function onPostgres(url: string): Opened {
  const { Queue, Worker } = withBackend(createPostgresBackend);
  const connection = () => ({
    connectionString: url,
    schema: JOBS_SCHEMA,
    max: CONNECTIONS_PER_QUEUE,
    application_name: 'cashcraft-jobs',
  });
  return {
    queue: (name) => new Queue(name, { connection: connection() }) as unknown as Queue,
    worker: (name, run, concurrency) =>
      new Worker(name, run, {
        connection: connection(),
        ...workerSettings(concurrency),
      }) as unknown as Worker,
  };
}

function onRedis(url: string): Opened {
  const { Queue, Worker } = withBackend(createRedisBackend);
  const { hostname, port, username, password, pathname, protocol } = new URL(url);
  const connection = {
    host: hostname,
    port: Number(port || 6379),
    db: Number(pathname.slice(1) || 0),
    ...(username ? { username: decodeURIComponent(username) } : {}),
    ...(password ? { password: decodeURIComponent(password) } : {}),
    ...(protocol === 'rediss:' ? { tls: {} } : {}),
    maxRetriesPerRequest: null,
    retryStrategy: () => RECONNECT_MS,
  };
  return {
    queue: (name) => new Queue(name, { connection }) as unknown as Queue,
    worker: (name, run, concurrency) =>
      new Worker(name, run, { connection, ...workerSettings(concurrency) }) as unknown as Worker,
  };
}

const PENDING = new Set(['waiting', 'delayed', 'active', 'prioritized', 'waiting-children']);

function wrapQueue<P>(queue: Queue, state: ServiceState, answerMs: number): JobQueue<P> {
  let closing = false;
  queue.on('error', (error) => {
    if (!closing) state.trouble(error);
  });
  const bounded = async <T>(work: Promise<T>): Promise<T> => {
    const askedWhileDown = state.isDown;
    try {
      return await inTime(askedWhileDown ? DOWN_MS : answerMs, work);
    } catch (error) {
      if (!(error instanceof TookTooLong)) throw error;
      if (!askedWhileDown) state.trouble(error); // the service may have come back meanwhile
      throw new QueueUnavailable(`the queue ${queue.name} does not answer`, { cause: error });
    }
  };
  const pending = async (id: string): Promise<boolean> => {
    const job = await queue.getJob(id);
    return job ? PENDING.has(await job.getState()) : false;
  };
  const add = async (id: string, payload: P, options: EnqueueOptions) => {
    const forget = options.keepMs === 0;
    const existing = forget ? undefined : await queue.getJob(id);
    // A finished job of the same id would make `add` a silent no-op: the work is asked for again, so clear it.
    if (existing && !PENDING.has(await existing.getState())) await existing.remove();
    const trace = storedTrace();
    const settings: JobsOptions = {
      ...(trace === null ? {} : { telemetry: { metadata: trace } }),
      jobId: id,
      attempts: options.attempts ?? 5,
      backoff: { type: 'exponential', delay: 1_000 },
      removeOnComplete: forget || (options.keepMs ? { age: options.keepMs / 1000 } : KEEP_FINISHED),
      removeOnFail: forget || KEEP_FAILED,
      ...(options.delayMs ? { delay: Math.ceil(options.delayMs) } : {}), // whole milliseconds only
    };
    await queue.add(queue.name, payload, settings);
  };
  return {
    enqueue: (id, payload, options = {}) => bounded(add(id, payload, options)),
    async depth() {
      const counts = await bounded(queue.getJobCounts('waiting', 'delayed', 'active', 'prioritized'));
      return Object.values(counts).reduce((sum, count) => sum + count, 0);
    },
    isPending: (id) => bounded(pending(id)),
    consumers: () => bounded(queue.getWorkersCount()),
    close() {
      closing = true;
      return queue.close();
    },
  };
}

async function checkPostgres(url: string): Promise<void> {
  await (await connectClient(url)).end();
}

/** Checks that Redis answers. @throws Error that names host and port, never the password */
export async function checkRedis(url: string): Promise<void> {
  const redis = new Redis(url, {
    lazyConnect: true,
    maxRetriesPerRequest: 0,
    connectTimeout: 3_000,
    commandTimeout: 3_000, // a frozen Redis takes connections and never answers
    retryStrategy: null,
  });
  redis.on('error', () => undefined); // `connect` rejects with it
  try {
    await redis.connect();
    await redis.ping();
  } catch {
    const { hostname, port } = new URL(url);
    throw new Error(
      `Redis is not reachable at ${hostname}:${port || 6379}. The address comes from REDIS_URL.`,
    );
  } finally {
    redis.disconnect();
  }
}
