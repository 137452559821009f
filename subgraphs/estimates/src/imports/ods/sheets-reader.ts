import type { PackedRows } from '../reading/packed-rows';
import { cellName } from '../reading/row-facts';
import { sheetRows } from '../reading/sheet-rows';
import { type SheetCell, type SheetRow } from '../xlsx/sheet-reader';
import {
  LONGEST_SHEET_NAME,
  MOST_CELLS,
  MOST_COLUMNS,
  MOST_HIDDEN_RANGES,
  MOST_MERGES,
  MOST_SHEETS,
  READ_COLUMNS,
} from '../workbook-limits';
import { WorkbookRefused } from '../xlsx/workbook-refused';
import type { XmlReader } from '../xlsx/xml-events';
import { OdsCell } from './ods-cell';
import type { OdsStyles } from './ods-styles';

type Attributes = Readonly<Record<string, string>>;

/** A sheet that was read. */
export interface OdsSheet {
  readonly name: string;
  readonly isHidden: boolean;
  readonly rows: PackedRows<SheetRow>;
  readonly merges: string[];
  readonly hiddenColumns: (readonly [first: number, last: number])[];
  /** How many cells stand beyond {@link READ_COLUMNS}. */
  beyond: number;
  cells: number;
  /** Whether it holds more than is read. */
  isTooLarge: boolean;
}

/** One more than an import takes, so that it is seen that there are more. */
const MOST_ROWS = 50_001;
/** What spreadsheets number at most; beyond it a number is no row of a sheet. */
const MOST_ROW_NUMBER = 1_048_576;

const timesOf = (text: string | undefined): number => Math.max(1, Math.floor(Number(text ?? 1)) || 1);
const isHidden = (attributes: Attributes): boolean =>
  ['collapse', 'filter'].includes(attributes['table:visibility'] ?? '');

/**
 * Gathers sheets as the elements of `content.xml` come (OpenDocument 1.3, 9.1). Rows and cells that are there many times stand there once,
 * with how often: a sheet ends in a million empty rows.
 */
export class SheetsReader implements XmlReader {
  readonly sheets: OdsSheet[] = [];
  /** Whether formulas look into other files; what those held is kept in sheets that nobody sees, and is not read. */
  hasExternalLinks = false;
  #isSpreadsheet = false;
  #isLinked = false;
  #sheet: OdsSheet | null = null;
  /** The number of the last row. */
  #last = 0;
  #level = 0;
  #columnStyles: (string | undefined)[] = [];
  #columns = 0;
  #row: { times: number; isHidden: boolean; style: string | undefined } | null = null;
  #cells: SheetCell[] = [];
  #column = 0;
  #cell: { read: OdsCell; times: number; attributes: Attributes } | null = null;

  constructor(private readonly styles: OdsStyles) {}

  open(name: string, attributes: Attributes): void {
    if (this.#cell) this.#cell.read.open(name, attributes);
    else if (name === 'spreadsheet') this.#isSpreadsheet = true;
    else if (name === 'dde-link') this.#isLinked = true;
    else if (!this.#sheet) {
      if (name === 'table') this.#openSheet(attributes);
      else if (name.endsWith('style') || name.endsWith('-properties')) this.styles.open(name, attributes);
    } else if (name === 'table-cell') this.#openCell(attributes);
    else if (name === 'covered-table-cell')
      this.#column += timesOf(attributes['table:number-columns-repeated']);
    else if (name === 'table-row') this.#openRow(attributes);
    else if (name === 'table-row-group') this.#level += 1;
    else if (name === 'table-column') this.#openColumn(attributes);
    else if (name === 'table-source') this.#isLinked = this.hasExternalLinks = true;
  }

  text(text: string): void {
    this.#cell?.read.text(text);
  }

  close(name: string): void {
    if (this.#cell && (name !== 'table-cell' || this.#cell.read.isBeside)) this.#cell.read.close(name);
    else if (name === 'table-cell' && this.#cell) this.#closeCell();
    else if (name === 'table-row') this.#closeRow();
    else if (name === 'table-row-group') this.#level -= 1;
    else if (name === 'table') this.#closeSheet();
    else if (name === 'dde-link') this.#isLinked = false;
    else if (!this.#sheet) this.styles.close(name);
  }

  #openSheet(attributes: Attributes): void {
    if (!this.#isSpreadsheet) return;
    this.#sheet = {
      ...{
        name: (attributes['table:name'] ?? '').slice(0, LONGEST_SHEET_NAME),
        isHidden: this.styles.isHidden(attributes['table:style-name']),
      },
      ...{
        rows: sheetRows(),
        merges: [],
        hiddenColumns: [],
        beyond: 0,
        cells: 0,
        isTooLarge: false,
      },
    };
    this.#last = this.#level = this.#columns = 0;
    this.#columnStyles = [];
  }

  #closeSheet(): void {
    if (this.#sheet && !this.#isLinked) {
      if (this.sheets.length >= MOST_SHEETS) throw new WorkbookRefused('FILE_TOO_LARGE');
      this.sheets.push(this.#sheet);
    }
    this.#sheet = null;
    this.#isLinked = false;
  }

  #openColumn(attributes: Attributes): void {
    const first = this.#columns + 1;
    this.#columns += timesOf(attributes['table:number-columns-repeated']);
    const style = attributes['table:default-cell-style-name'];
    for (let at = first; at <= Math.min(this.#columns, READ_COLUMNS); at += 1) this.#columnStyles[at] = style;
    const hidden = this.#sheet?.hiddenColumns;
    if (hidden && isHidden(attributes) && hidden.length < MOST_HIDDEN_RANGES)
      hidden.push([first, this.#columns]);
  }

  #openRow(attributes: Attributes): void {
    this.#row = {
      times: timesOf(attributes['table:number-rows-repeated']),
      isHidden: isHidden(attributes),
      style: attributes['table:default-cell-style-name'],
    };
    this.#cells = [];
    this.#column = 0;
  }

  #openCell(attributes: Attributes): void {
    const times = timesOf(attributes['table:number-columns-repeated']);
    this.#cell = { read: new OdsCell(attributes), times, attributes };
  }

  #closeCell(): void {
    const [cell, sheet] = [this.#cell, this.#sheet];
    const first = this.#column + 1;
    this.#cell = null;
    if (!cell || !sheet || !this.#row) return;
    this.#column += cell.times;
    const styleOf = (column: number) =>
      cell.attributes['table:style-name'] ?? this.#row?.style ?? this.#columnStyles[column];
    const told = cell.read.read(this.styles.meaningOf(styleOf(first)));
    if (!told || first > MOST_COLUMNS) return;
    this.#merge(sheet, first, cell.attributes);
    const last = Math.min(this.#column, MOST_COLUMNS);
    sheet.cells += (last - first + 1) * this.#row.times;
    if (sheet.cells > MOST_CELLS) sheet.isTooLarge = true;
    if (sheet.isTooLarge) return;
    sheet.beyond += Math.max(0, last - Math.max(first - 1, READ_COLUMNS)) * this.#row.times;
    const { isFormula, currency } = cell.read;
    for (let column = first; column <= Math.min(last, READ_COLUMNS); column += 1) {
      this.#cells.push({ column, ...told, isFormula, currency, ...this.styles.looksOf(styleOf(column)) });
    }
  }

  #merge(sheet: OdsSheet, column: number, attributes: Attributes): void {
    const wide = timesOf(attributes['table:number-columns-spanned']);
    const tall = timesOf(attributes['table:number-rows-spanned']);
    if (wide === 1 && tall === 1) return;
    const row = this.#last + 1;
    if (sheet.merges.length >= MOST_MERGES) sheet.isTooLarge = true;
    else
      sheet.merges.push(
        `${cellName(column, row)}:${cellName(Math.min(column + wide - 1, MOST_COLUMNS), row + tall - 1)}`,
      );
  }

  #closeRow(): void {
    const [row, sheet, first] = [this.#row, this.#sheet, this.#last + 1];
    this.#row = null;
    if (!row || !sheet) return;
    this.#last += row.times;
    if (this.#cells.length === 0 || sheet.isTooLarge) return;
    if (this.#last > MOST_ROW_NUMBER) {
      sheet.isTooLarge = true;
      return;
    }
    const { isHidden } = row;
    for (let number = first; number <= this.#last && sheet.rows.length < MOST_ROWS; number += 1)
      sheet.rows.push({ number, isHidden, outline: this.#level, cells: this.#cells });
  }
}
