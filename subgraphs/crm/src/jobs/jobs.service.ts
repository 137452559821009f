import { ticksOf, untilOver, type Ticks } from '../../../../service-kit/changes/ticks';
import { checkId } from '../../../../service-kit/data/ids';
import { Narrowing } from '../../../../service-kit/data/narrowing';
import { orderBy, readPage } from '../../../../service-kit/data/pages';
import type { Page, PageArgs } from '../../../../service-kit/data/pagination';
import { forbidden, notFound } from '../../../../service-kit/errors/errors';
import { InputRejected, reject } from '../../../../service-kit/errors/user-errors';
import {
  cancelJobRow,
  cancelledJob,
  enqueueJob as enqueue,
  jobThing,
  retryJobRow,
} from '../../../../service-kit/jobs/enqueue-job';
import type { JobDefinition } from '../../../../service-kit/jobs/job-kind';
import { withTransaction } from '../../../../service-kit/subgraph/context';
import type { Context } from '../context';
import type { CancelJobInput, EnqueueJobInput, JobFilter, RetryJobInput } from '../generated/types';
import { CARRIERS } from './carriers';
import { kindOf, visibleKinds } from './job-kinds';
import { Job } from './job.entity';
import { VISIBLE } from './jobs.loaders';

const NEWEST_FIRST = orderBy<Job>('createdAt', 'DESC');
const LARGEST_INPUT = 64_000;
const MOST_KINDS = 100;

/** The jobs that the caller may see, newest first. */
export async function listJobs(
  ctx: Context,
  { filter, ...args }: PageArgs & { filter?: JobFilter | null },
): Promise<Page<Job>> {
  const me = ctx.viewer.userId;
  const where = new Narrowing<Job>()
    .and('job.orgId = :orgId')
    .and(VISIBLE, { visible: visibleKinds(ctx), me });
  if (filter?.kinds)
    where.and('job.kind = ANY(:kinds::text[])', { kinds: filter.kinds.slice(0, MOST_KINDS) });
  if (filter?.states) where.and('job.state = ANY(:states::text[])', { states: filter.states });
  if (filter?.mine) where.and('job.requestedBy = :me', { me });
  return readPage(ctx, { entity: Job, alias: 'job', where, order: NEWEST_FIRST }, args);
}

/** One job that the caller may see. @throws GraphQLError NOT_FOUND */
export async function getJob(ctx: Context, id: string): Promise<Job> {
  const job = await ctx.loaders.jobs.load(checkId(id, 'Job'));
  if (!job) throw notFound('Job');
  return job;
}

/** A job with all that is known of it, whatever the operation asks for. @throws GraphQLError NOT_FOUND */
const readWhole = (ctx: Context, id: string): Promise<Job> => withTransaction(ctx, (ctx) => getJob(ctx, id));

/** Watches a job until it has ended. @throws GraphQLError NOT_FOUND */
export async function watchJob(ctx: Context, id: string): Promise<Ticks> {
  const job = await readWhole(ctx, id);
  const thing = CARRIERS[job.kind]?.watched?.(job) ?? jobThing(job.orgId, job.id);
  return untilOver(
    ticksOf(ctx.crm.changes, thing),
    async () => (await readWhole(ctx, job.id)).finishedAt !== null,
  );
}

/**
 * Asks for a job.
 *
 * @throws InputRejected for an unknown kind, or an input that is not one of its; GraphQLError FORBIDDEN
 */
export async function enqueueJob(ctx: Context, { kind, input }: EnqueueJobInput): Promise<{ job: Job }> {
  const definition = kindOf(ctx, kind);
  if (!definition) {
    const known = ctx.crm.jobKinds.filter(({ isOpen }) => isOpen).map((one) => one.kind);
    throw reject(
      'JOB_KIND_UNKNOWN',
      'kind',
      `There is no such kind of job. Use one of: ${known.join(', ')}.`,
    );
  }
  if (!ctx.viewer.permissions.has(definition.permission)) throw forbidden(definition.permission);
  if (!definition.isOpen) {
    throw reject('JOB_KIND_CLOSED', 'kind', 'A job of this kind is asked for by a mutation of its own.');
  }
  const checked = checkInput(definition, input);
  const id = await withTransaction(ctx, async (ctx) => {
    const carrier = CARRIERS[kind];
    return carrier?.enqueue ? carrier.enqueue(ctx, checked) : (await enqueue(ctx, definition, checked)).id;
  });
  return { job: await getJob(ctx, id) };
}

/** @throws InputRejected with every mistake */
function checkInput(definition: JobDefinition, input: unknown): unknown {
  if (Buffer.byteLength(JSON.stringify(input ?? null)) > LARGEST_INPUT) {
    throw reject('TOO_LONG', 'input', 'The input of a job takes at most 64 kB.');
  }
  const parsed = definition.input.safeParse(input ?? {});
  if (parsed.success) return parsed.data;
  throw new InputRejected(
    parsed.error.issues.slice(0, 50).map(({ path, message }) => ({
      code: 'JOB_INPUT_INVALID',
      path: ['input', ...path.map(String)],
      message,
    })),
  );
}

/** @throws GraphQLError NOT_FOUND, FORBIDDEN */
async function getOwn(ctx: Context, id: string): Promise<{ job: Job; definition: JobDefinition }> {
  const job = await readWhole(ctx, id);
  const definition = kindOf(ctx, job.kind);
  if (!definition) throw notFound('Job');
  const isMine = job.requestedBy === ctx.viewer.userId;
  if (!isMine && !ctx.viewer.permissions.has(definition.permission)) throw forbidden(definition.permission);
  return { job, definition };
}

/** Stops a job. @throws InputRejected JOB_ENDED; GraphQLError NOT_FOUND, FORBIDDEN */
export async function cancelJob(ctx: Context, { id }: CancelJobInput): Promise<{ job: Job }> {
  const { job } = await getOwn(ctx, id);
  const { orgId } = ctx.viewer;
  const stopped = await withTransaction(ctx, async (ctx) => {
    await ctx.afterCommit(() => {
      ctx.crm.changes.announce(jobThing(orgId, job.id));
      ctx.crm.changes.announce(cancelledJob(orgId, job.id));
    });
    return (
      (await CARRIERS[job.kind]?.cancel(ctx, job)) ?? (await cancelJobRow(ctx.transaction, orgId, job.id))
    );
  });
  const now = await readWhole(ctx, job.id);
  if (!stopped && now.state !== 'CANCELLED') throw reject('JOB_ENDED', 'id', 'This job has ended already.');
  return { job: now };
}

/** Begins a job again. @throws InputRejected JOB_NOT_FAILED, JOB_WAITS, JOB_KIND_CLOSED; GraphQLError NOT_FOUND, FORBIDDEN */
export async function retryJob(ctx: Context, { id }: RetryJobInput): Promise<{ job: Job }> {
  const { job, definition } = await getOwn(ctx, id);
  if (!ctx.viewer.permissions.has(definition.permission)) throw forbidden(definition.permission);
  if (definition.isOnce) {
    throw reject('JOB_KIND_CLOSED', 'id', 'Send the mutation that asks for a job of this kind again.');
  }
  const { orgId } = ctx.viewer;
  const begun = await withTransaction(ctx, async (ctx) => {
    const { state } = await getJob(ctx, job.id);
    if (state !== 'FAILED' && state !== 'CANCELLED') {
      throw reject('JOB_NOT_FAILED', 'id', 'Only a job that failed or was cancelled can be begun again.');
    }
    const carrier = CARRIERS[job.kind];
    if (carrier?.enqueue) return carrier.enqueue(ctx, checkInput(definition, job.input));
    if (!(await retryJobRow(ctx.transaction, orgId, job.id))) {
      throw reject('JOB_WAITS', 'id', 'Another job that does the same waits or runs already.');
    }
    await ctx.afterCommit(() => {
      ctx.jobBell?.ring(definition, orgId);
      ctx.crm.changes.announce(jobThing(orgId, job.id));
    });
    return job.id;
  });
  return { job: await readWhole(ctx, begun) };
}
