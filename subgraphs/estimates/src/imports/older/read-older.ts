import { readFile } from 'node:fs/promises';
import { Readable } from 'node:stream';
import type { CellObject, WorkBook, WorkSheet } from '@e965/xlsx';
import { currencyOfCode, dateOf, meaningOf } from '../xlsx/number-formats';
import { plainNumber, READ_COLUMNS, type SheetCell, type SheetRow } from '../xlsx/sheet-reader';
import { WorkbookRefused } from '../xlsx/workbook-refused';
import { readWhole, type XmlReader } from '../xlsx/xml-events';
import { openParts, refuseEncrypted } from '../xlsx/zip-parts';
import { OdsLooks, type SheetLooks } from './ods-looks';

/*
 * Workbooks of Excel 97–2003 and of OpenDocument. SheetJS reads them, whole and at once: so only in a thread that has memory and time of
 * its own (`reading/read-beside.ts`), and an archive is unpacked once before to see that it holds what it says. Nothing is run or
 * calculated. What is bold is not told by it.
 */

/** A workbook that was read. */
export interface OlderWorkbook {
  readonly sheets: readonly { readonly name: string; readonly isHidden: boolean }[];
  /** What stands in a sheet, by its place. Once: it is let go while it is read, so that there are never two of it. */
  read(index: number): OlderSheet;
}

interface OlderSheet {
  readonly rows: readonly SheetRow[];
  readonly merges: readonly string[];
  readonly hiddenColumns: readonly (readonly [first: number, last: number])[];
  /** How many cells stand beyond {@link READ_COLUMNS}. */
  readonly beyond: number;
}

/** Of an OpenDocument archive; SheetJS holds all of it, and its texts once more. */
const MOST_UNPACKED = 100 * 1024 * 1024;
/** As in an .xlsx. */
const MOST_CELLS = 1_000_000;
const LONGEST_TEXT = 32_767;

/**
 * Reads a workbook.
 *
 * @throws WorkbookRefused with what a person can do
 */
export async function openOlder(path: string, kind: 'xls' | 'ods'): Promise<OlderWorkbook> {
  if (kind === 'xls') await refuseEncrypted(path);
  const looks = kind === 'ods' ? await readLooks(path) : [];
  const { read } = await import('@e965/xlsx');
  const bytes = await readFile(path);
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
  const is1904 = book.Workbook?.WBProps?.date1904 === true;
  return {
    sheets: book.SheetNames.map((name, index) => ({
      name,
      isHidden: (book.Workbook?.Sheets?.[index]?.Hidden ?? 0) !== 0,
    })),
    read(index) {
      const name = book.SheetNames[index] ?? '';
      const sheet = book.Sheets[name];
      if (!sheet) throw new RangeError(`There is no sheet ${index}, or it was read before.`);
      delete book.Sheets[name];
      return contentOf(sheet, is1904, looks[index]);
    },
  };
}

/**
 * Unpacks an archive once, for what SheetJS does not look at.
 *
 * @throws WorkbookRefused for what is encrypted, unpacks to too much, or to more than it says
 */
async function readLooks(path: string): Promise<readonly SheetLooks[]> {
  const parts = await openParts(path);
  const looks = new OdsLooks();
  let unpacked = 0;
  async function* counted(part: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
    for await (const chunk of part) {
      unpacked += chunk.length;
      if (unpacked > MOST_UNPACKED) throw new WorkbookRefused('FILE_TOO_LARGE');
      yield chunk;
    }
  }
  try {
    if (!parts.has('content.xml')) throw new WorkbookRefused('FILE_NO_WORKBOOK');
    if (parts.has(MANIFEST)) await readWhole(await parts.read(MANIFEST), REFUSE_ENCRYPTED);
    for (const name of parts.paths()) {
      if (name.endsWith('/')) continue;
      const part = Readable.from(counted(await parts.read(name)));
      if (name === 'content.xml') await readWhole(part, looks);
      else for await (const _chunk of part);
    }
    return looks.sheets;
  } catch (error) {
    throw error instanceof WorkbookRefused ? error : new WorkbookRefused('FILE_BROKEN', error);
  } finally {
    parts.close();
  }
}

const MANIFEST = 'META-INF/manifest.xml';
const REFUSE_ENCRYPTED: XmlReader = {
  open(name) {
    if (name === 'encryption-data') throw new WorkbookRefused('FILE_ENCRYPTED');
  },
};

function refusalOf(error: unknown): WorkbookRefused {
  const message = error instanceof Error ? error.message : String(error);
  if (/password-protected|ODS Encryption|ECMA-376 Encrypted/i.test(message))
    return new WorkbookRefused('FILE_ENCRYPTED', error);
  if (/cannot find workbook|unsupported (file|ole)|not a spreadsheet/i.test(message))
    return new WorkbookRefused('FILE_NO_WORKBOOK', error);
  return new WorkbookRefused('FILE_BROKEN', error);
}

function contentOf(sheet: WorkSheet, is1904: boolean, looks: SheetLooks | undefined): OlderSheet {
  const rowLooks = looks ? looksByRow(looks, sheet['!data']?.length ?? 0) : null;
  const lines = (sheet['!data'] ?? []) as (readonly (CellObject | undefined)[] | undefined)[];
  let [beyond, count] = [0, 0];
  const rows = lines.flatMap((line, at): SheetRow[] => {
    lines[at] = undefined; // a sheet of 50,000 rows takes 300 MB as SheetJS has it
    const cells: SheetCell[] = [];
    line?.forEach((cell, column) => {
      const told = cell && valueOf(cell, is1904);
      if (!told) return;
      count += 1;
      if (count > MOST_CELLS) throw new WorkbookRefused('FILE_TOO_LARGE');
      if (column >= READ_COLUMNS) beyond += 1;
      else cells.push(cellOf(cell, column + 1, told));
    });
    const { hidden = false, level = 0 } = (rowLooks ? rowLooks.get(at + 1) : sheet['!rows']?.[at]) ?? {};
    return cells.length === 0 ? [] : [{ number: at + 1, isHidden: hidden, outline: level, cells }];
  });
  const hiddenColumns = looks ? looks.hiddenColumns : hiddenColumnsOf(sheet);
  return { rows, merges: mergesOf(sheet), hiddenColumns, beyond };
}

/** By row, as SheetJS tells them of .xls. */
function looksByRow({ rows }: SheetLooks, count: number): Map<number, { hidden: boolean; level: number }> {
  const found = new Map<number, { hidden: boolean; level: number }>();
  for (const { first, last, isHidden: hidden, outline: level } of rows)
    for (let row = first; row <= Math.min(last, count); row += 1) found.set(row, { hidden, level });
  return found;
}

/** One literal: put together of several, each of a million cells takes four times as much memory. */
const cellOf = (
  { f, z }: CellObject,
  column: number,
  { value, kind }: Pick<SheetCell, 'value' | 'kind'>,
): SheetCell => ({
  column,
  value,
  kind,
  isFormula: f !== undefined,
  isBold: false,
  indent: 0,
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

const MOST_MERGES = 100_000;

function mergesOf(sheet: WorkSheet): string[] {
  const merges = sheet['!merges'] ?? [];
  if (merges.length > MOST_MERGES) throw new WorkbookRefused('FILE_TOO_LARGE');
  const name = ({ c, r }: { c: number; r: number }): string => `${lettersOf(c)}${r + 1}`;
  return merges.map(({ s, e }) => `${name(s)}:${name(e)}`);
}

const lettersOf = (column: number): string =>
  column < 26
    ? String.fromCharCode(65 + column)
    : lettersOf(Math.floor(column / 26) - 1) + String.fromCharCode(65 + (column % 26));

const hiddenColumnsOf = (sheet: WorkSheet): [number, number][] =>
  (sheet['!cols'] ?? [])
    .slice(0, READ_COLUMNS)
    .flatMap((column, at): [number, number][] =>
      (column as { hidden?: boolean } | undefined)?.hidden === true ? [[at + 1, at + 1]] : [],
    );
