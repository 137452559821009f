import type { HealthCheck } from '../service-kit/http/health';
import { JOBS } from '../schema/jobs';
import type { JobDefinition } from '../service-kit/jobs/job-kind';
import { jobQueueOf } from '../service-kit/jobs/job-workers';
import { checkRedis, type Jobs } from '../service-kit/jobs/queue';
import { EVENTS_QUEUE, RELAY_QUEUE } from '../service-kit/outbox/event-workers';
import { MAIL_QUEUE } from '../service-kit/mail/mails';
import { connectClient } from '../service-kit/postgres/database-roles';
import { HOOK_QUEUE, POLL_QUEUE, SYNC_QUEUE } from '../subgraphs/crm/src/runtime';
import type { Platform } from './platform';

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

/** That somebody works at each queue; tells how many, and how many jobs wait or run. */
export function jobsCheck(platform: Platform, jobs: Jobs): HealthCheck {
  const queues = QUEUES.map((name) => ({ name, queue: jobs.queue(name) }));
  platform.lifetime.add('queues', queues, async () => {
    await Promise.all(queues.map(({ queue }) => queue.close()));
  });
  return {
    name: 'jobs',
    critical: false,
    async check() {
      const seen = await Promise.all(
        queues.map(async ({ name, queue }) => {
          const [consumers, jobs] = await Promise.all([queue.consumers(), queue.depth()]);
          return [name, { consumers, jobs }] as const;
        }),
      );
      const idle = seen.filter(([, { consumers }]) => consumers === 0).map(([name]) => name);
      if (idle.length > 0)
        throw new Error(`no worker takes jobs from ${idle.join(', ')}: is npm run worker up?`);
      return { queues: Object.fromEntries(seen) };
    },
  };
}
