import { InputRejected, reject, type UserErrorShape } from '../../../../service-kit/errors/user-errors';
import { notFound } from '../../../../service-kit/errors/errors';
import { withTransaction } from '../../../../service-kit/subgraph/context';
import { nextTurn } from '../../../../service-kit/subgraph/turns';
import type { Context, WritingContext } from '../context';
import { editDraft, saveDraft, showDraft, type Draft } from '../drafts/draft';
import type { Estimate } from '../estimates/estimate.entity';
import { newDraft } from '../estimates/estimates.service';
import type { ApplyImportInput } from '../generated/types';
import { createEstimateInputCheck } from '../input-check';
import { requireLead } from '../leads/lead-check';
import { requireProject } from '../projects/project-locks.service';
import { recordMove } from '../statuses/status-moves.service';
import { addContent } from './apply-content';
import { IMPORT_COLUMNS, MOST_MAPPINGS, type ImportRecord, type ImportRowRecord } from './import-records';
import { checkVersion } from '../../../../service-kit/data/versions';
import { getImport } from './imports.service';
import { plainHeader } from './reading/fields';
import { readLineMarker } from './row-markers';

interface Applied {
  import: ImportRecord;
  estimate: Estimate;
}

/** Rows of one statement. */
const PIECE = 500;
/** Errors that are told at once. */
const MOST_TOLD = 20;

/** Locks an import, so that of two that apply it one finds the other's work. */
async function lockImport({ transaction: db, viewer }: WritingContext, id: string): Promise<ImportRecord> {
  const [found] = await db.query<ImportRecord[]>(
    `SELECT ${IMPORT_COLUMNS} FROM estimates.imports WHERE org_id = $1 AND id = $2 AND created_by = $3 FOR UPDATE`,
    [viewer.orgId, id, viewer.userId],
  );
  if (!found) throw notFound('Import');
  return found;
}

/** The rows that become something, in order; the others get a turn between. */
async function contentRows(
  { transaction: db, viewer }: WritingContext,
  record: ImportRecord,
): Promise<ImportRowRecord[]> {
  const rows: ImportRowRecord[] = [];
  for (let after = 0; ;) {
    const found = await db.query<{ row: number; data: ImportRowRecord }[]>(
      `SELECT row, data FROM estimates.import_rows WHERE org_id = $1 AND import_id = $2 AND row > $3
          AND outcome IN ('SECTION', 'POSITION', 'REMARK') ORDER BY row LIMIT $4`,
      [viewer.orgId, record.id, after, PIECE],
    );
    rows.push(...found.map(({ data }) => data));
    if (found.length < PIECE) return rows;
    after = found.at(-1)?.row ?? 0;
    await nextTurn();
  }
}

/** Origins of all lines that the file holds, those that are hidden or have errors, too. */
async function heldOrigins(
  { transaction: db, viewer }: WritingContext,
  record: ImportRecord,
): Promise<Set<string>> {
  const found = await db.query<{ marker: string }[]>(
    `SELECT data ->> 'marker' AS marker FROM estimates.import_rows
      WHERE org_id = $1 AND import_id = $2 AND data ->> 'marker' IS NOT NULL`,
    [viewer.orgId, record.id],
  );
  return new Set(found.flatMap(({ marker }) => readLineMarker(marker)?.originId ?? []));
}

const hasError = ({ issues }: ImportRowRecord): boolean =>
  issues.some(({ severity }) => severity === 'ERROR');

/** @throws InputRejected for errors, conflicts, and nothing to import */
function checkRows(
  record: ImportRecord,
  rows: readonly ImportRowRecord[],
  input: ApplyImportInput,
): ImportRowRecord[] {
  const note = record.reading?.summary.notes.find(({ severity }) => severity === 'ERROR');
  if (note) throw reject(note.code, 'importId', note.message);
  const broken = rows.filter(hasError);
  if (broken.length > 0 && !input.leaveOutErrors) {
    throw new InputRejected([
      refused(
        'IMPORT_HAS_ERRORS',
        `${broken.length} rows have errors: mend the file, or leave those rows out (leaveOutErrors).`,
      ),
      ...broken
        .slice(0, MOST_TOLD)
        .flatMap(({ row, issues }) =>
          issues
            .filter(({ severity }) => severity === 'ERROR')
            .map(({ code, cell, message }) => refused(code, `${cell ?? `Row ${row}`}: ${message}`)),
        ),
    ]);
  }
  const conflicts = rows.filter(({ change }) => change === 'CONFLICT');
  if (conflicts.length > 0 && input.conflicts == null) {
    const named = conflicts
      .slice(0, 5)
      .map(({ row }) => row)
      .join(', ');
    throw reject(
      'IMPORT_HAS_CONFLICTS',
      'conflicts',
      `${conflicts.length} rows were changed in the draft, too (rows ${named}): say what to do with them.`,
    );
  }
  const kept = rows.filter((row) => !hasError(row));
  if (kept.length === 0)
    throw reject('IMPORT_IS_EMPTY', 'importId', 'No row of the file becomes anything. Look at its columns.');
  return kept;
}

const refused = (code: string, message: string): UserErrorShape => ({ code, path: ['importId'], message });

/** What was chosen for these headers is taken for the same ones next time. */
async function rememberColumns(
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
  estimate: Estimate,
  input: ApplyImportInput,
): Promise<ImportRecord> {
  if (input.remember) await rememberColumns(ctx, record);
  const { orgId } = ctx.viewer;
  await ctx.transaction.query(
    `UPDATE estimates.imports SET state = 'APPLIED', applied_to = $3 WHERE org_id = $1 AND id = $2`,
    [orgId, record.id, estimate.id],
  );
  return { ...record, state: 'APPLIED', appliedTo: estimate.id };
}

async function appliedBefore(ctx: Context, record: ImportRecord): Promise<Applied> {
  const estimate = await ctx.loaders.estimates.load(record.appliedTo ?? '');
  if (!estimate)
    throw reject('ESTIMATE_GONE', 'importId', 'What the import made was deleted. Preview it again.');
  return { import: record, estimate };
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

/**
 * Makes what an import has shown: all of it, or nothing; once.
 *
 * @throws InputRejected for what is to be mended; GraphQLError NOT_FOUND, CONFLICT when the draft has changed since the preview
 */
export async function applyImport(ctx: Context, input: ApplyImportInput): Promise<Applied> {
  const record = await getImport(ctx, input.importId);
  if (record.state === 'APPLIED') return appliedBefore(ctx, record);
  checkReady(record);
  if (record.estimateId !== null) return applyToDraft(ctx, record, record.estimateId, input);
  return applyToNew(ctx, record, input);
}

async function applyToNew(ctx: Context, { id }: ImportRecord, input: ApplyImportInput): Promise<Applied> {
  const { newEstimate } = input;
  if (!newEstimate)
    throw reject('REQUIRED', 'newEstimate', 'The import goes into no draft: say what the new one is.');
  const leadId = await requireLead(ctx, newEstimate.leadId, ['newEstimate', 'leadId']);
  let made: Draft | null = null;
  const done = await withTransaction(ctx, async (ctx): Promise<Applied> => {
    const record = await lockImport(ctx, id);
    if (record.state === 'APPLIED') return appliedBefore(ctx, record);
    const { projectId, ...settings } = newEstimate;
    const draft = await newDraft(ctx, {
      ...settings,
      leadId,
      adjustments: [],
      sections: [],
      positions: [],
    } as never);
    const { estimate } = draft;
    estimate.leadId = leadId;
    if (projectId != null)
      estimate.projectId = await requireProject(ctx, projectId, ['newEstimate', 'projectId']);
    const rows = checkRows(record, await contentRows(ctx, record), input);
    await addRows(draft, rows, record, input, null);
    await saveDraft(ctx, draft);
    await recordMove(ctx, estimate, { from: null, reason: null, at: draft.now });
    made = draft;
    return { import: await finish(ctx, record, estimate, input), estimate };
  });
  if (made) showDraft(ctx, made);
  return done;
}

function applyToDraft(
  ctx: Context,
  record: ImportRecord,
  estimateId: string,
  input: ApplyImportInput,
): Promise<Applied> {
  return editDraft(ctx, estimateId, { idPath: ['importId'] }, async (draft, ctx) => {
    const locked = await lockImport(ctx, record.id);
    if (locked.state === 'APPLIED') return { import: locked };
    checkVersion('The estimate', draft.estimate, locked.estimateVersion);
    const rows = checkRows(locked, await contentRows(ctx, locked), input);
    if (locked.mode === 'REPLACE') removeAll(draft);
    const removesMissing = locked.mode === 'UPDATE' && input.removeMissing;
    await addRows(draft, rows, locked, input, removesMissing ? await heldOrigins(ctx, locked) : null);
    return { import: await finish(ctx, locked, draft.estimate, input) };
  });
}

async function addRows(
  draft: Draft,
  rows: readonly ImportRowRecord[],
  { mode }: ImportRecord,
  input: ApplyImportInput,
  removesAllBut: ReadonlySet<string> | null,
): Promise<void> {
  const check = createEstimateInputCheck();
  await addContent(draft, check, rows, {
    merges: mode === 'UPDATE',
    takesDisputed: input.conflicts === 'TAKE_FILE',
    removesAllBut,
  });
  check.finish();
}

function removeAll(draft: Draft): void {
  for (const id of draft.positions.keys()) draft.removedPositions.add(id);
  for (const id of draft.sections.keys()) draft.removedSections.add(id);
  draft.positions.clear();
  draft.sections.clear();
}
