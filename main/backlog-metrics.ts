import type { DataSource } from 'typeorm';
import { JOBS } from '../schema/jobs';
import type { JobDefinition } from '../service-kit/jobs/job-kind';
import { eventBacklog, jobBacklog } from '../service-kit/outbox/backlog';
import type { EventPart } from '../service-kit/outbox/events';
import { processGauge } from '../service-kit/telemetry/process-metrics';

/*
 * How far behind the work that no request waits for is. Read when Prometheus asks, by processes that do that work: what is asked
 * within a second is asked of PostgreSQL once.
 */

const FRESH_MS = 1_000;
const STATES = ['outbox', 'inbox', 'dead'] as const;
const JOB_STATES = ['QUEUED', 'RUNNING', 'FAILED'] as const;

type Waiting = { count: number; oldestSeconds: number };

let parts: readonly { name: string; source: DataSource }[] = [];

/** Shows the backlog of these parts from now on; none when their connections are closed. */
export function showBacklogs(shown: readonly Pick<EventPart, 'name' | 'source'>[]): () => void {
  parts = shown;
  return () => {
    parts = [];
  };
}

/** Keeps an answer for a moment. */
function fresh<T>(read: () => Promise<T>): () => Promise<T> {
  let at = -Infinity;
  let kept: Promise<T> | undefined;
  return () => {
    if (!kept || performance.now() - at > FRESH_MS) {
      at = performance.now();
      kept = read();
    }
    return kept;
  };
}

const readEvents = fresh(async () => {
  const found: { labels: { subgraph: string; state: string }; waiting: Waiting }[] = [];
  for (const { name, source } of parts) {
    const backlogs = await eventBacklog(source);
    for (const state of STATES) {
      const waiting = backlogs.find((one) => one.state === state) ?? { count: 0, oldestSeconds: 0 };
      found.push({ labels: { subgraph: name, state }, waiting });
    }
  }
  return found;
});

const readJobs = fresh(async () => {
  const source = parts.find(({ name }) => name === 'crm')?.source;
  if (!source) return [];
  const backlogs = await jobBacklog(source);
  const kinds: readonly JobDefinition[] = JOBS;
  return kinds
    .filter(({ isMirror }) => !isMirror)
    .flatMap(({ kind }) =>
      JOB_STATES.map((state) => {
        const waiting = backlogs.find((one) => one.kind === kind && one.state === state);
        return { labels: { kind, state }, waiting: waiting ?? { count: 0, oldestSeconds: 0 } };
      }),
    );
});

const values =
  <L>(of: (waiting: Waiting) => number, read: () => Promise<{ labels: L; waiting: Waiting }[]>) =>
  async () =>
    (await read()).map(({ labels, waiting }) => ({ labels, value: of(waiting) }));
const count = ({ count: many }: Waiting) => many;
const age = ({ oldestSeconds }: Waiting) => oldestSeconds;

const EVENT_LABELS = ['subgraph', 'state'] as const;
processGauge(
  'event_backlog',
  'Events that wait to be handed over (outbox), that are due at their consumer (inbox), or that failed for good (dead).',
  EVENT_LABELS,
  values(count, readEvents),
);
processGauge(
  'event_backlog_oldest_seconds',
  'The age of the oldest of them.',
  EVENT_LABELS,
  values(age, readEvents),
);
const JOB_LABELS = ['kind', 'state'] as const;
processGauge(
  'job_backlog',
  'Jobs that are due, run, or failed for the last time.',
  JOB_LABELS,
  values(count, readJobs),
);
processGauge(
  'job_backlog_oldest_seconds',
  'The age of the oldest of them.',
  JOB_LABELS,
  values(age, readJobs),
);
