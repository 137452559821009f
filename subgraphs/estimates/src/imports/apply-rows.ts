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

/**
 * A row that becomes something, without what it holds: a sheet of 50,000 rows is checked and parted by these, and its whole rows
 * are read where they are needed. Of sections the name stays.
 */
export type RowOutline = Pick<ImportRowRecord, 'row' | 'outcome' | 'depth' | 'change'> & {
  readonly values: { readonly name: string } | null;
  readonly hasError: boolean;
};

/** The rows that become something, in order; the others get a turn between. */
async function readOutlines(ctx: Context, record: ImportRecord): Promise<RowOutline[]> {
  const rows: RowOutline[] = [];
  for (let after = 0; ;) {
    const found = await read(ctx, (db) =>
      db.query<(Omit<RowOutline, 'values'> & { name: string | null })[]>(
        `SELECT row, outcome, (data ->> 'depth')::int AS depth, data ->> 'change' AS change,
          CASE outcome WHEN 'SECTION' THEN data -> 'values' ->> 'name' END AS name,
          has_error AS "hasError"
          FROM estimates.import_rows WHERE org_id = $1 AND import_id = $2 AND row > $3
          AND outcome IN ('SECTION', 'POSITION', 'REMARK') ORDER BY row LIMIT $4`,
        [ctx.viewer.orgId, record.id, after, PIECE],
      ),
    );
    for (const { name, ...row } of found) rows.push({ ...row, values: name === null ? null : { name } });
    if (found.length < PIECE) return rows;
    after = found.at(-1)?.row ?? 0;
    await nextTurn();
  }
}

/** What the rows hold, in their order; a few of them are held at a time, and others get a turn between. */
export async function* wholeRows(
  ctx: Context,
  record: ImportRecord,
  outlines: readonly Pick<RowOutline, 'row'>[],
): AsyncGenerator<ImportRowRecord, void> {
  for (let from = 0; from < outlines.length; from += PIECE) {
    const wanted = outlines.slice(from, from + PIECE).map(({ row }) => row);
    const found = await read(ctx, (db) =>
      db.query<{ data: ImportRowRecord }[]>(
        `SELECT data FROM estimates.import_rows WHERE org_id = $1 AND import_id = $2 AND row = ANY ($3::int[])
          ORDER BY row`,
        [ctx.viewer.orgId, record.id, wanted],
      ),
    );
    for (const { data } of found) yield data;
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

/**
 * The rows of an import that are to become something, as they are to be applied.
 *
 * @throws InputRejected for errors, conflicts, and nothing to import
 */
export async function rowsToApply(
  ctx: Context,
  record: ImportRecord,
  input: Pick<ApplyImportInput, 'leaveOutErrors' | 'conflicts'>,
): Promise<RowOutline[]> {
  const note = record.reading?.summary.notes.find(({ severity }) => severity === 'ERROR');
  if (note) throw reject(note.code, 'importId', note.message);
  const rows = await readOutlines(ctx, record);
  const broken = rows.filter(({ hasError }) => hasError);
  if (broken.length > 0 && !input.leaveOutErrors) throw await brokenRows(ctx, record, broken);
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
  const kept = rows.filter(({ hasError }) => !hasError);
  if (kept.length === 0)
    throw reject('IMPORT_IS_EMPTY', 'importId', 'No row of the file becomes anything. Look at its columns.');
  return kept;
}

async function brokenRows(
  ctx: Context,
  record: ImportRecord,
  broken: readonly RowOutline[],
): Promise<InputRejected> {
  const errors = [
    refused(
      'IMPORT_HAS_ERRORS',
      `${broken.length} rows have errors: mend the file, or leave those rows out (leaveOutErrors).`,
    ),
  ];
  for await (const { row, issues } of wholeRows(ctx, record, broken.slice(0, MOST_TOLD)))
    for (const { severity, code, cell, message } of issues)
      if (severity === 'ERROR') errors.push(refused(code, `${cell ?? `Row ${row}`}: ${message}`));
  return new InputRejected(errors);
}

const refused = (code: string, message: string): UserErrorShape => ({ code, path: ['importId'], message });
