/* What a subgraph rings when there is work for the workers: they may be processes of their own, and a subgraph's loads none of theirs. */
import { createJobBell } from '../service-kit/jobs/job-workers';
import type { JobBell } from '../service-kit/jobs/job-bell';
import type { Jobs } from '../service-kit/jobs/queue';
import type { EventBell } from '../service-kit/outbox/event-bell';
import { createEventBell } from '../service-kit/outbox/event-workers';
import type { EventPartName } from './event-parts';
import type { Platform } from './platform';

/** A bell for one subgraph's outbox. */
export const openBell = (platform: Platform, jobs: Jobs, part: EventPartName): EventBell =>
  platform.lifetime.add(`${part} event bell`, createEventBell(jobs, part, platform.log), (bell) =>
    bell.close(),
  );

/** Asks for the work on jobs, from one subgraph. */
export const openJobBell = (platform: Platform, jobs: Jobs, part: string): JobBell =>
  platform.lifetime.add(`${part} job bell`, createJobBell(jobs, platform.log), (bell) => bell.close());
