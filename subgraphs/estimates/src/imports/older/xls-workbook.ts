import type { SheetRow } from '../xlsx/sheet-reader';

/** A workbook that was read. */
export interface XlsWorkbook {
  readonly sheets: readonly { readonly name: string; readonly isHidden: boolean }[];
  /** What stands in a sheet, by its place. Once: it is let go while it is read, so that there are never two of it. */
  read(index: number): XlsSheet;
}

/** What stands in a sheet. */
export interface XlsSheet {
  readonly rows: Iterable<SheetRow>;
  readonly merges: readonly string[];
  readonly hiddenColumns: readonly (readonly [first: number, last: number])[];
  /** How many cells stand beyond `READ_COLUMNS`; whole when the rows are over. */
  beyond(): number;
}
