import type { EntityManager } from 'typeorm';
import { checkId } from '../../../../service-kit/data/ids';
import { notFound } from '../../../../service-kit/errors/errors';
import { read } from '../../../../service-kit/subgraph/context';
import type { Context, WritingContext } from '../context';
import { IMPORT_COLUMNS, READING_FAULT, type ImportRecord } from './import-records';

/*
 * An import and its jobs: one reads it, another may apply it. What a job could not say itself, because it was cancelled or its worker
 * ended with it, follows from the job's state; and READY, with a job that waits or runs, is APPLYING.
 */

type Found = ImportRecord & { readonly jobState: string | null };

const CANCELLED = { code: 'JOB_CANCELLED', message: 'It was cancelled.' } as const;
const APPLY_FAULT = {
  code: 'JOB_FAULT',
  message: 'It failed on our side, and nothing was made. Apply the import again.',
} as const;

function stateOf({ jobState, ...record }: Found): ImportRecord {
  const hasEnded = jobState === 'FAILED' || jobState === 'CANCELLED';
  if (record.state === 'READING' && hasEnded) {
    const { code, message } = jobState === 'CANCELLED' ? CANCELLED : READING_FAULT;
    return { ...record, state: 'FAILED', errorCode: code, errorMessage: message };
  }
  if (record.state !== 'READY' || record.applyJobId === null) return record;
  if (!hasEnded) return { ...record, state: 'APPLYING' };
  const told = jobState === 'CANCELLED' ? CANCELLED : APPLY_FAULT;
  return { ...record, applyErrors: record.applyErrors ?? [{ ...told, path: ['importId'] }] };
}

/** Finds one; locked, so that of two that apply it one finds the other's work. */
export async function findImport(
  db: EntityManager,
  orgId: string,
  id: string,
  locks = false,
): Promise<ImportRecord | null> {
  const [found] = await db.query<Found[]>(
    `SELECT ${IMPORT_COLUMNS}, (SELECT job.state FROM jobs.jobs job WHERE job.org_id = $1
         AND job.id = CASE imports.state WHEN 'READING' THEN imports.job_id ELSE imports.apply_job_id END) AS "jobState"
       FROM estimates.imports imports WHERE org_id = $1 AND id = $2 ${locks ? 'FOR UPDATE OF imports' : ''}`,
    [orgId, id],
  );
  return found ? stateOf(found) : null;
}

const ownOf = (ctx: Context, found: ImportRecord | null): ImportRecord => {
  if (found?.createdBy === ctx.viewer.userId) return found;
  throw notFound('Import');
};

/** An import of the caller's own. @throws GraphQLError NOT_FOUND, for another person's too */
export async function getImport(ctx: Context, given: string): Promise<ImportRecord> {
  const id = checkId(given, 'Import');
  return ownOf(ctx, await read(ctx, (db) => findImport(db, ctx.viewer.orgId, id)));
}

/** The same, locked. */
export const lockImport = async (ctx: WritingContext, id: string): Promise<ImportRecord> =>
  ownOf(ctx, await findImport(ctx.transaction, ctx.viewer.orgId, id, true));
