import { GraphQLError } from 'graphql';
import type { EntityManager } from 'typeorm';
import type { z } from 'zod';
import { APPLY_IMPORT } from '../../../../schema/jobs';
import { InputRejected, type UserErrorShape } from '../../../../service-kit/errors/user-errors';
import { JobFailure, running, type ActiveJob } from '../../../../service-kit/jobs/job-kind';
import type { Context, EstimatesJobParts, WritingContext } from '../context';
import { workContext } from '../work-context';
import { rowsToApply } from './apply-rows';
import { changeDraft, newDrafts, writeNew } from './apply-work';
import { findImport } from './found-import';
import type { ImportWish } from './apply-later';
import type { ImportRecord } from './import-records';
import { writePrices } from './price-rows';
import { jsonText } from './reading/json-text';

/*
 * An import of many rows. Its estimates are prepared one by one, and written in one transaction that only this try can commit: so
 * whatever ends a worker, all of it is there or nothing, and the next try begins anew.
 */

type Job = ActiveJob<z.infer<typeof APPLY_IMPORT.input>>;
type Wanted = ImportRecord & { readonly wish: ImportWish };

const GONE = new JobFailure('IMPORT_GONE', 'The import was given up meanwhile, or applied otherwise.');

async function findWanted(db: EntityManager, { orgId, id, input }: Job, locks = false): Promise<Wanted> {
  const record = await findImport(db, orgId, input.importId, locks);
  if (record?.wish && record.applyJobId === id && record.state !== 'READING') return record as Wanted;
  throw GONE;
}

/** The one who wanted it, with what they were allowed then. @param db any transaction of the subgraph */
const contextOf = (db: EntityManager, { orgId }: Job, record: Wanted, parts: EstimatesJobParts): Context =>
  workContext(
    db,
    {
      ...{ orgId, userId: record.createdBy, role: 'job' },
      permissions: new Set(record.wish.permissions),
    },
    { changes: parts.changes },
  );

/** Writes in the job's own transaction, and tells of it afterwards. */
async function commit(
  job: Job,
  parts: EstimatesJobParts,
  work: (ctx: WritingContext, record: Wanted) => Promise<ImportRecord>,
): Promise<ImportRecord> {
  const after: (() => void | Promise<void>)[] = [];
  const written = await job.commit(async (transaction) => {
    const locked = await findWanted(transaction, job, true);
    const ctx = Object.assign(contextOf(transaction, job, locked, parts), {
      transaction,
      afterCommit: (act: () => void | Promise<void>) => void after.push(act),
    }) as WritingContext;
    return locked.state === 'APPLIED' ? locked : work(ctx, locked);
  });
  for (const act of after) await act();
  return written;
}

async function apply(job: Job, parts: EstimatesJobParts): Promise<ImportRecord> {
  const { record, ctx } = await job.read(async (db) => {
    const found = await findWanted(db, job);
    return { record: found, ctx: contextOf(db, job, found, parts) };
  });
  if (record.state === 'APPLIED') return record;
  const { input, prices } = record.wish;
  if (prices) {
    const rows = await rowsToApply(ctx, record, prices);
    await job.progress(20, `${rows.length} rows`);
    return commit(job, parts, async (ctx, locked) => (await writePrices(ctx, locked, rows, prices)).import);
  }
  if (!input) throw GONE;
  const rows = await rowsToApply(ctx, record, input);
  await job.progress(20, `${rows.length} rows`);
  const { estimateId } = record;
  if (estimateId !== null) {
    return commit(job, parts, async (ctx, locked) => {
      const done = await changeDraft(ctx, estimateId, rows, input, () => Promise.resolve(locked));
      return done.import ?? locked;
    });
  }
  const { newEstimate } = input;
  if (!newEstimate) throw GONE;
  return commit(job, parts, (ctx, locked) =>
    writeNew(ctx, locked, newDrafts(ctx, locked, rows, newEstimate, input), input),
  );
}

/** What a person can mend; null for a fault of ours. */
function mistakesIn(error: unknown): readonly UserErrorShape[] | null {
  if (error instanceof InputRejected) return error.userErrors;
  const code = error instanceof GraphQLError ? error.extensions['code'] : null;
  if (!(error instanceof GraphQLError) || typeof code !== 'string') return null;
  return [{ code, path: ['importId'], message: error.message }];
}

/** Makes estimates of what an import has shown. What is to be mended is told by the import, and it can be applied again. */
export const runApply = running<z.infer<typeof APPLY_IMPORT.input>, EstimatesJobParts>(
  APPLY_IMPORT,
  async (job, parts) => {
    try {
      const { id, made, madeCatalogue } = await apply(job, parts);
      return { importId: id, estimateIds: made, catalogueId: madeCatalogue };
    } catch (error) {
      const mistakes = mistakesIn(error);
      const [first] = mistakes ?? [];
      if (!first) throw error;
      await job.commit((db) =>
        db.query(`UPDATE estimates.imports SET apply_errors = $3 WHERE org_id = $1 AND id = $2`, [
          ...[job.orgId, job.input.importId, jsonText(mistakes)],
        ]),
      );
      throw new JobFailure(first.code, first.message);
    }
  },
);
