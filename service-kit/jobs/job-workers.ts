import type { Changes } from '../changes/changes';
import { newId } from '../data/ids';
import type { Logger } from '../process/logger';
import type { JobBell } from './job-bell';
import type { JobDefinition } from './job-kind';
import { startRounds } from '../process/rounds';
import { toldOnce } from '../process/told-once';
import { isOutage, type JobQueue, type Jobs, type JobWorker } from './queue';
import { beginJobMetrics, runNextJob, type BoundRunner, type JobPart, type JobTimes } from './run-job';

/*
 * Who works on jobs when. BullMQ carries the word that an organisation has jobs of a kind (shared by all workers, in turn);
 * the jobs stay in PostgreSQL, where it is certain who has one. A word may be lost with the process that was to send it, and
 * a job may be due later: workers also look for work every two seconds.
 *
 * A word begins one job, and the end of one sends another word, to the end of the queue: an organisation with ten thousand
 * jobs takes turns with one that has a single one.
 */

const SWEEP_MS = 2_000;
/** Jobs of one subgraph that one process runs at a time. */
const CONCURRENCY = 4;
/** Rings for an organisation and kind within this time are one. */
const GATHER_MS = 20;

/** The queue in which words for a subgraph's jobs stand. */
export const jobQueueOf = (subgraph: string): string => `jobs-${subgraph}`;

interface JobWord {
  kind: string;
  orgId: string;
}

/** A bell that can be put away. */
export interface OpenJobBell extends JobBell {
  close(): Promise<void>;
}

/**
 * Makes a bell for the jobs of all subgraphs. Ringing costs nothing at once and never fails; a word that could not be sent is
 * logged, and the sweep does without.
 */
export function createJobBell(jobs: Jobs, log: Logger): OpenJobBell {
  const queues = new Map<string, JobQueue<JobWord>>();
  const waiting = new Set<string>();
  const sending = new Set<Promise<void>>();
  const queueFor = (subgraph: string): JobQueue<JobWord> => {
    const queue = queues.get(subgraph) ?? jobs.queue<JobWord>(jobQueueOf(subgraph));
    queues.set(subgraph, queue);
    return queue;
  };
  const send = async (subgraph: string, word: JobWord): Promise<void> => {
    try {
      await queueFor(subgraph).enqueue(`${word.kind}.${word.orgId}.${newId()}`, word, { keepMs: 0 });
    } catch (error) {
      if (!isOutage(error)) log.warn({ err: error, ...word }, 'job bell could not be rung');
    }
  };
  return {
    ring({ kind, subgraph }, orgId) {
      const name = `${kind} ${orgId}`;
      if (waiting.has(name)) return;
      waiting.add(name);
      setTimeout(() => {
        waiting.delete(name);
        const sent = send(subgraph, { kind, orgId }).finally(() => sending.delete(sent));
        sending.add(sent);
      }, GATHER_MS).unref();
    },
    async close() {
      await Promise.all(sending);
      await Promise.all([...queues.values()].map((queue) => queue.close()));
    },
  };
}

/** Work that goes on until it is closed. */
export interface JobWorkers {
  /** Takes no more jobs; those that run are told to stop, and handed back. */
  close(): Promise<void>;
}

export interface JobWorkerParts {
  readonly jobs: Jobs;
  readonly changes: Changes;
  readonly log: Logger;
}

/**
 * Starts to work on a subgraph's kinds of jobs. Any number of processes may do so; without kinds it does nothing.
 *
 * @param options.sweepMs how often work is looked for that no bell told of
 * @throws Error when two runners of a kind are there, or one of another subgraph
 */
export async function startJobWorkers(
  part: JobPart,
  { jobs, changes, log }: JobWorkerParts,
  options: { sweepMs?: number; concurrency?: number; times?: JobTimes } = {},
): Promise<JobWorkers> {
  const runners = runnersByKind(part);
  if (runners.size === 0) return { close: async () => undefined };
  const stop = new AbortController();
  const bell = createJobBell(jobs, log);
  const queue = jobs.queue<JobWord>(jobQueueOf(part.name));
  const worker: JobWorker = jobs.worker<JobWord>(
    jobQueueOf(part.name),
    async ({ payload: { kind, orgId } }) => {
      const runner = runners.get(kind);
      if (!runner || stop.signal.aborted) return; // of another version; the sweep of one that has it finds it
      const times = options.times ? { times: options.times } : {};
      if (await runNextJob(part, runner, orgId, { changes, log, stop: stop.signal, ...times })) {
        bell.ring(runner.definition, orgId);
      }
    },
    { concurrency: options.concurrency ?? CONCURRENCY },
  );
  const sweepMs = options.sweepMs ?? SWEEP_MS;
  const round = async (): Promise<void> => {
    const found = (await part.source.query(`SELECT org_id AS "orgId", kind FROM jobs.work($1)`, [
      [...runners.keys()],
    ])) as JobWord[];
    // Named by its time: the words of one sweep are one in all processes, and a long job hides no later word.
    const slot = Math.floor(Date.now() / sweepMs);
    for (const word of found) await queue.enqueue(`${word.kind}.${word.orgId}.${slot}`, word, { keepMs: 0 });
  };
  const sweep = toldOnce({ name: `the sweep of ${part.name}'s jobs`, round, isKnown: isOutage }, log);
  const sweeper = startRounds({ everyMs: sweepMs, isEager: true, round: sweep, onFailure: () => undefined });
  return {
    async close() {
      stop.abort(new Error('The worker is stopping.'));
      await sweeper.close();
      await worker.close();
      await bell.close();
      await queue.close();
    },
  };
}

function runnersByKind({ name, runners }: JobPart): Map<string, BoundRunner> {
  const byKind = new Map<string, BoundRunner>();
  for (const runner of runners) {
    const { kind, subgraph }: JobDefinition = runner.definition;
    if (subgraph !== name) throw new Error(`The job ${kind} is of ${subgraph}: ${name} can't run it.`);
    if (byKind.has(kind)) throw new Error(`${name} has two runners of the job ${kind}.`);
    byKind.set(kind, runner);
    beginJobMetrics(kind);
  }
  return byKind;
}
