import { newId } from '../../../../service-kit/data/ids';
import { keysetCursors, pageSize, type Page } from '../../../../service-kit/data/pagination';
import { refusedReference } from '../../../../service-kit/data/input-check';
import { keepUpload } from '../../../../service-kit/files/uploads';
import { enqueueJob } from '../../../../service-kit/jobs/enqueue-job';
import { read, withTransaction } from '../../../../service-kit/subgraph/context';
import { PREVIEW_IMPORT } from '../../../../schema/jobs';
import type { Context, WritingContext } from '../context';
import { requireCostsRead, requireCostsWrite } from '../costs';
import { checkEditable } from '../drafts/draft';
import { getEstimate } from '../estimates/estimate-reads.service';
import type {
  ImportEncoding,
  ImportOutcome,
  ImportRowsArgs,
  ImportSeverity,
  PreviewImportInput,
} from '../generated/types';
import { createEstimateInputCheck, type EstimateInputCheck } from '../input-check';
import type { Encoding } from './csv/encodings';
import {
  IMPORT_COLUMNS,
  KEPT_DAYS,
  MOST_KEPT,
  type ImportChoices,
  type ImportRecord,
  type ImportRowRecord,
} from './import-records';
import { columnOf } from './xlsx/sheet-reader';

const MOST_COLUMNS = 50;
const LONGEST_SHEET = 100;
const LAST_ROW = 1_048_576;

const ENCODINGS: Record<ImportEncoding, Encoding> = {
  UTF_8: 'utf-8',
  UTF_16LE: 'utf-16le',
  UTF_16BE: 'utf-16be',
  WINDOWS_1251: 'windows-1251',
  IBM866: 'ibm866',
  KOI8_R: 'koi8-r',
  WINDOWS_1252: 'windows-1252',
};
const NAMES_OF_ENCODINGS = Object.fromEntries(
  Object.entries(ENCODINGS).map(([name, encoding]) => [encoding, name]),
);

/** How the schema calls an encoding. */
export const encodingName = (encoding: Encoding): ImportEncoding =>
  NAMES_OF_ENCODINGS[encoding] as ImportEncoding;

function readColumns(
  ctx: Context,
  check: EstimateInputCheck,
  input: PreviewImportInput,
): ImportChoices['columns'] {
  if (input.columns.length > MOST_COLUMNS) {
    check.refuse('TOO_MANY_ITEMS', ['columns'], `At most ${MOST_COLUMNS} columns.`);
    return [];
  }
  const seen = new Set<string>();
  return input.columns.map(({ column, field = null }, index) => {
    const path = ['columns', String(index)];
    const number = /^[a-z]{1,3}$/i.test(column.trim()) ? columnOf(column.trim()) : 0;
    if (number === 0 || number > 256) {
      check.refuse('INVALID_COLUMN', [...path, 'column'], 'Give a column by its letters, A to IV.');
    }
    const keys = [`column ${number}`, ...(field === null ? [] : [field])];
    if (keys.some((key) => seen.has(key)))
      check.refuse('DUPLICATE_COLUMN', path, 'Name each column, and each field, once.');
    keys.forEach((key) => seen.add(key));
    if (field === 'UNIT_COST') requireCostsWrite(ctx);
    return [number, field] as const;
  });
}

function readChoices(
  ctx: Context,
  check: EstimateInputCheck,
  input: PreviewImportInput,
): Omit<ImportChoices, 'fileKind'> {
  const { headerRow, decimalSign, encoding, delimiter, includeHidden } = input;
  const columns = readColumns(ctx, check, input);
  if (headerRow != null && (headerRow < 0 || headerRow > LAST_ROW)) {
    check.refuse('INVALID_ROW', ['headerRow'], `Give a row, 1 to ${LAST_ROW}, or 0 for none.`);
  }
  if (headerRow === 0 && columns.length === 0) {
    check.refuse('REQUIRED', ['columns'], 'Without a header, say what the columns hold.');
  }
  if (delimiter != null && ([...delimiter].length !== 1 || /[\r\n"]/.test(delimiter))) {
    check.refuse('INVALID_DELIMITER', ['delimiter'], 'Give one character, no quote and no line end.');
  }
  return {
    sheet: check.text(input.sheet, LONGEST_SHEET, ['sheet']),
    ...(headerRow == null ? {} : { headerRow: headerRow === 0 ? null : headerRow }),
    columns,
    ...(decimalSign ? { decimalSign } : {}),
    dialect: { ...(encoding ? { encoding: ENCODINGS[encoding] } : {}), ...(delimiter ? { delimiter } : {}) },
    includeHidden,
    mayCost: ctx.viewer.permissions.has('costs:write'),
  };
}

/** Imports that are over, and more than are kept, go. */
async function makeRoom({ transaction: db, viewer: { orgId } }: WritingContext): Promise<void> {
  await db.query(
    `DELETE FROM estimates.imports WHERE org_id = $1 AND (created_at < now() - make_interval(days => $2) OR id IN
       (SELECT id FROM estimates.imports WHERE org_id = $1 ORDER BY created_at DESC OFFSET $3))`,
    [orgId, KEPT_DAYS, MOST_KEPT - 1],
  );
}

/**
 * Asks for a file to be read.
 *
 * @throws InputRejected for bad choices, UPLOAD_NOT_FOUND, ESTIMATE_NOT_DRAFT; GraphQLError NOT_FOUND, FORBIDDEN
 */
export async function previewImport(
  ctx: Context,
  input: PreviewImportInput,
): Promise<{ import: ImportRecord; job: { id: string } }> {
  const check = createEstimateInputCheck();
  const choices = readChoices(ctx, check, input);
  check.finish();
  const { orgId, userId } = ctx.viewer;
  return withTransaction(ctx, async (ctx) => {
    const db = ctx.transaction;
    const estimate = input.estimateId == null ? null : await getEstimate(ctx, input.estimateId);
    if (estimate) {
      checkEditable(estimate, ['estimateId']);
      if (estimate.pricedByCost) requireCostsRead(ctx);
    }
    const until = new Date(Date.now() + KEPT_DAYS * 86_400_000);
    const file = await keepUpload(ctx.files, db, orgId, { id: input.uploadId, purpose: 'IMPORT', until });
    if (!file) throw refusedReference('Upload', ['uploadId']);
    await makeRoom(ctx);
    const id = newId();
    const job = await enqueueJob(ctx, PREVIEW_IMPORT, { importId: id });
    const rows = await db.query<ImportRecord[]>(
      `INSERT INTO estimates.imports (org_id, id, state, job_id, file_id, file_name, estimate_id, mode, choices, created_by)
       VALUES ($1, $2, 'READING', $3, $4, $5, $6, $7, $8, $9) RETURNING ${IMPORT_COLUMNS}`,
      [
        ...[orgId, id, job.id, file.id, file.name, estimate?.id ?? null, input.mode],
        JSON.stringify({ ...choices, fileKind: file.kind }),
        userId,
      ],
    );
    return { import: rows[0] as ImportRecord, job: { id: job.id } };
  });
}

const CURSORS = keysetCursors('import_rows', [{ sql: 'row', type: 'integer', direction: 'ASC' }]);

const severityColumn: Record<ImportSeverity, string> = { ERROR: 'has_error', WARNING: 'has_warning' };

function narrowed(
  record: ImportRecord,
  orgId: string,
  outcome?: ImportOutcome | null,
  severity?: ImportSeverity | null,
) {
  const values: unknown[] = [orgId, record.id];
  let where = 'org_id = $1 AND import_id = $2';
  if (outcome != null) where += ` AND outcome = $${values.push(outcome)}`;
  if (severity != null) where += ` AND ${severityColumn[severity]}`;
  return { where, values };
}

/** One page of an import's rows. @throws GraphQLError BAD_USER_INPUT for a bad page argument */
export async function importRows(
  ctx: Context,
  record: ImportRecord,
  args: Partial<ImportRowsArgs>,
): Promise<Page<ImportRowRecord>> {
  const { size } = pageSize({ first: args.first ?? null });
  const { where, values } = narrowed(record, ctx.viewer.orgId, args.outcome, args.severity);
  const after = args.after == null ? 0 : Number(CURSORS.read(args.after, 'after')[0]);
  const found = await read(ctx, (db) =>
    db.query<{ row: number; data: ImportRowRecord }[]>(
      `SELECT row, data FROM estimates.import_rows
        WHERE ${where} AND row > $${values.length + 1} ORDER BY row LIMIT $${values.length + 2}`,
      [...values, after, size + 1],
    ),
  );
  const edges = found
    .slice(0, size)
    .map(({ row, data }) => ({ cursor: CURSORS.write([String(row)]), node: data }));
  return {
    edges,
    pageInfo: {
      hasNextPage: found.length > size,
      hasPreviousPage: after > 0,
      startCursor: edges[0]?.cursor ?? null,
      endCursor: edges.at(-1)?.cursor ?? null,
    },
    totalCount: async () => {
      const [counted] = await read(ctx, (db) =>
        db.query<[{ count: number }]>(
          `SELECT count(*)::int AS count FROM estimates.import_rows WHERE ${where}`,
          values,
        ),
      );
      return counted.count;
    },
  };
}
