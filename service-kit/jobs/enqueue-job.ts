import { isUniqueViolation } from '../postgres/unique-violation';
import type { EntityManager } from 'typeorm';
import type { ChangedThing } from '../changes/changes';
import { newId } from '../data/ids';
import { storedTrace } from '../telemetry/stored-trace';
import type { BaseContext } from '../subgraph/context';
import { DEFAULT_ATTEMPTS, type JobDefinition } from './job-kind';

/** What watchers of a job watch. */
export const jobThing = (orgId: string, id: string): ChangedThing => ({ kind: 'job', orgId, id });

/** What a job's worker watches. */
export const cancelledJob = (orgId: string, id: string): ChangedThing => ({
  kind: 'job-cancelled',
  orgId,
  id,
});

export interface EnqueueJobOptions {
  /** There is one waiting or running job of a key: a second one is answered with the first. */
  key?: string | undefined;
  /** Not before. */
  delaySeconds?: number | undefined;
}

/** A job that was asked for. */
export interface EnqueuedJob {
  id: string;
  /** False when one of the same key waits or runs already. */
  isNew: boolean;
}

/**
 * Writes a job in the open transaction: it is run when that commits, and never when it doesn't.
 *
 * @param db the open transaction, inside the organisation
 * @param requestedBy a user's id; null for the product itself
 * @throws ZodError when the input is not what the definition says: a fault of ours
 */
export async function recordJob<P>(
  db: EntityManager,
  orgId: string,
  requestedBy: string | null,
  definition: JobDefinition<P>,
  input: P,
  { key, delaySeconds = 0 }: EnqueueJobOptions = {},
): Promise<EnqueuedJob> {
  const { kind, attempts = DEFAULT_ATTEMPTS } = definition;
  const checked = JSON.stringify(definition.input.parse(input));
  for (;;) {
    const made = (await db.query(
      `INSERT INTO jobs.jobs (org_id, id, kind, input, key, max_attempts, requested_by, next_at, trace)
       VALUES ($1, $2, $3, $4, $5, $6, $7, now() + make_interval(secs => $8), $9)
       ON CONFLICT (org_id, kind, key) WHERE state IN ('QUEUED', 'RUNNING') DO NOTHING RETURNING id`,
      [orgId, newId(), kind, checked, key ?? null, attempts, requestedBy, delaySeconds, storedTrace()],
    )) as { id: string }[];
    if (made[0]) return { id: made[0].id, isNew: true };
    const [known] = (await db.query(
      `SELECT id FROM jobs.jobs WHERE org_id = $1 AND kind = $2 AND key = $3 AND state IN ('QUEUED', 'RUNNING')`,
      [orgId, kind, key],
    )) as { id: string }[];
    if (known) return { id: known.id, isNew: false }; // else it ended between the two statements
  }
}

type WritingContext = Pick<BaseContext<unknown>, 'viewer' | 'afterCommit' | 'jobBell'> & {
  readonly transaction: EntityManager;
};

/**
 * Asks for a job from a mutation, within `withTransaction`.
 *
 * @throws as {@link recordJob}
 */
export async function enqueueJob<P>(
  ctx: WritingContext,
  definition: JobDefinition<P>,
  input: P,
  options?: EnqueueJobOptions,
): Promise<EnqueuedJob> {
  const { orgId, userId } = ctx.viewer;
  const job = await recordJob(ctx.transaction, orgId, userId, definition, input, options);
  void ctx.afterCommit(() => ctx.jobBell?.ring(definition, orgId));
  return job;
}

/**
 * Cancels a job that waits or runs. Its worker stops at its next commit, or earlier when it looks at its signal; until then it
 * keeps its lease, so that a retry never runs beside it.
 *
 * @returns whether it waited or ran
 */
export async function cancelJobRow(db: EntityManager, orgId: string, id: string): Promise<boolean> {
  const [, count] = (await db.query(
    `UPDATE jobs.jobs SET state = 'CANCELLED', finished_at = now()
      WHERE org_id = $1 AND id = $2 AND state IN ('QUEUED', 'RUNNING')`,
    [orgId, id],
  )) as [unknown, number];
  return count > 0;
}

/**
 * Gives a job that failed or was cancelled all its tries again; it goes on from its checkpoint.
 *
 * @returns whether it had failed or was cancelled; false too when another one of its key waits or runs
 */
export async function retryJobRow(db: EntityManager, orgId: string, id: string): Promise<boolean> {
  const [, count] = (await queryUnlessTaken(
    db,
    `UPDATE jobs.jobs j SET state = 'QUEUED', attempt = 0, next_at = now(), finished_at = NULL, result = NULL,
            error_code = NULL, error_message = NULL, error_at = NULL, fault = NULL
      WHERE org_id = $1 AND id = $2 AND state IN ('FAILED', 'CANCELLED') AND NOT EXISTS (
        SELECT 1 FROM jobs.jobs other WHERE other.org_id = $1 AND other.kind = j.kind AND other.key = j.key
           AND other.state IN ('QUEUED', 'RUNNING'))`,
    [orgId, id],
  )) as [unknown, number];
  return count > 0;
}

/** Changes rows; what another one with the same key prevents at the same moment counts as none, and ends the transaction. */
async function queryUnlessTaken(db: EntityManager, sql: string, values: unknown[]): Promise<unknown> {
  try {
    return await db.query(sql, values);
  } catch (error) {
    if (isUniqueViolation(error)) return [[], 0];
    throw error;
  }
}
