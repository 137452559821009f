import DataLoader from 'dataloader';
import { byKey } from '../../../../service-kit/data/loaders';
import { defineRead } from '../../../../service-kit/data/read';
import type { LoaderMakers } from '../../../../service-kit/subgraph/feature';
import type { Context } from '../context';
import { visibleKinds } from './job-kinds';
import { Job } from './job.entity';

declare module '../context' {
  interface Loaders {
    /** By id: a job that the caller may see; else null. */
    readonly jobs: DataLoader<string, Job | null>;
  }
}

/** What the caller may see, as SQL: jobs of some kinds, and their own. */
export const VISIBLE = '(job.kind = ANY(:visible::text[]) OR job.requestedBy = :me)';

const readJobs = defineRead<Job>({
  entity: Job,
  alias: 'job',
  keys: ['id'],
  build: (query) => query.where(`job.orgId = :orgId AND job.id = ANY(:ids::uuid[])`).andWhere(VISIBLE),
});

async function jobsById(ctx: Context, ids: readonly string[]): Promise<(Job | null)[]> {
  const rows = await readJobs(ctx, { ids, visible: visibleKinds(ctx), me: ctx.viewer.userId });
  return byKey(ids, rows, ({ id }) => id);
}

export const jobLoaders = {
  jobs: (ctx) => new DataLoader((ids) => jobsById(ctx, ids)),
} satisfies LoaderMakers<Context>;
