import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { createInterface } from 'node:readline';
import { decoded, guessEncoding } from '../../imports/csv/encodings';
import { guessDialect, readCsv } from '../../imports/csv/read-csv';
import { openOds } from '../../imports/ods/read-ods';
import { openXls } from '../../imports/older/read-xls';
import { openWorkbook } from '../../imports/xlsx/read-workbook';
import type { SheetRow } from '../../imports/xlsx/sheet-reader';
import { Enough, type AssetFacts, type AssetTask, type ReadPart, type ReadSheet } from './asset-parts';
import { readPdf } from './read-pdf';
import { storable } from './storable';

/** What is kept of one file; parts and characters. */
const MOST_PARTS = 50_000;
const MOST_LETTERS = 8_000_000;
/** More are not told; a workbook may have any number. */
const MOST_SHEETS = 200;

/** Counts what is kept. */
class Keeper {
  count = 0;
  #letters = 0;

  /** @throws Enough when no more is kept */
  keep(part: ReadPart): ReadPart {
    this.#letters += part.text.length;
    if (this.count >= MOST_PARTS || this.#letters > MOST_LETTERS) throw new Enough();
    this.count += 1;
    return part;
  }
}

/** Takes a row; answers its part. */
function partOf(row: SheetRow, sheet: string | null): ReadPart {
  const cells: string[] = [];
  for (const { column, value } of row.cells) {
    while (cells.length < column - 1) cells.push('');
    cells[column - 1] = storable(value);
  }
  return { sheet, row: row.number, page: null, cells, text: cells.filter((cell) => cell !== '').join('\t') };
}

async function* rowsOf(
  rows: AsyncIterable<SheetRow> | Iterable<SheetRow>,
  sheet: string | null,
): AsyncGenerator<ReadPart> {
  for await (const row of rows) if (row.cells.length > 0) yield partOf(row, sheet);
}

const HEAD_BYTES = 64 * 1024;
const LONGEST_LINE = 32_767;

/** The lines of a text that hold something; a longer one is several parts. */
async function* linesOf(path: string): AsyncGenerator<ReadPart> {
  const handle = await open(path, 'r');
  const { buffer, bytesRead } = await handle.read(Buffer.alloc(HEAD_BYTES), 0, HEAD_BYTES, 0);
  await handle.close();
  const encoding = guessEncoding(buffer.subarray(0, bytesRead));
  const input = Readable.from(decoded(createReadStream(path), encoding));
  let row = 0;
  for await (const line of createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY })) {
    row += 1;
    const whole = line.replace(/^\uFEFF/, '');
    for (let at = 0; at < whole.length; at += LONGEST_LINE) {
      const text = storable(whole.slice(at, at + LONGEST_LINE)).trimEnd();
      if (text.trim() !== '') yield { sheet: null, row, page: null, cells: [], text };
    }
  }
}

type Sheets = ReadSheet[];

async function* partsOfBook(
  book: {
    readonly sheets: readonly { readonly name: string; readonly isHidden: boolean }[];
    read(index: number): { readonly rows: AsyncIterable<SheetRow> | Iterable<SheetRow> };
  },
  found: Sheets,
): AsyncGenerator<ReadPart> {
  for (const [index, sheet] of book.sheets.slice(0, MOST_SHEETS).entries()) {
    const name = storable(sheet.name).slice(0, 200);
    let rowCount = 0;
    found.push({ name, isHidden: sheet.isHidden, rowCount });
    for await (const part of rowsOf(book.read(index).rows, name)) {
      yield part;
      rowCount += 1;
      found[index] = { name, isHidden: sheet.isHidden, rowCount };
    }
  }
  if (book.sheets.length > MOST_SHEETS) throw new Enough();
}

async function* partsOf(task: AssetTask, sheets: Sheets): AsyncGenerator<ReadPart> {
  const { path, kind } = task;
  if (kind === 'csv') {
    yield* task.isPlain ? linesOf(path) : rowsOf(readCsv(path, await guessDialect(path, {})), null);
  } else if (kind === 'xls' || kind === 'ods') {
    yield* partsOfBook(kind === 'xls' ? await openXls(path) : await openOds(path), sheets);
  } else {
    const book = await openWorkbook(path);
    try {
      yield* partsOfBook(book, sheets);
    } finally {
      book.close();
    }
  }
}

/**
 * Reads what stands in a file, part by part.
 *
 * @param take is given parts, some at once, and is waited for
 * @throws WorkbookRefused with what a person can do
 */
export async function readAsset(
  task: AssetTask,
  take: (parts: readonly ReadPart[]) => Promise<void>,
): Promise<AssetFacts> {
  const keeper = new Keeper();
  const sheets: Sheets = [];
  let pageCount: number | null = null;
  let isTruncated = false;
  let waiting: ReadPart[] = [];
  let letters = 0;
  const flush = async () => {
    if (waiting.length > 0) await take(waiting);
    waiting = [];
    letters = 0;
  };
  const parts =
    task.kind === 'pdf' ? readPdf(task.path, (pages) => (pageCount = pages)) : partsOf(task, sheets);
  try {
    for await (const part of parts) {
      waiting.push(keeper.keep(part));
      letters += part.text.length;
      if (waiting.length >= 500 || letters >= 500_000) await flush();
    }
  } catch (error) {
    if (!(error instanceof Enough)) throw error;
    isTruncated = true;
  }
  await flush();
  return { pageCount, sheets, partCount: keeper.count, isTruncated };
}
