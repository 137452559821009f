import { setTimeout as sleep } from 'node:timers/promises';
import type { DataSource, EntityManager } from 'typeorm';
import type { Changes } from '../changes/changes';
import { PermanentFailure } from '../outbox/events';
import type { Logger } from '../process/logger';
import { traceFrom } from '../http/trace';
import { failureName, inSpan, type Span } from '../telemetry/tracing';
import { processCounter, processSeconds } from '../telemetry/process-metrics';
import { cancelledJob, jobThing } from './enqueue-job';
import { JobAttempt, LEASE_MS } from './job-attempt';
import {
  DEFAULT_TIMEOUT_SECONDS,
  JobFailure,
  JobLost,
  JobTimedOut,
  type ActiveJob,
  type JobProgress,
  type JobRunner,
} from './job-kind';

/** A subgraph as the machinery of jobs sees it. */
export interface JobPart {
  readonly name: string;
  readonly source: DataSource;
  readonly runners: readonly BoundRunner[];
}

/** A runner with what its subgraph's services share. */
export interface BoundRunner {
  readonly definition: JobRunner<unknown>['definition'];
  readonly run: (job: ActiveJob<unknown>) => Promise<unknown>;
}

/** Gives the runners of features what their subgraph's services share. */
export const bindRunners = <Parts>(runners: readonly JobRunner<Parts>[], parts: Parts): BoundRunner[] =>
  runners.map(({ definition, run }) => ({ definition, run: (job) => run(job, parts) }));

/** Times that tests make shorter. */
export interface JobTimes {
  leaseMs: number;
  /** How long a runner may go on after its signal was aborted by a time-out. */
  graceMs: number;
}

const JOB_TIMES: JobTimes = { leaseMs: LEASE_MS, graceMs: 60_000 };
const PROGRESS_MS = 500;

const TIMED_OUT = { code: 'JOB_TIMED_OUT', message: 'It took longer than it may.' };
const FAULT = { code: 'JOB_FAULT', message: 'It failed on our side.' };

/**
 * Runs an organisation's oldest due job of one kind, if there is one and as many as may don't run already.
 *
 * @param stop aborted when the process stops: the job is handed back
 * @returns whether there was one
 */
export async function runNextJob(
  part: Pick<JobPart, 'source'>,
  runner: BoundRunner,
  orgId: string,
  {
    changes,
    log,
    stop,
    times = JOB_TIMES,
  }: { changes: Changes; log: Logger; stop: AbortSignal; times?: JobTimes },
): Promise<boolean> {
  const { definition } = runner;
  const announce = (id: string) => changes.announce(jobThing(orgId, id));
  const givenUp: string[] = [];
  const onGivenUp = (id: string) => void givenUp.push(id);
  const attempt = await JobAttempt.claim(part.source, orgId, definition, onGivenUp, times.leaseMs);
  for (const id of givenUp) {
    log.error({ orgId, job: id, kind: definition.kind }, 'job failed: its workers ended in the middle of it');
    announce(id);
  }
  if (!attempt) return false;
  const try_ = new Try(attempt, runner, changes, log, stop, times);
  await inSpan(
    `job ${definition.kind}`,
    () => ({
      kind: 'consumer',
      parent: traceFrom(attempt.row.trace),
      attributes: { 'cashcraft.org_id': orgId, 'cashcraft.job.attempt': attempt.row.attempt },
    }),
    (span) => try_.run(span),
  );
  return true;
}

/** What may become of a try. */
const JOB_OUTCOMES = ['succeeded', 'failed', 'retried', 'handed_back', 'lost'] as const;
const jobRuns = processCounter(
  'job_runs_total',
  'Tries at jobs, by kind and by what became of them.',
  'kind',
  'outcome',
);
const jobSeconds = processSeconds('job_run_duration_seconds', 'Time of a try at a job.', 'kind');

/** Shows a kind's series before its first job. */
export function beginJobMetrics(kind: string): void {
  for (const outcome of JOB_OUTCOMES) jobRuns.begin(kind, outcome);
}

/** One try at a job, from the claim to its end. */
class Try {
  readonly #lost = new AbortController();
  readonly #timedOut = new AbortController();
  readonly #signal: AbortSignal;
  readonly #log: Logger;
  #renewedAt = performance.now();
  /** Commits that are under way. */
  #commits = 0;
  readonly #begunAt = performance.now();
  #span: Span | undefined;
  #waiting: JobProgress | null = null;
  #toldAt = 0;

  constructor(
    private readonly attempt: JobAttempt,
    private readonly runner: BoundRunner,
    private readonly changes: Changes,
    log: Logger,
    private readonly stop: AbortSignal,
    private readonly times: JobTimes,
  ) {
    this.#signal = AbortSignal.any([stop, this.#lost.signal, this.#timedOut.signal]);
    const { orgId, kind, row } = attempt;
    this.#log = log.child({ orgId, job: row.id, kind, attempt: row.attempt });
  }

  #announce(): void {
    this.changes.announce(jobThing(this.attempt.orgId, this.attempt.row.id));
  }

  async run(span?: Span): Promise<void> {
    this.#span = span;
    const { orgId, row } = this.attempt;
    this.#log.info('job begins');
    this.#announce();
    const beat = setInterval(() => void this.#beat(), this.times.leaseMs / 3);
    const unwatch = this.changes.watch(cancelledJob(orgId, row.id), () => void this.#look());
    const { timeoutSeconds = DEFAULT_TIMEOUT_SECONDS } = this.runner.definition;
    const clock = setTimeout(() => this.#timedOut.abort(new JobTimedOut()), timeoutSeconds * 1000);
    try {
      await this.#outcome();
    } finally {
      clearInterval(beat);
      clearTimeout(clock);
      unwatch();
      await this.attempt.letGo();
      this.#announce();
    }
  }

  async #outcome(): Promise<void> {
    let result: unknown;
    try {
      result = await this.#untilGrace(this.runner.run(this.#active()));
      const isOurs = await this.attempt.succeed(result);
      this.#note(isOurs ? 'succeeded' : 'lost');
      this.#log.info(isOurs ? 'job is done' : 'job is in other hands');
    } catch (error) {
      await this.#failed(error);
    }
  }

  #note(outcome: (typeof JOB_OUTCOMES)[number]): void {
    const { kind } = this.attempt;
    jobRuns.add(kind, outcome);
    jobSeconds.observe((performance.now() - this.#begunAt) / 1000, kind);
  }

  /** Waits for the runner; after a time-out, for so long only: what can't be stopped must not hold a place for ever. */
  async #untilGrace(work: Promise<unknown>): Promise<unknown> {
    const graceEnds = new Promise<never>((_resolve, reject) => {
      this.#timedOut.signal.addEventListener('abort', () => {
        void sleep(this.times.graceMs, undefined, { ref: false }).then(() => reject(new Deaf()));
      });
    });
    graceEnds.catch(() => undefined); // after the work's end nobody waits for it
    work.catch(() => undefined); // nor for the work, after the grace
    return Promise.race([work, graceEnds]);
  }

  async #failed(error: unknown): Promise<void> {
    if (error instanceof JobLost || this.#lost.signal.aborted) {
      this.#note('lost');
      this.#log.info('job is in other hands');
      return;
    }
    if (this.stop.aborted) {
      this.#note('handed_back');
      await this.attempt.handBack();
      this.#log.info('job is handed back');
      return;
    }
    const told = this.#timedOut.signal.aborted ? TIMED_OUT : error instanceof JobFailure ? error : FAULT;
    // A runner that went on after its time-out may be at it still: nobody begins beside it by itself.
    const isFinal =
      error instanceof Deaf ||
      error instanceof PermanentFailure ||
      (error instanceof JobFailure && error.isFinal);
    const fault = error instanceof JobFailure ? null : messageOf(error);
    this.#span?.fail(failureName(error));
    const isDead = await this.attempt.fail(told, fault, isFinal);
    this.#note(isDead ? 'failed' : 'retried');
    if (isDead && !(error instanceof JobFailure)) this.#log.error({ err: error }, 'job failed');
    else this.#log.warn({ err: error }, isDead ? 'job failed' : 'job is tried again');
  }

  #active(): ActiveJob<unknown> {
    const { orgId, row } = this.attempt;
    return {
      id: row.id,
      orgId,
      input: this.#input(),
      attempt: row.attempt,
      isLastAttempt: row.attempt >= row.max_attempts,
      requestedBy: row.requested_by,
      checkpoint: row.checkpoint ?? null,
      signal: this.#signal,
      log: this.#log,
      progress: (percent, note) => this.#progress(note === undefined ? { percent } : { percent, note }),
      commit: (work, progress) => this.#commit(work, progress),
      read: (work) => this.attempt.read(work),
    };
  }

  /** An older version of the product may have written it. */
  #input(): unknown {
    const parsed = this.runner.definition.input.safeParse(this.attempt.row.input);
    if (parsed.success) return parsed.data;
    throw new PermanentFailure(`The input is not one of this kind: ${parsed.error.message}`);
  }

  async #commit<T>(work: (db: EntityManager) => Promise<T>, progress?: JobProgress): Promise<T> {
    if (this.#lost.signal.aborted) throw new JobLost();
    const waiting = this.#waiting;
    this.#waiting = null;
    this.#commits += 1;
    const result = await this.attempt
      .write(async (db) => {
        // The row first: whoever cancels or takes over waits for this commit, or is seen by it.
        if (!(await this.attempt.renew(db, { ...waiting, ...progress }))) throw new JobLost();
        const begunAt = performance.now();
        const done = await work(db);
        if (performance.now() - begunAt > this.times.leaseMs / 3) await this.attempt.renew(db); // a long one outlives its lease
        return done;
      })
      .finally(() => (this.#commits -= 1));
    this.#renewedAt = performance.now();
    this.#announce();
    return result;
  }

  /** Renews the lease with the progress that waits. @throws JobLost */
  async #renew(): Promise<void> {
    const waiting = this.#waiting ?? {};
    this.#waiting = null;
    if (!(await this.attempt.read((db) => this.attempt.renew(db, waiting)))) throw new JobLost();
    this.#renewedAt = performance.now();
    this.#announce();
  }

  async #progress(progress: JobProgress): Promise<void> {
    if (this.#lost.signal.aborted) throw new JobLost();
    this.#waiting = { ...this.#waiting, ...progress };
    if (performance.now() - this.#toldAt < PROGRESS_MS) return; // the next one, or the next beat, takes it along
    this.#toldAt = performance.now();
    await this.#renew();
  }

  /** Renews the lease. While that fails the lease may end; before it does, the try is lost. */
  async #beat(): Promise<void> {
    // A commit holds the row until its end: a beat would wait for it, with a connection each.
    if (this.#lost.signal.aborted || this.#commits > 0) return;
    try {
      await this.#renew();
    } catch (error) {
      const age = performance.now() - this.#renewedAt;
      if (error instanceof JobLost || age > this.times.leaseMs * 0.8) this.#lost.abort(new JobLost());
      else this.#log.warn({ err: error }, 'lease of a job could not be renewed');
    }
  }

  /** Perhaps the job was cancelled; word of changes also comes when some may have been missed. */
  async #look(): Promise<void> {
    const { row, orgId } = this.attempt;
    try {
      const [now] = (await this.attempt.read((db) =>
        db.query('SELECT state FROM jobs.jobs WHERE org_id = $1 AND id = $2', [orgId, row.id]),
      )) as { state: string }[];
      if (now?.state === 'CANCELLED') this.#lost.abort(new JobLost());
    } catch {
      // the next beat looks again
    }
  }
}

/** The runner did not stop though its time was over. */
class Deaf extends Error {
  constructor() {
    super('The runner went on after its time was over.');
  }
}

const messageOf = (error: unknown): string =>
  error instanceof Error ? `${error.name}: ${error.message}` : String(error);
