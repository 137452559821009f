import { cellName } from '../reading/row-facts';
import { dateOf } from '../xlsx/number-formats';
import { plainNumber, type SheetCell, type SheetRow } from '../xlsx/sheet-reader';
import { LONGEST_TEXT, MOST_CELLS, MOST_HIDDEN_RANGES, MOST_MERGES, READ_COLUMNS } from '../workbook-limits';
import { WorkbookRefused } from '../xlsx/workbook-refused';
import type { BiffGlobals, BiffLook } from './biff-globals';
import { BIFF, BiffTexts, recordsOf, withContinued, type BiffRecord } from './biff-records';
import type { XlsSheet } from './xls-workbook';

/** What a cell holds, before it is known how it looks. */
type Content = Pick<SheetCell, 'value' | 'kind'> | { readonly number: number } | null;

/** What of a sheet has to be known before its rows. */
interface Outline {
  /** Of rows that are hidden or grouped. */
  readonly rows: Map<number, { isHidden: boolean; level: number }>;
  readonly merges: string[];
  readonly hiddenColumns: [number, number][];
  /** Whether the rows stand one after another. */
  isInOrder: boolean;
}

const CELLS = new Set<number>([
  ...[BIFF.FORMULA, BIFF.MULTIPLE_RK, BIFF.RICH_STRING, BIFF.LABEL_SST],
  ...[BIFF.NUMBER, BIFF.LABEL, BIFF.BOOL_OR_ERROR, BIFF.RK],
]);

const ERRORS = new Map<number, string>([
  ...([
    [0x00, '#NULL!'],
    [0x07, '#DIV/0!'],
    [0x0f, '#VALUE!'],
    [0x17, '#REF!'],
  ] as const),
  ...([
    [0x1d, '#NAME?'],
    [0x24, '#NUM!'],
    [0x2a, '#N/A'],
  ] as const),
]);

/**
 * Prepares to read a sheet.
 *
 * @returns null where its rows are not in order: that was written by hand
 * @throws WorkbookRefused FILE_TOO_LARGE, FILE_BROKEN
 */
export function biffSheet(bytes: Buffer, globals: BiffGlobals, at: number): XlsSheet | null {
  const outline = orBroken(() => outlineOf(bytes, at));
  if (!outline.isInOrder) return null;
  let beyond = 0;
  function* rows(): Generator<SheetRow, void> {
    let count = 0;
    let number = -1;
    let cells: SheetCell[] = [];
    const row = (): SheetRow => {
      const { isHidden = false, level = 0 } = outline.rows.get(number) ?? {};
      return {
        number: number + 1,
        isHidden,
        outline: level,
        cells: cells.sort((a, b) => a.column - b.column),
      };
    };
    for (const { rowNumber, column, style, content, isFormula } of cellsOf(bytes, globals, at)) {
      const told = shown(content, globals.looks[style], globals.is1904);
      if (!told) continue;
      count += 1;
      if (count > MOST_CELLS) throw new WorkbookRefused('FILE_TOO_LARGE');
      if (rowNumber !== number) {
        if (cells.length > 0) yield row();
        [number, cells] = [rowNumber, []];
      }
      if (column >= READ_COLUMNS) beyond += 1;
      else cells.push({ ...told, column: column + 1, isFormula });
    }
    if (cells.length > 0) yield row();
  }
  return {
    rows: whole(rows()),
    merges: outline.merges,
    hiddenColumns: outline.hiddenColumns,
    beyond: () => beyond,
  };
}

/** @throws WorkbookRefused FILE_BROKEN for what is cut off */
function orBroken<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw error instanceof RangeError ? new WorkbookRefused('FILE_BROKEN', error) : error;
  }
}

/** What is cut off is told when its row is read. */
function* whole(rows: Iterator<SheetRow, void>): Generator<SheetRow, void> {
  for (;;) {
    const next = orBroken(() => rows.next());
    if (next.done) return;
    yield next.value;
  }
}

function outlineOf(bytes: Buffer, at: number): Outline {
  const outline: Outline = { rows: new Map(), merges: [], hiddenColumns: [], isInOrder: true };
  let last = 0;
  for (const { type, data } of recordsOf(bytes, at)) {
    if (CELLS.has(type)) {
      const row = data.readUInt16LE(0);
      if (row < last) outline.isInOrder = false;
      last = row;
    } else if (type === BIFF.ROW) {
      const flags = data.readUInt16LE(12);
      const [level, isHidden] = [flags & 7, (flags & 0x20) !== 0];
      if (level > 0 || isHidden) outline.rows.set(data.readUInt16LE(0), { isHidden, level });
    } else if (type === BIFF.MERGED_CELLS) addMerges(outline, data);
    else if (type === BIFF.COLUMN_INFO && (data.readUInt16LE(8) & 1) === 1) {
      const [first, end] = [data.readUInt16LE(0) + 1, Math.min(data.readUInt16LE(2) + 1, READ_COLUMNS)];
      if (first <= end && outline.hiddenColumns.length < MOST_HIDDEN_RANGES)
        outline.hiddenColumns.push([first, end]);
    }
  }
  return outline;
}

function addMerges({ merges }: Outline, data: Buffer): void {
  for (let index = 0; index < data.readUInt16LE(0); index += 1) {
    const at = 2 + index * 8;
    const [top, bottom, left, right] = [0, 2, 4, 6].map((offset) => data.readUInt16LE(at + offset) + 1);
    merges.push(`${cellName(left as number, top as number)}:${cellName(right as number, bottom as number)}`);
    if (merges.length > MOST_MERGES) throw new WorkbookRefused('FILE_TOO_LARGE');
  }
}

interface FoundCell {
  readonly rowNumber: number;
  readonly column: number;
  /** The number of its look. */
  readonly style: number;
  readonly content: Content;
  readonly isFormula: boolean;
}

function* cellsOf(bytes: Buffer, globals: BiffGlobals, at: number): Generator<FoundCell, void> {
  /** A formula whose text stands in a record after it. */
  let waiting: Omit<FoundCell, 'content'> | null = null;
  for (const record of recordsOf(bytes, at)) {
    const { type, data } = record;
    if (type === BIFF.STRING && waiting) {
      yield { ...waiting, content: textOf(new BiffTexts(withContinued(bytes, record)).text()) };
      waiting = null;
    }
    if (!CELLS.has(type)) continue;
    const [rowNumber, column] = [data.readUInt16LE(0), data.readUInt16LE(2)];
    if (type === BIFF.MULTIPLE_RK) {
      for (let offset = 4; offset + 8 <= data.length; offset += 6) {
        const content = { number: rkOf(data.readInt32LE(offset + 2)) };
        const style = data.readUInt16LE(offset);
        yield { rowNumber, column: column + (offset - 4) / 6, style, content, isFormula: false };
      }
      continue;
    }
    const cell = { rowNumber, column, style: data.readUInt16LE(4), isFormula: type === BIFF.FORMULA };
    const isText = cell.isFormula && data.readUInt16LE(12) === 0xffff && data[6] === 0;
    waiting = isText ? cell : null;
    if (!isText) yield { ...cell, content: contentOf(bytes, record, globals.texts) };
  }
}

/** A number of four bytes: half of a double, or 30 bits, of hundredths if it says so ([MS-XLS] 2.5.217). */
const DOUBLE = Buffer.alloc(8);
function rkOf(rk: number): number {
  let value = rk >> 2;
  if ((rk & 2) === 0) {
    DOUBLE.writeInt32LE(rk & ~3, 4);
    value = DOUBLE.readDoubleLE(0);
  }
  return (rk & 1) === 1 ? value / 100 : value;
}

function contentOf(bytes: Buffer, record: BiffRecord, texts: readonly string[]): Content {
  const { type, data } = record;
  switch (type) {
    case BIFF.LABEL_SST:
      return textOf(texts[data.readUInt32LE(6)] ?? '');
    case BIFF.NUMBER:
      return { number: data.readDoubleLE(6) };
    case BIFF.RK:
      return { number: rkOf(data.readInt32LE(6)) };
    case BIFF.BOOL_OR_ERROR:
      return flagOf(data[6] ?? 0, data[7] === 1);
    case BIFF.FORMULA:
      return resultOf(data);
    default: {
      const [first = data, ...more] = withContinued(bytes, record);
      return textOf(new BiffTexts([first.subarray(6), ...more]).text());
    }
  }
}

const textOf = (text: string): Content =>
  text === '' ? null : { value: text.slice(0, LONGEST_TEXT), kind: 'text' };

const flagOf = (value: number, isError: boolean): Content =>
  isError
    ? { value: ERRORS.get(value) ?? '#ERROR!', kind: 'error' }
    : { value: value === 0 ? 'false' : 'true', kind: 'boolean' };

/** What a formula came to that is no text: a number, or what stands in the place of one ([MS-XLS] 2.5.133). */
function resultOf(data: Buffer): Content {
  if (data.readUInt16LE(12) !== 0xffff) return { number: data.readDoubleLE(6) };
  if (data[6] === 1 || data[6] === 2) return flagOf(data[8] ?? 0, data[6] === 2);
  return null; // an empty text
}

const PLAIN: BiffLook = { meaning: 'number', currency: null, isBold: false, indent: 0 };

function shown(
  content: Content,
  { meaning, ...look }: BiffLook = PLAIN,
  is1904: boolean,
): Omit<SheetCell, 'column' | 'isFormula'> | null {
  if (!content) return null;
  if (!('number' in content)) return { ...content, ...look };
  const { number } = content;
  if (!Number.isFinite(number)) return null;
  const date = meaning === 'date' ? dateOf(number, is1904) : null;
  if (date !== null) return { value: date, kind: 'date', ...look };
  return { value: plainNumber(number), kind: meaning === 'percent' ? 'percent' : 'number', ...look };
}
