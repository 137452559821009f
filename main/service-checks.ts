import type { HealthCheck } from '../service-kit/http/health';
import { JOBS } from '../schema/jobs';
import type { JobDefinition } from '../service-kit/jobs/job-kind';
import { jobQueueOf } from '../service-kit/jobs/job-workers';
import type { LiveWorkers } from '../service-kit/jobs/live-workers';
import { checkRedis, type Jobs } from '../service-kit/jobs/queue';
import { EVENTS_QUEUE, RELAY_QUEUE } from '../service-kit/outbox/event-workers';
import { MAIL_QUEUE } from '../service-kit/mail/mails';
import { connectClient } from '../service-kit/postgres/database-roles';
import { HOOK_QUEUE, POLL_QUEUE, SYNC_QUEUE } from '../subgraphs/crm/src/runtime';
import { processGauge } from '../service-kit/telemetry/process-metrics';
import { checkMigrated } from '../service-kit/postgres/migration-states';
import {
  descriptorsCheck,
  diskCheck,
  eventLoopCheck,
  memoryCheck,
  poolCheck,
} from '../service-kit/process/vitals';
import { MIGRATION_SETS } from './migration-sets';
import type { Platform } from './platform';
import { replicaChecks } from './replica-check';

/** Every queue that a worker takes jobs from, by name: the gateway loads no subgraph to tell of them. */
export const QUEUES: readonly string[] = [
  ...new Set([
    SYNC_QUEUE,
    POLL_QUEUE,
    HOOK_QUEUE,
    RELAY_QUEUE,
    EVENTS_QUEUE,
    MAIL_QUEUE,
    ...queuesOfKinds(JOBS),
  ]),
];

function queuesOfKinds(kinds: readonly JobDefinition[]): string[] {
  return kinds.filter(({ isMirror }) => !isMirror).map(({ subgraph }) => jobQueueOf(subgraph));
}

/** That PostgreSQL lets this process in. */
export const postgresCheck = ({ databaseUrl }: Platform): HealthCheck => ({
  name: 'postgres',
  check: async () => void (await (await connectClient(databaseUrl)).end()),
});

/** Redis, where there is one: the process goes on without it, by itself. */
export function redisChecks({ settings }: Platform): HealthCheck[] {
  const { REDIS_URL: url } = settings;
  return url ? [{ name: 'redis', critical: false, check: () => checkRedis(url) }] : [];
}

/** What is known of each queue. */
type LookAtQueues = () => Promise<(readonly [name: string, seen: { consumers: number; jobs: number }])[]>;

let look: LookAtQueues = async () => [];
const readQueues = (of: (seen: { consumers: number; jobs: number }) => number) => async () =>
  (await look()).map(([queue, seen]) => ({ labels: { queue }, value: of(seen) }));
processGauge(
  'queue_workers',
  'Workers that take from a queue, in all processes.',
  ['queue'],
  readQueues(({ consumers }) => consumers),
);
processGauge(
  'queue_waiting',
  'What waits in a queue or is under way.',
  ['queue'],
  readQueues(({ jobs }) => jobs),
);

/** The queues are the installation's: whoever of this process looked last shows them. */
function showQueues(looking: LookAtQueues): void {
  look = looking;
}

/** In the process of the workers itself. */
const HERE: LiveWorkers = { count: () => Infinity };

/**
 * That somebody works at each queue; tells how many, and how many jobs wait or run.
 *
 * @param live the worker processes, where they are others: those that are connected may be stopped or stuck
 */
export function jobsCheck(platform: Platform, jobs: Jobs, live = HERE): HealthCheck {
  const queues = QUEUES.map((name) => ({ name, queue: jobs.queue(name) }));
  platform.lifetime.add('queues', queues, async () => {
    await Promise.all(queues.map(({ queue }) => queue.close()));
  });
  const look = () =>
    Promise.all(
      queues.map(async ({ name, queue }) => {
        const [connected, jobs] = await Promise.all([queue.consumers(), queue.depth()]);
        return [name, { consumers: Math.min(connected, live.count()), jobs }] as const;
      }),
    );
  showQueues(look);
  return {
    name: 'jobs',
    critical: false,
    async check() {
      const seen = await look();
      const idle = seen.filter(([, { consumers }]) => consumers === 0).map(([name]) => name);
      if (idle.length > 0)
        throw new Error(`no worker takes jobs from ${idle.join(', ')}: is npm run worker up, and not stuck?`);
      return { queues: Object.fromEntries(seen) };
    },
  };
}

const MIGRATIONS_FRESH_MS = 30_000;

/** That the database has every migration of this version; another version may be rolling out, so it is no reason to stop. */
function migrationsCheck({ databaseUrl }: Platform): HealthCheck {
  let wellAt = -Infinity;
  return {
    name: 'migrations',
    critical: false,
    async check() {
      if (performance.now() - wellAt < MIGRATIONS_FRESH_MS) return;
      await checkMigrated(databaseUrl, MIGRATION_SETS);
      wellAt = performance.now();
    },
  };
}

/** What every process on our database looks at besides: the machine, its pools, the migrations, the read replica. */
export const vitalChecks = (platform: Platform): HealthCheck[] => [
  diskCheck(platform.dataDir),
  memoryCheck(),
  descriptorsCheck(),
  eventLoopCheck(),
  poolCheck(),
  migrationsCheck(platform),
  ...replicaChecks(platform),
];
