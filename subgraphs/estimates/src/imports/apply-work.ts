import { checkVersion } from '../../../../service-kit/data/versions';
import type { Context, WritingContext } from '../context';
import { editDraft, saveDraft, type Draft } from '../drafts/draft';
import type { Estimate } from '../estimates/estimate.entity';
import { newDraft } from '../estimates/estimates.service';
import type { ApplyImportInput, CreateEstimateInput, NewImportedEstimateInput } from '../generated/types';
import { createEstimateInputCheck } from '../input-check';
import { requireProject } from '../projects/project-locks.service';
import { recordMove } from '../statuses/status-moves.service';
import { settleTaxes } from '../taxes/settle-taxes';
import { unitBookOf } from '../units/units.service';
import { addContent, type ContentOptions } from './apply-content';
import { partsOf, titleOf } from './apply-parts';
import { heldOrigins, wholeRows, type RowOutline } from './apply-rows';
import { MOST_MAPPINGS, type ImportRecord } from './import-records';
import { plainHeader } from './reading/fields';

/* What applying an import does, by a request or by a job: estimates are prepared first, then all is written in one transaction. */

/** What was chosen for these headers is taken for the same ones next time. */
export async function rememberColumns(
  { transaction: db, viewer: { orgId } }: WritingContext,
  { reading }: ImportRecord,
): Promise<void> {
  const table = reading?.table;
  if (!table || table.headerRow === null) return;
  const columns = table.columns
    .filter(({ header }) => header !== '')
    .map(({ header, field }) => [plainHeader(header), field]);
  await db.query(
    `INSERT INTO estimates.import_mappings (org_id, fingerprint, columns) VALUES ($1, $2, $3)
     ON CONFLICT (org_id, fingerprint) DO UPDATE SET columns = excluded.columns, used_at = now()`,
    [orgId, table.fingerprint, JSON.stringify(columns)],
  );
  await db.query(
    `DELETE FROM estimates.import_mappings WHERE org_id = $1 AND fingerprint IN
       (SELECT fingerprint FROM estimates.import_mappings WHERE org_id = $1 ORDER BY used_at DESC OFFSET $2)`,
    [orgId, MOST_MAPPINGS],
  );
}

async function finish(
  ctx: WritingContext,
  record: ImportRecord,
  estimates: readonly Estimate[],
  input: ApplyImportInput,
): Promise<ImportRecord> {
  if (input.remember) await rememberColumns(ctx, record);
  const made = estimates.map(({ id }) => id);
  await ctx.transaction.query(
    `UPDATE estimates.imports SET state = 'APPLIED', applied_to = $3, made = $4, apply_errors = NULL
      WHERE org_id = $1 AND id = $2`,
    [ctx.viewer.orgId, record.id, made[0], made],
  );
  return { ...record, state: 'APPLIED', appliedTo: made[0] ?? null, made, applyErrors: null };
}

/** What a person says of a new estimate and not of an import: as the schema has it when it is left out. */
const UNSAID: Omit<CreateEstimateInput, keyof NewImportedEstimateInput> = {
  ...{ parameters: [], coefficients: [], adjustments: [], payments: [], sections: [], positions: [] },
  ...{ rounding: 'HALF_UP', taxRounding: 'PER_RATE' },
};

/** A draft without rows, as a person wants it. @throws InputRejected for what is to be mended in its settings */
export async function emptyDraft(
  ctx: Context,
  { projectId: _projectId, ...settings }: NewImportedEstimateInput,
): Promise<Draft> {
  const draft = await newDraft(ctx, { ...UNSAID, ...settings, taxExempt: settings.taxExempt ?? false });
  await settleTaxes(ctx, draft); // a job would tell it too late
  return draft;
}

/** Prepares the new estimates of an import, one after another: they are as large as may be, and there may be many. Nothing is written. */
export async function* newDrafts(
  ctx: Context,
  record: ImportRecord,
  rows: readonly RowOutline[],
  wanted: NewImportedEstimateInput,
  input: ApplyImportInput,
): AsyncGenerator<Draft, void> {
  for (const part of partsOf(rows, input.split ?? null)) {
    const draft = await emptyDraft(ctx, { ...wanted, title: titleOf(wanted.title, part) });
    draft.estimate.leadId = wanted.leadId.toLowerCase();
    await addRows(draft, wholeRows(ctx, record, part.rows), input, { merges: null, removesAllBut: null });
    yield draft;
  }
}

/** Writes new estimates of a locked import; each is let go when it is written. */
export async function writeNew(
  ctx: WritingContext,
  record: ImportRecord,
  drafts: Iterable<Draft> | AsyncIterable<Draft>,
  input: ApplyImportInput,
): Promise<ImportRecord> {
  const projectId = input.newEstimate?.projectId ?? null;
  const project =
    projectId === null ? null : await requireProject(ctx, projectId, ['newEstimate', 'projectId']);
  const written: Estimate[] = [];
  for await (const draft of drafts) {
    const { estimate } = draft;
    if (project !== null) estimate.projectId = project;
    await saveDraft(ctx, draft);
    await recordMove(ctx, estimate, { from: null, reason: null, at: draft.now });
    written.push(estimate);
  }
  return finish(ctx, record, written, input);
}

/** Changes the draft that an import goes into. @param lock locks the import, after the draft; null: it was applied meanwhile */
export function changeDraft(
  ctx: Context,
  estimateId: string,
  rows: readonly RowOutline[],
  input: ApplyImportInput,
  lock: (ctx: WritingContext) => Promise<ImportRecord | null>,
): Promise<{ import: ImportRecord | null; estimate: Estimate }> {
  return editDraft(ctx, estimateId, { idPath: ['importId'] }, async (draft, ctx) => {
    const locked = await lock(ctx);
    if (!locked) return { import: null };
    checkVersion('The estimate', draft.estimate, locked.estimateVersion);
    if (locked.mode === 'REPLACE') removeAll(draft);
    const isUpdate = locked.mode === 'UPDATE';
    await addRows(draft, wholeRows(ctx, locked, rows), input, {
      merges: isUpdate ? await unitBookOf(ctx.transaction, ctx.viewer.orgId) : null,
      removesAllBut: isUpdate && input.removeMissing ? await heldOrigins(ctx, locked) : null,
    });
    return { import: await finish(ctx, locked, [draft.estimate], input) };
  });
}

async function addRows(
  draft: Draft,
  rows: ReturnType<typeof wholeRows>,
  input: ApplyImportInput,
  options: Omit<ContentOptions, 'takesDisputed'>,
): Promise<void> {
  const check = createEstimateInputCheck();
  await addContent(draft, check, rows, { ...options, takesDisputed: input.conflicts === 'TAKE_FILE' });
  check.finish();
}

function removeAll(draft: Draft): void {
  for (const id of draft.positions.keys()) draft.removedPositions.add(id);
  for (const id of draft.sections.keys()) draft.removedSections.add(id);
  draft.positions.clear();
  draft.sections.clear();
}
