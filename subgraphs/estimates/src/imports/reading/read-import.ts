import type { FileKind } from '../../../../../service-kit/files/file-kinds';
import { guessDialect, readCsv, type CsvDialect } from '../csv/read-csv';
import { openOds } from '../ods/read-ods';
import { openXls } from '../older/read-xls';
import { openWorkbook } from '../xlsx/read-workbook';
import { UnitBook, type OwnWord } from '../../units/unit-book';
import type { SheetRow } from '../xlsx/sheet-reader';
import { WorkbookRefused } from '../xlsx/workbook-refused';
import type { ImportField } from './fields';
import type { DecimalSign } from './numbers';
import type { PackedRows } from './packed-rows';
import { sheetRows } from './sheet-rows';
import { readRows } from './read-rows';
import type { ReadRow, ReadSummary, RowIssue } from './read-rows.types';
import { findTable, type FoundTable, type TableChoices } from './table';

/** What is to be read, and what a person said about it. Plain data: it goes to a thread. */
export interface ImportTask {
  readonly path: string;
  readonly kind: FileKind;
  readonly sheet: string | null;
  readonly headerRow?: number | null | undefined;
  readonly columns: readonly (readonly [column: number, field: ImportField | null])[];
  readonly decimalSign?: DecimalSign | undefined;
  readonly dialect: Partial<CsvDialect>;
  readonly includeHidden: boolean;
  readonly minorUnits: number;
  /** The organisation's own words for units. */
  readonly unitWords: readonly OwnWord[];
  /** Whether a column of costs may be read. */
  readonly mayCost: boolean;
  /** By fingerprint: what was chosen for each header. */
  readonly remembered: Readonly<
    Record<string, readonly (readonly [header: string, field: ImportField | null])[]>
  >;
}

/** A sheet of the file. */
export interface FoundSheet {
  readonly name: string;
  readonly isHidden: boolean;
}

/** What was read. */
export interface ImportReading {
  readonly sheets: readonly FoundSheet[];
  readonly sheet: string | null;
  readonly dialect: CsvDialect | null;
  /** Null where no table was found. */
  readonly table: FoundTable | null;
  readonly rows: Iterable<ReadRow>;
  readonly summary: ReadSummary;
}

/** Rows that hold something; an estimate has a fifth of them. */
const MOST_ROWS = 50_000;

interface Source {
  readonly sheets: readonly FoundSheet[];
  readonly sheet: string | null;
  readonly dialect: CsvDialect | null;
  readonly rows: PackedRows<SheetRow>;
  readonly merges: readonly string[];
  readonly hiddenColumns: readonly (readonly [number, number])[];
  readonly notes: readonly RowIssue[];
}

async function gather(rows: AsyncIterable<SheetRow> | Iterable<SheetRow>): Promise<PackedRows<SheetRow>> {
  const gathered = sheetRows();
  for await (const row of rows) {
    if (row.cells.length === 0) continue;
    if (gathered.length >= MOST_ROWS) throw new WorkbookRefused('FILE_TOO_LARGE');
    gathered.push(row);
  }
  return gathered;
}

const note = (code: string, message: string): RowIssue => ({
  severity: 'WARNING',
  code,
  cell: null,
  message,
});

const EXTERNAL_LINKS = note('EXTERNAL_LINKS', 'Formulas look into other files: their last results are read.');

async function openCsv({ path, dialect: given }: ImportTask): Promise<Source> {
  const dialect = await guessDialect(path, given);
  const rows = await gather(readCsv(path, dialect));
  return { sheets: [], sheet: null, dialect, rows, merges: [], hiddenColumns: [], notes: [] };
}

/** What both kinds of workbooks are looked through by. */
interface Book {
  readonly sheets: readonly FoundSheet[];
  read(index: number): Promise<Omit<Source, 'sheets' | 'sheet' | 'dialect'>>;
}

async function openXlsx(task: ImportTask): Promise<Source> {
  const workbook = await openWorkbook(task.path);
  const links = workbook.hasExternalLinks ? [EXTERNAL_LINKS] : [];
  try {
    return await findSheet(task, {
      sheets: workbook.sheets,
      async read(index) {
        const { rows: content, merges, hiddenColumns, beyond } = workbook.read(index);
        const rows = await gather(content);
        return { rows, merges, hiddenColumns, notes: [...links, ...beyondNotes(beyond())] };
      },
    });
  } finally {
    workbook.close();
  }
}

async function openOld(task: ImportTask, kind: 'xls' | 'ods'): Promise<Source> {
  const workbook = kind === 'xls' ? await openXls(task.path) : await openOds(task.path);
  const links = 'hasExternalLinks' in workbook && workbook.hasExternalLinks ? [EXTERNAL_LINKS] : [];
  return findSheet(task, {
    sheets: workbook.sheets.map(({ name, isHidden }) => ({ name, isHidden })),
    async read(index) {
      const { rows: content, merges, hiddenColumns, beyond } = workbook.read(index);
      const rows = await gather(content);
      const beyondNow = typeof beyond === 'number' ? beyond : beyond();
      return { rows, merges, hiddenColumns, notes: [...links, ...beyondNotes(beyondNow)] };
    },
  });
}

const beyondNotes = (beyond: number): RowIssue[] =>
  beyond > 0 ? [note('COLUMNS_BEYOND', `${beyond} cells beyond the column IV are not read.`)] : [];

const EMPTY = { dialect: null, merges: [], hiddenColumns: [], notes: [] };

/** The sheet of the name that was given; else the first with a table: before it there is often a title page. */
async function findSheet(task: ImportTask, { sheets, read }: Book): Promise<Source> {
  const named = sheets.findIndex(({ name }) => name === task.sheet);
  if (task.sheet !== null && named < 0)
    throw new SheetMissing(
      task.sheet,
      sheets.map(({ name }) => name),
    );
  const order = task.sheet === null ? visibleFirst(sheets) : [named];
  let first: Source | null = null;
  for (const index of order) {
    const source: Source = {
      sheets,
      sheet: sheets[index]?.name ?? null,
      dialect: null,
      ...(await read(index)),
    };
    if (task.sheet !== null || tableOf(source, task)) return source;
    if (source.rows.length > 0) first ??= source;
  }
  return (
    first ?? {
      ...EMPTY,
      rows: sheetRows(),
      sheets,
      sheet: sheets[order[0] ?? 0]?.name ?? null,
    }
  );
}

/** At most so many sheets are looked through for a table. */
const SEARCHED_SHEETS = 20;

const visibleFirst = (sheets: readonly FoundSheet[]): number[] =>
  sheets.flatMap(({ isHidden }, index) => (isHidden ? [] : [index])).slice(0, SEARCHED_SHEETS);

/** There is no sheet of the name that was given. */
export class SheetMissing extends Error {
  constructor(name: string, sheets: readonly string[]) {
    super(`There is no sheet “${name.slice(0, 100)}”. There are: ${sheets.slice(0, 20).join(', ')}.`);
  }
}

function tableOf(
  source: Source,
  { headerRow, columns, decimalSign, remembered, mayCost }: ImportTask,
): FoundTable | null {
  const choices: TableChoices = { headerRow, columns: new Map(columns), decimalSign, remembered: new Map() };
  const table = findTable(source.rows, source, choices);
  const known = table && remembered[table.fingerprint];
  const found = known ? findTable(source.rows, source, { ...choices, remembered: new Map(known) }) : table;
  return found && !mayCost ? withoutCosts(found) : found;
}

/** Who may not set costs imports none. */
const withoutCosts = (table: FoundTable): FoundTable => ({
  ...table,
  columns: table.columns.map((column) =>
    column.field === 'UNIT_COST' ? { ...column, field: null, confidence: 0 } : column,
  ),
});

function openSource(task: ImportTask): Promise<Source> {
  if (task.kind === 'csv') return openCsv(task);
  return task.kind === 'xls' || task.kind === 'ods' ? openOld(task, task.kind) : openXlsx(task);
}

/**
 * Reads a file as sections and lines.
 *
 * @throws WorkbookRefused, SheetMissing with what a person can do
 */
export async function readImport(task: ImportTask): Promise<ImportReading> {
  const source = await openSource(task);
  const { sheets, sheet, dialect, notes } = source;
  const table = tableOf(source, task);
  if (!table) {
    return {
      sheets,
      sheet,
      dialect,
      table,
      rows: [],
      summary: { currency: null, tax: null, net: '0', notes },
    };
  }
  const units = new UnitBook(task.unitWords);
  const { rows, summary } = await readRows(source.rows, table, source.merges, { ...task, units });
  return {
    sheets,
    sheet,
    dialect,
    table,
    rows,
    summary: { ...summary, notes: [...notes, ...summary.notes] },
  };
}
