import { InputRejected, reject, type UserErrorShape } from '../../../../service-kit/errors/user-errors';
import { read } from '../../../../service-kit/subgraph/context';
import { nextTurn } from '../../../../service-kit/subgraph/turns';
import type { Context, WritingContext } from '../context';
import type { ApplyImportInput } from '../generated/types';
import type { ImportRecord, ImportRowRecord } from './import-records';
import { readLineMarker } from './row-markers';

/** Rows of one statement. */
const PIECE = 500;
/** Errors that are told at once. */
const MOST_TOLD = 20;

/** The rows that become something, in order; the others get a turn between. */
export async function contentRows(ctx: Context, record: ImportRecord): Promise<ImportRowRecord[]> {
  const rows: ImportRowRecord[] = [];
  for (let after = 0; ;) {
    const found = await read(ctx, (db) =>
      db.query<{ row: number; data: ImportRowRecord }[]>(
        `SELECT row, data FROM estimates.import_rows WHERE org_id = $1 AND import_id = $2 AND row > $3
          AND outcome IN ('SECTION', 'POSITION', 'REMARK') ORDER BY row LIMIT $4`,
        [ctx.viewer.orgId, record.id, after, PIECE],
      ),
    );
    rows.push(...found.map(({ data }) => data));
    if (found.length < PIECE) return rows;
    after = found.at(-1)?.row ?? 0;
    await nextTurn();
  }
}

/** Origins of all lines that the file holds, those that are hidden or have errors, too. */
export async function heldOrigins(
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
export function checkRows(
  record: ImportRecord,
  rows: readonly ImportRowRecord[],
  input: Pick<ApplyImportInput, 'leaveOutErrors' | 'conflicts'>,
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
