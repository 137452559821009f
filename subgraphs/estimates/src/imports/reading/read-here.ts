import { WorkbookRefused } from '../xlsx/workbook-refused';
import { jsonText } from './json-text';
import { PackedRows, type PackedPiece } from './packed-rows';
import { readImport, SheetMissing, type ImportReading, type ImportTask } from './read-import';
import type { ReadRow } from './read-rows.types';

/** A row as a thread hands it over: texts are cheap to hand. */
export interface HandedRow {
  readonly row: number;
  readonly outcome: string;
  readonly hasError: boolean;
  readonly hasWarning: boolean;
  readonly hasDifference: boolean;
  readonly marker: string | null;
  /** The row as JSON. */
  readonly data: string;
}

/** What a thread answers, in pieces: rows, then the rest; or why not. */
export type ReadAnswer =
  | { readonly kind: 'rows'; readonly rows: PackedPiece }
  | { readonly kind: 'done'; readonly reading: Omit<ImportReading, 'rows'> }
  | { readonly kind: 'refused'; readonly code: string; readonly message: string };

/** Letters of all rows together: they are written in one transaction. 50,000 usual rows have less than half of it. */
const MOST_LETTERS = 64 * 1024 * 1024;

const handed = (row: ReadRow, data: string): HandedRow => ({
  row: row.row,
  outcome: row.outcome,
  hasError: row.issues.some(({ severity }) => severity === 'ERROR'),
  hasWarning: row.issues.some(({ severity }) => severity === 'WARNING'),
  hasDifference: row.total !== null && Number(row.total.difference) !== 0,
  marker: row.marker,
  data,
});

/** Reads a file in this thread. */
export async function readHere(task: ImportTask, answer: (part: ReadAnswer) => void): Promise<void> {
  try {
    const { rows, ...reading } = await readImport(task);
    const packed = new PackedRows<HandedRow>();
    let letters = 0;
    for (const row of rows) {
      const data = jsonText(row);
      letters += data.length;
      if (letters > MOST_LETTERS) throw new WorkbookRefused('FILE_TOO_LARGE');
      packed.push(handed(row, data));
    }
    for (const piece of packed.pieces()) answer({ kind: 'rows', rows: piece });
    answer({ kind: 'done', reading });
  } catch (error) {
    if (error instanceof WorkbookRefused)
      answer({ kind: 'refused', code: error.code, message: error.message });
    else if (error instanceof SheetMissing)
      answer({ kind: 'refused', code: 'SHEET_NOT_FOUND', message: error.message });
    else throw error;
  }
}
