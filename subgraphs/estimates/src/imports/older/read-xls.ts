import { readFile } from 'node:fs/promises';
import type * as SheetJsModule from '@e965/xlsx';
import type { CellObject, WorkBook, WorkSheet } from '@e965/xlsx';
import { currencyOfCode, dateOf, meaningOf } from '../xlsx/number-formats';
import { cellName } from '../reading/row-facts';
import { plainNumber, type SheetCell, type SheetRow } from '../xlsx/sheet-reader';
import {
  LONGEST_SHEET_NAME,
  LONGEST_TEXT,
  MOST_CELLS,
  MOST_MERGES,
  MOST_SHEETS,
  READ_COLUMNS,
} from '../workbook-limits';
import { WorkbookRefused } from '../xlsx/workbook-refused';
import { readGlobals } from './biff-globals';
import { BIFF, recordAt } from './biff-records';
import { biffSheet } from './biff-sheet';
import type { XlsSheet, XlsWorkbook } from './xls-workbook';
import { refuseEncrypted } from '../xlsx/zip-parts';

/*
 * Workbooks of Excel 97–2003, read record by record, so that there is no picture of the whole: SheetJS's takes 500 bytes for each cell.
 * It reads what is older or odd (Excel 5 and 95, tables of HTML, rows in no order), whole and at once. All of it in a thread that has memory
 * and time of its own (`reading/read-beside.ts`). Nothing is run or calculated. SheetJS does not tell what is bold.
 */

/**
 * Reads a workbook.
 *
 * @throws WorkbookRefused with what a person can do
 */
export async function openXls(path: string): Promise<XlsWorkbook> {
  await refuseEncrypted(path);
  const bytes = await readFile(path);
  const xlsx = await import('@e965/xlsx');
  return openBiff(xlsx, bytes) ?? openBySheetJs(xlsx, bytes);
}

type SheetJs = Pick<typeof SheetJsModule, 'CFB' | 'read'>;

const COMPOUND = Buffer.from('d0cf11e0a1b11ae1', 'hex');
/** Excel 97 to 2003. */
const BIFF8 = 0x0600;

/**
 * Opens a workbook that is read record by record.
 *
 * @returns null for what SheetJS is to look at: another version, or nothing that can be read so
 * @throws WorkbookRefused FILE_ENCRYPTED, FILE_HAS_MACROS
 */
function openBiff(xlsx: SheetJs, bytes: Buffer): XlsWorkbook | null {
  if (!bytes.subarray(0, COMPOUND.length).equals(COMPOUND)) return null;
  try {
    const container = xlsx.CFB.read(bytes, { type: 'buffer' });
    const content = xlsx.CFB.find(container, '/Workbook')?.content as Uint8Array | undefined;
    if (!content) return null;
    const book = Buffer.from(content.buffer, content.byteOffset, content.byteLength);
    if (recordAt(book, 0)?.type !== BIFF.BEGIN || book.readUInt16LE(4) !== BIFF8) return null;
    if ((container.FullPaths as string[]).some((path) => path.includes('/_VBA_PROJECT'))) {
      throw new WorkbookRefused('FILE_HAS_MACROS');
    }
    const globals = readGlobals(book);
    if (globals.sheets.length === 0) return null;
    return {
      sheets: globals.sheets,
      read(index) {
        const { name = '', at = 0 } = globals.sheets[index] ?? {};
        return biffSheet(book, globals, at) ?? sheetNamed(openBySheetJs(xlsx, bytes), name);
      },
    };
  } catch (error) {
    if (error instanceof WorkbookRefused) throw error;
    return null;
  }
}

function sheetNamed({ sheets, read }: XlsWorkbook, wanted: string): XlsSheet {
  const index = sheets.findIndex(({ name }) => name === wanted);
  if (index < 0) throw new WorkbookRefused('FILE_BROKEN');
  return read(index);
}

function openBySheetJs({ read }: SheetJs, bytes: Buffer): XlsWorkbook {
  let book: WorkBook;
  try {
    book = read(bytes, {
      ...{ type: 'buffer', dense: true, cellNF: true, cellStyles: true, cellText: false, cellHTML: false },
      bookVBA: true,
    });
  } catch (error) {
    throw refusalOf(error);
  }
  if (book.vbaraw !== undefined) throw new WorkbookRefused('FILE_HAS_MACROS');
  if (book.SheetNames.length === 0) throw new WorkbookRefused('FILE_NO_WORKBOOK');
  if (book.SheetNames.length > MOST_SHEETS) throw new WorkbookRefused('FILE_TOO_LARGE');
  const is1904 = book.Workbook?.WBProps?.date1904 === true;
  return {
    sheets: book.SheetNames.map((name, index) => ({
      name: name.slice(0, LONGEST_SHEET_NAME),
      isHidden: (book.Workbook?.Sheets?.[index]?.Hidden ?? 0) !== 0,
    })),
    read(index) {
      const name = book.SheetNames[index] ?? '';
      const sheet = book.Sheets[name];
      if (!sheet) throw new WorkbookRefused('FILE_BROKEN'); // it is named, and not there
      delete book.Sheets[name];
      return contentOf(sheet, is1904);
    },
  };
}

function refusalOf(error: unknown): WorkbookRefused {
  const message = error instanceof Error ? error.message : String(error);
  if (/password-protected|ECMA-376 Encrypted/i.test(message))
    return new WorkbookRefused('FILE_ENCRYPTED', error);
  if (/cannot find workbook|unsupported (file|ole)|not a spreadsheet/i.test(message))
    return new WorkbookRefused('FILE_NO_WORKBOOK', error);
  return new WorkbookRefused('FILE_BROKEN', error);
}

function contentOf(sheet: WorkSheet, is1904: boolean): XlsSheet {
  const lines = (sheet['!data'] ?? []) as (readonly (CellObject | undefined)[] | undefined)[];
  let [beyond, count] = [0, 0];
  function* rows(): Generator<SheetRow, void> {
    for (const [at, line] of lines.entries()) {
      lines[at] = undefined; // a sheet of 50,000 rows takes 300 MB as SheetJS has it
      const cells: SheetCell[] = [];
      line?.forEach((cell, column) => {
        const told = cell && valueOf(cell, is1904);
        if (!told) return;
        count += 1;
        if (count > MOST_CELLS) throw new WorkbookRefused('FILE_TOO_LARGE');
        if (column >= READ_COLUMNS) beyond += 1;
        else cells.push({ ...told, column: column + 1, ...LOOKS, ...formatOf(cell) });
      });
      const { hidden = false, level = 0 } = sheet['!rows']?.[at] ?? {};
      if (cells.length > 0) yield { number: at + 1, isHidden: hidden, outline: level, cells };
    }
  }
  return {
    rows: rows(),
    merges: mergesOf(sheet),
    hiddenColumns: hiddenColumnsOf(sheet),
    beyond: () => beyond,
  };
}

const LOOKS = { isBold: false, indent: 0 } as const;

const formatOf = ({ f, z }: CellObject) => ({
  isFormula: f !== undefined,
  currency: typeof z === 'string' ? currencyOfCode(z) : null,
});

function valueOf({ t, v, w, z, f }: CellObject, is1904: boolean): Pick<SheetCell, 'value' | 'kind'> | null {
  switch (t) {
    case 'n':
      return typeof v === 'number' && Number.isFinite(v) ? numberOf(v, z, is1904) : null;
    case 'b':
      return { value: v === true ? 'true' : 'false', kind: 'boolean' };
    case 'e':
      return { value: w ?? '#ERROR!', kind: 'error' };
    case 'd':
      return v instanceof Date ? { value: dayOf(v), kind: 'date' } : null;
    case 's': {
      const value = typeof v === 'string' ? v.slice(0, LONGEST_TEXT) : '';
      return value === '' ? null : { value, kind: 'text' };
    }
    case 'z':
      return f === undefined ? null : { value: '', kind: 'uncalculated' };
  }
}

/** A format of one's own; the built-in ones come with their codes, too. */
const OWN_FORMAT = 164;

function numberOf(
  value: number,
  format: CellObject['z'],
  is1904: boolean,
): Pick<SheetCell, 'value' | 'kind'> {
  const meaning = typeof format === 'string' ? meaningOf(OWN_FORMAT, format) : 'number';
  const date = meaning === 'date' ? dateOf(value, is1904) : null;
  if (date !== null) return { value: date, kind: 'date' };
  return { value: plainNumber(value), kind: meaning === 'percent' ? 'percent' : 'number' };
}

const dayOf = (at: Date): string => at.toISOString().replace(/T00:00:00\.000Z$|\.\d+Z$/, '');

function mergesOf(sheet: WorkSheet): string[] {
  const merges = sheet['!merges'] ?? [];
  if (merges.length > MOST_MERGES) throw new WorkbookRefused('FILE_TOO_LARGE');
  const name = ({ c, r }: { c: number; r: number }): string => cellName(c + 1, r + 1);
  return merges.map(({ s, e }) => `${name(s)}:${name(e)}`);
}

const hiddenColumnsOf = (sheet: WorkSheet): [number, number][] =>
  (sheet['!cols'] ?? [])
    .slice(0, READ_COLUMNS)
    .flatMap((column, at): [number, number][] =>
      (column as { hidden?: boolean } | undefined)?.hidden === true ? [[at + 1, at + 1]] : [],
    );
