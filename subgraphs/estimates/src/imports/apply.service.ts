import { reject } from '../../../../service-kit/errors/user-errors';
import { withTransaction } from '../../../../service-kit/subgraph/context';
import type { Context } from '../context';
import { showDraft, type Draft } from '../drafts/draft';
import type { Estimate } from '../estimates/estimate.entity';
import type { ApplyImportInput } from '../generated/types';
import { requireLead } from '../leads/lead-check';
import { applyLater, checkReady, isLarge } from './apply-later';
import { refuseTooLarge } from './apply-parts';
import { rowsToApply } from './apply-rows';
import { changeDraft, emptyDraft, newDrafts, writeNew } from './apply-work';
import { getImport, lockImport } from './found-import';
import type { ImportRecord } from './import-records';

/** What `applyImport` answers: an estimate, or the job that makes it. */
interface Applied {
  readonly import: ImportRecord;
  readonly estimate: Estimate | null;
  readonly job: { readonly id: string } | null;
}

async function appliedBefore(ctx: Context, record: ImportRecord): Promise<Applied> {
  if (record.madeCatalogue !== null)
    throw reject(
      'ALREADY_APPLIED',
      'importId',
      'The import has become prices of a list. Preview the file again.',
    );
  const estimate = await ctx.loaders.estimates.load(record.appliedTo ?? '');
  if (!estimate)
    throw reject('ESTIMATE_GONE', 'importId', 'What the import made was deleted. Preview it again.');
  return { import: record, estimate, job: null };
}

const later = async (ctx: Context, record: ImportRecord, input: ApplyImportInput): Promise<Applied> => {
  const found = await applyLater(ctx, record, { input });
  if (found.state === 'APPLIED') return appliedBefore(ctx, found);
  return { import: found, estimate: null, job: found.applyJobId === null ? null : { id: found.applyJobId } };
};

/**
 * Makes what an import has shown: all of it, or nothing; once. Of many rows a job makes it.
 *
 * @throws InputRejected for what is to be mended; GraphQLError NOT_FOUND, CONFLICT when the draft has changed since the preview
 */
export async function applyImport(ctx: Context, input: ApplyImportInput): Promise<Applied> {
  const record = await getImport(ctx, input.importId);
  if (record.state === 'APPLIED') return appliedBefore(ctx, record);
  if (record.state === 'APPLYING') return later(ctx, record, input);
  checkReady(record);
  if (record.estimateId === null) return applyToNew(ctx, record, input);
  if (input.split != null) {
    throw reject(
      'SPLIT_NEEDS_NEW',
      'split',
      'The import goes into a draft: only new estimates can be several.',
    );
  }
  return isLarge(record) ? later(ctx, record, input) : applyToDraft(ctx, record, record.estimateId, input);
}

async function applyToNew(ctx: Context, record: ImportRecord, input: ApplyImportInput): Promise<Applied> {
  if (!input.newEstimate)
    throw reject('REQUIRED', 'newEstimate', 'The import goes into no draft: say what the new one is.');
  const leadId = await requireLead(ctx, input.newEstimate.leadId, ['newEstimate', 'leadId']);
  const newEstimate = { ...input.newEstimate, leadId };
  if (isLarge(record)) {
    const { sections = 0, positions: lines = 0 } = record.reading?.counts ?? {};
    if (input.split == null && !input.leaveOutErrors) refuseTooLarge('The sheet', { lines, sections });
    await emptyDraft(ctx, newEstimate);
    return later(ctx, record, { ...input, newEstimate });
  }
  const rows = await rowsToApply(ctx, record, input);
  const drafts: Draft[] = [];
  for await (const draft of newDrafts(ctx, record, rows, newEstimate, input)) drafts.push(draft);
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
  const rows = await rowsToApply(ctx, record, input);
  const done = await changeDraft(ctx, estimateId, rows, input, async (ctx) => {
    const locked = await lockImport(ctx, record.id);
    return locked.state === 'APPLIED' ? null : locked;
  });
  return done.import
    ? { import: done.import, estimate: done.estimate, job: null }
    : appliedBefore(ctx, await getImport(ctx, record.id));
}
