import { shownError } from '../connections/shown-error';
import { isId } from '../../../../service-kit/data/ids';
import { withUserErrors } from '../../../../service-kit/errors/user-errors';
import { KOMMO_SYNC } from '../../../../schema/jobs';
import { liveField } from '../../../../service-kit/subgraph/live-field';
import type { Context } from '../context';
import type { Resolvers } from '../generated/types';
import { getRun } from '../sync-runs/live-runs';
import { listKinds } from './job-kinds';
import { cancelJob, enqueueJob, getJob, listJobs, retryJob, watchJob } from './jobs.service';

export const jobResolvers: Resolvers = {
  Query: {
    job: (_root, { id }, ctx) => getJob(ctx, id),
    jobs: (_root, args, ctx) => listJobs(ctx, args),
    jobKinds: (_root, _args, ctx) => listKinds(ctx),
  },
  Mutation: {
    enqueueJob: (_root, { input }, ctx) => withUserErrors(() => enqueueJob(ctx, input)),
    cancelJob: (_root, { input }, ctx) => withUserErrors(() => cancelJob(ctx, input)),
    retryJob: (_root, { input }, ctx) => withUserErrors(() => retryJob(ctx, input)),
  },
  Subscription: {
    jobProgress: liveField(
      (ctx: Context, { id }: { id: string }) => watchJob(ctx, id),
      (ctx, { id }) => getJob(ctx, id),
    ),
  },
  Job: {
    __resolveReference: ({ id }, ctx) => (isId(id) ? ctx.loaders.jobs.load(id.toLowerCase()) : null),
    percent: ({ percent }) => Math.round(percent * 10) / 10,
    nextAttemptAt: ({ state, nextAt }) => (state === 'QUEUED' && nextAt > new Date() ? nextAt : null),
    requestedBy: ({ requestedBy }) => (requestedBy === null ? null : { id: requestedBy }),
    error: shownError,
    sync: (job, _args, ctx) => (job.kind === KOMMO_SYNC.kind ? getRun(ctx, job.id) : null),
  },
};
