import { enqueueJob } from '../../../../service-kit/jobs/enqueue-job';
import { reject } from '../../../../service-kit/errors/user-errors';
import { withTransaction } from '../../../../service-kit/subgraph/context';
import { APPLY_IMPORT } from '../../../../schema/jobs';
import type { Context } from '../context';
import { showDraft } from '../drafts/draft';
import type { Estimate } from '../estimates/estimate.entity';
import type { ApplyImportInput } from '../generated/types';
import { requireLead } from '../leads/lead-check';
import { refuseTooLarge } from './apply-parts';
import { checkRows, contentRows } from './apply-rows';
import { changeDraft, emptyDraft, prepareNew, writeNew } from './apply-work';
import { getImport, lockImport } from './found-import';
import type { ImportRecord, ImportWish } from './import-records';

/** What `applyImport` answers: an estimate, or the job that makes it. */
interface Applied {
  readonly import: ImportRecord;
  readonly estimate: Estimate | null;
  readonly job: { readonly id: string } | null;
}

/** Rows that become something; of more a job takes care. */
const IN_REQUEST = 1_000;

async function appliedBefore(ctx: Context, record: ImportRecord): Promise<Applied> {
  const estimate = await ctx.loaders.estimates.load(record.appliedTo ?? '');
  if (!estimate)
    throw reject('ESTIMATE_GONE', 'importId', 'What the import made was deleted. Preview it again.');
  return { import: record, estimate, job: null };
}

/** @throws InputRejected while it is being read, and where it could not be */
function checkReady(record: ImportRecord): void {
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

const applying = (record: ImportRecord): Applied => ({
  import: record,
  estimate: null,
  job: record.applyJobId === null ? null : { id: record.applyJobId },
});

/**
 * Makes what an import has shown: all of it, or nothing; once. Of many rows a job makes it.
 *
 * @throws InputRejected for what is to be mended; GraphQLError NOT_FOUND, CONFLICT when the draft has changed since the preview
 */
export async function applyImport(ctx: Context, input: ApplyImportInput): Promise<Applied> {
  const record = await getImport(ctx, input.importId);
  if (record.state === 'APPLIED') return appliedBefore(ctx, record);
  if (record.state === 'APPLYING') return applying(record);
  checkReady(record);
  const { sections = 0, positions = 0 } = record.reading?.counts ?? {};
  const isLarge = sections + positions > IN_REQUEST;
  if (record.estimateId === null) return applyToNew(ctx, record, input, isLarge);
  if (input.split != null) {
    throw reject(
      'SPLIT_NEEDS_NEW',
      'split',
      'The import goes into a draft: only new estimates can be several.',
    );
  }
  return isLarge ? applyLater(ctx, record, input) : applyToDraft(ctx, record, record.estimateId, input);
}

/** Leaves it to a job; what can be checked without the rows was. */
function applyLater(ctx: Context, { id }: ImportRecord, input: ApplyImportInput): Promise<Applied> {
  return withTransaction(ctx, async (ctx): Promise<Applied> => {
    const record = await lockImport(ctx, id);
    if (record.state === 'APPLIED') return appliedBefore(ctx, record);
    if (record.state === 'APPLYING') return applying(record);
    const { id: jobId } = await enqueueJob(ctx, APPLY_IMPORT, { importId: id });
    const wish: ImportWish = { input, permissions: [...ctx.viewer.permissions] };
    await ctx.transaction.query(
      `UPDATE estimates.imports SET apply_job_id = $3, wish = $4, apply_errors = NULL WHERE org_id = $1 AND id = $2`,
      [ctx.viewer.orgId, id, jobId, JSON.stringify(wish)],
    );
    return applying({ ...record, state: 'APPLYING', applyJobId: jobId, applyErrors: null });
  });
}

async function applyToNew(
  ctx: Context,
  record: ImportRecord,
  input: ApplyImportInput,
  isLarge: boolean,
): Promise<Applied> {
  if (!input.newEstimate)
    throw reject('REQUIRED', 'newEstimate', 'The import goes into no draft: say what the new one is.');
  const leadId = await requireLead(ctx, input.newEstimate.leadId, ['newEstimate', 'leadId']);
  const newEstimate = { ...input.newEstimate, leadId };
  if (isLarge) {
    const { sections = 0, positions: lines = 0 } = record.reading?.counts ?? {};
    if (input.split == null && !input.leaveOutErrors) refuseTooLarge('The sheet', { lines, sections });
    await emptyDraft(ctx, newEstimate);
    return applyLater(ctx, record, { ...input, newEstimate });
  }
  const rows = checkRows(record, await contentRows(ctx, record), input);
  const drafts = await prepareNew(ctx, record, rows, newEstimate, input);
  const done = await withTransaction(ctx, async (ctx): Promise<Applied> => {
    const locked = await lockImport(ctx, record.id);
    if (locked.state === 'APPLIED') return appliedBefore(ctx, locked);
    const written = await writeNew(ctx, locked, drafts, input);
    return { import: written, estimate: drafts[0]?.estimate ?? null, job: null };
  });
  for (const draft of drafts) if (done.import.made?.includes(draft.estimate.id)) showDraft(ctx, draft);
  return done;
}

async function applyToDraft(
  ctx: Context,
  record: ImportRecord,
  estimateId: string,
  input: ApplyImportInput,
): Promise<Applied> {
  const rows = checkRows(record, await contentRows(ctx, record), input);
  const done = await changeDraft(ctx, estimateId, rows, input, async (ctx) => {
    const locked = await lockImport(ctx, record.id);
    return locked.state === 'APPLIED' ? null : locked;
  });
  return done.import
    ? { import: done.import, estimate: done.estimate, job: null }
    : appliedBefore(ctx, await getImport(ctx, record.id));
}
