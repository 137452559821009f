import type { EntityManager } from 'typeorm';
import { nextTurn } from '../../../../service-kit/subgraph/turns';
import type { Estimate } from '../estimates/estimate.entity';
import type { Position } from '../positions/position.entity';
import type { Section } from '../sections/section.entity';
import type { UnitBook } from '../units/unit-book';
import type { ImportChange, ImportCounts, ImportRecord, ImportRowRecord } from './import-records';
import { byOrigin, mergeLine, mergeSection } from './merge-lines';
import type { PackedRows } from './reading/packed-rows';
import type { HandedRow } from './reading/read-here';
import { readLineMarker } from './row-markers';

/* The rows of a preview: what becomes of each in the draft, and how they are kept. Only a few of them are unpacked at any time. */

/** Rows that are looked at, or written, in one go. */
const PIECE = 500;
const LINE_OUTCOMES = new Set(['POSITION', 'REMARK']);

/** The draft that rows go into; null for none. */
export interface ComparedWith {
  readonly estimate: Estimate | null;
  readonly positions: readonly Position[];
  readonly sections: readonly Section[];
  readonly units: UnitBook;
}

/** What becomes of each row, and of how many what. */
interface Compared {
  readonly changes: readonly (ImportChange | null)[];
  readonly counts: ImportCounts;
}

/** Says of each row what becomes of it in the draft. */
export async function compared(
  rows: PackedRows<HandedRow>,
  { mode }: ImportRecord,
  draft: ComparedWith,
): Promise<Compared> {
  const changeOf = changesIn(mode, draft);
  /** What the file holds, read or not. */
  const held = new Set<string>();
  const changes: (ImportChange | null)[] = [];
  const counts: Counts = { ...NOTHING, rows: rows.length };
  for (const handed of rows) {
    if (changes.length % PIECE === PIECE - 1) await nextTurn();
    const isContent = LINE_OUTCOMES.has(handed.outcome) || handed.outcome === 'SECTION';
    const change = isContent ? changeOf(handed) : null;
    const origin = readLineMarker(handed.marker)?.originId;
    if (origin !== undefined) held.add(origin);
    changes.push(change);
    count(counts, handed, change);
  }
  const isMissing = ({ originId, included }: Position) => included && !held.has(originId);
  if (mode === 'UPDATE') counts.missing = draft.positions.filter(isMissing).length;
  return { changes, counts };
}

/** Says of a row that becomes something what it does in a draft. */
function changesIn(
  mode: ImportRecord['mode'],
  { estimate, positions, sections, units }: ComparedWith,
): (row: HandedRow) => ImportChange | null {
  if (!estimate) return () => null;
  if (mode !== 'UPDATE') return () => 'ADDED';
  const origins = byOrigin(positions);
  const sectionOrigins = byOrigin(sections);
  const seen = new Set<string>();
  return ({ outcome, marker, data }) => {
    if (marker === null) return 'ADDED';
    if (outcome === 'SECTION')
      return mergeSection(sectionOrigins, JSON.parse(data) as ImportRowRecord)?.change ?? 'ADDED';
    const origin = readLineMarker(marker)?.originId;
    if (origin === undefined || seen.has(origin)) return 'ADDED';
    const merged = mergeLine(estimate, { origins, units }, JSON.parse(data) as ImportRowRecord);
    if (merged) seen.add(merged.position.originId);
    return merged?.change ?? 'ADDED';
  };
}

type Counts = { -readonly [Key in keyof ImportCounts]: number };

const NOTHING: ImportCounts = {
  ...{ rows: 0, sections: 0, positions: 0, totals: 0, skipped: 0, errors: 0, warnings: 0, differences: 0 },
  ...{ added: 0, changed: 0, conflicts: 0, missing: 0 },
};
const BY_CHANGE = { ADDED: 'added', CHANGED: 'changed', CONFLICT: 'conflicts', SAME: null } as const;

function count(counts: Counts, row: HandedRow, change: ImportChange | null): void {
  if (row.outcome === 'SECTION') counts.sections += 1;
  else if (LINE_OUTCOMES.has(row.outcome)) counts.positions += 1;
  else if (row.outcome === 'TOTAL') counts.totals += 1;
  else counts.skipped += 1;
  if (row.hasError) counts.errors += 1;
  if (row.hasWarning) counts.warnings += 1;
  if (row.hasDifference) counts.differences += 1;
  const changed = change && BY_CHANGE[change];
  if (changed) counts[changed] += 1;
}

/** Keeps rows, in statements of a bounded size, in place of those that are there. */
export async function writeRows(
  db: EntityManager,
  orgId: string,
  importId: string,
  { rows, changes }: { rows: Iterable<HandedRow>; changes: Compared['changes'] },
): Promise<void> {
  await db.query('DELETE FROM estimates.import_rows WHERE org_id = $1 AND import_id = $2', [orgId, importId]);
  let [piece, written]: [HandedRow[], number] = [[], 0];
  const write = async () => {
    const { length } = piece;
    await db.query(
      `INSERT INTO estimates.import_rows (org_id, import_id, row, outcome, has_error, has_warning, data)
       SELECT $1, $2, r.row, r.outcome, r.has_error, r.has_warning, r.data::jsonb || jsonb_build_object('change', r.change)
         FROM unnest($3::int[], $4::text[], $5::bool[], $6::bool[], $7::text[], $8::text[])
              AS r (row, outcome, has_error, has_warning, data, change)`,
      [
        orgId,
        importId,
        piece.map(({ row }) => row),
        piece.map(({ outcome }) => outcome),
        piece.map(({ hasError }) => hasError),
        piece.map(({ hasWarning }) => hasWarning),
        piece.map(({ data }) => data),
        changes.slice(written, written + length),
      ],
    );
    [piece, written] = [[], written + length];
  };
  for (const row of rows) if (piece.push(row) >= PIECE) await write();
  if (piece.length > 0) await write();
}
