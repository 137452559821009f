/* What of a workbook is read, whatever wrote it. */

/** Rows and columns of Excel; what lies beyond was made by hand. */
export const MOST_ROWS = 1_048_576;
export const MOST_COLUMNS = 16_384;
/** What one sheet may hold: 50,000 rows of 20 columns. Cells that hold nothing are not counted. */
export const MOST_CELLS = 1_000_000;
export const MOST_MERGES = 100_000;
/** Columns that are looked at; no estimate has more, and what stands beyond is told. */
export const READ_COLUMNS = 256;
/** Excel's own longest text. */
export const LONGEST_TEXT = 32_767;
export const MOST_HIDDEN_RANGES = 1_000;
/** A sheet in a workbook of more is not found by anybody. */
export const MOST_SHEETS = 255;
/** Letters of a sheet's name; Excel's longest has 31. */
export const LONGEST_SHEET_NAME = 100;
