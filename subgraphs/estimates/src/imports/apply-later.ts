import { enqueueJob } from '../../../../service-kit/jobs/enqueue-job';
import { reject } from '../../../../service-kit/errors/user-errors';
import { withTransaction } from '../../../../service-kit/subgraph/context';
import { APPLY_IMPORT } from '../../../../schema/jobs';
import type { Context } from '../context';
import { lockImport } from './found-import';
import type { ApplyImportInput, ImportPricesInput } from '../generated/types';
import type { ImportRecord } from './import-records';
import { jsonText } from './reading/json-text';

/* What takes longer than a request is left to a job. */

/** What somebody wants of an import that a job applies. */
export interface ImportWish {
  /** Of `applyImport`. */
  readonly input?: ApplyImportInput;
  /** Of `importPrices`. */
  readonly prices?: ImportPricesInput;
  /** Whose, when it was asked for. */
  readonly permissions: readonly string[];
}

/** Rows that become something; of more a job takes care. */
const IN_REQUEST = 1_000;

/** Whether an import is for a job. */
export function isLarge({ reading }: ImportRecord): boolean {
  const { sections = 0, positions = 0 } = reading?.counts ?? {};
  return sections + positions > IN_REQUEST;
}

/** @throws InputRejected while it is being read, and where it could not be */
export function checkReady(record: ImportRecord): void {
  if (record.state === 'READING')
    throw reject('IMPORT_NOT_READY', 'importId', 'The file is being read. Wait until its job has ended.');
  if (record.state === 'FAILED')
    throw reject('IMPORT_FAILED', 'importId', record.errorMessage ?? 'The file could not be read.');
  if (!record.reading?.table)
    throw reject(
      'IMPORT_NO_TABLE',
      'importId',
      'No table was found. Say where its header is, or what its columns hold.',
    );
}

/**
 * Asks for the job; what can be checked without the rows was. Once: a second wish is answered with the first.
 *
 * @returns the import, APPLYING; or APPLIED by then
 */
export function applyLater(
  ctx: Context,
  { id }: ImportRecord,
  wanted: Pick<ImportWish, 'input' | 'prices'>,
): Promise<ImportRecord> {
  return withTransaction(ctx, async (ctx): Promise<ImportRecord> => {
    const record = await lockImport(ctx, id);
    if (record.state === 'APPLIED' || record.state === 'APPLYING') return record;
    const { id: jobId } = await enqueueJob(ctx, APPLY_IMPORT, { importId: id });
    const wish: ImportWish = { ...wanted, permissions: [...ctx.viewer.permissions] };
    await ctx.transaction.query(
      `UPDATE estimates.imports SET apply_job_id = $3, wish = $4, apply_errors = NULL WHERE org_id = $1 AND id = $2`,
      [ctx.viewer.orgId, id, jobId, jsonText(wish)],
    );
    return { ...record, state: 'APPLYING', applyJobId: jobId, applyErrors: null };
  });
}
