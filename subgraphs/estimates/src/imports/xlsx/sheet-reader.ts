import type { Readable } from 'node:stream';
import {
  MOST_ROWS,
  MOST_COLUMNS,
  MOST_CELLS,
  MOST_MERGES,
  READ_COLUMNS,
  LONGEST_TEXT,
  MOST_HIDDEN_RANGES,
} from '../workbook-limits';
import { dateOf } from './number-formats';
import type { WorkbookParts } from './workbook-parts';
import { WorkbookRefused } from './workbook-refused';
import { readXml, type XmlReader } from './xml-events';

/** A cell that holds something. */
export interface SheetCell {
  /** 1 for A. */
  readonly column: number;
  /** What it holds; a number is a decimal string, a date `2026-01-31`, `2026-01-31T08:30:00` or `08:30:00`, an error its sign (`#REF!`); empty for a formula whose result the file lacks. */
  readonly value: string;
  readonly kind: 'text' | 'number' | 'percent' | 'date' | 'boolean' | 'error' | 'uncalculated';
  /** Whether it is what a formula came to when the workbook was saved. */
  readonly isFormula: boolean;
  readonly isBold: boolean;
  /** How far it is moved in; 0 for not. */
  readonly indent: number;
  /** What its number format names: `RUB`; null for none. */
  readonly currency: string | null;
}

/** A row that holds something. */
export interface SheetRow {
  /** As the sheet counts, from 1. */
  readonly number: number;
  readonly isHidden: boolean;
  /** 0 for a row that is in no outline. */
  readonly outline: number;
  readonly cells: readonly SheetCell[];
}

/** Takes `BC12`; answers 55. @returns 0 for what names no column */
export function columnOf(reference: string): number {
  let column = 0;
  for (let at = 0; at < reference.length; at += 1) {
    const code = reference.charCodeAt(at) | 0x20;
    if (code < 0x61 || code > 0x7a) break;
    column = column * 26 + code - 0x60;
    if (column > MOST_COLUMNS) return 0;
  }
  return column;
}

const isOn = (value: string | undefined): boolean => value === '1' || value === 'true';

/** Gathers rows as their elements come. */
class RowGatherer implements XmlReader {
  rows: SheetRow[] = [];
  readonly merges: string[] = [];
  readonly hiddenColumns: [first: number, last: number][] = [];
  /** The columns beyond {@link READ_COLUMNS} that hold something. */
  beyond = 0;
  #count = 0;
  #number = 0;
  #isHidden = false;
  #outline = 0;
  #cells: SheetCell[] = [];
  #column = 0;
  #type = 'n';
  #style = 0;
  #value = '';
  #isFormula = false;
  #takes = false;
  #inPhonetic = false;

  constructor(private readonly workbook: Pick<WorkbookParts, 'strings' | 'styles' | 'is1904'>) {}

  open(name: string, attributes: Readonly<Record<string, string>>): void {
    if (name === 'c') this.#openCell(attributes);
    else if (name === 'v' || name === 't') this.#takes = !this.#inPhonetic;
    else if (name === 'f') this.#isFormula = true;
    else if (name === 'row') this.#openRow(attributes);
    else if (name === 'rPh') this.#inPhonetic = true;
    else if (name === 'mergeCell' && attributes['ref'] !== undefined) {
      if (this.merges.length >= MOST_MERGES) throw new WorkbookRefused('FILE_TOO_LARGE');
      this.merges.push(attributes['ref'].slice(0, 40));
    } else if (
      name === 'col' &&
      isOn(attributes['hidden']) &&
      this.hiddenColumns.length < MOST_HIDDEN_RANGES
    ) {
      this.hiddenColumns.push([Number(attributes['min']), Number(attributes['max'])]);
    }
  }

  #openRow({ r, hidden, outlineLevel }: Readonly<Record<string, string>>): void {
    this.#number = r === undefined ? this.#number + 1 : Number(r);
    if (!(this.#number >= 1 && this.#number <= MOST_ROWS)) throw new WorkbookRefused('FILE_BROKEN');
    this.#isHidden = isOn(hidden);
    this.#outline = Number(outlineLevel ?? 0) || 0;
    this.#cells = [];
    this.#column = 0;
  }

  #openCell({ r, t, s }: Readonly<Record<string, string>>): void {
    this.#column = r === undefined ? this.#column + 1 : columnOf(r);
    if (this.#column < 1 || this.#column > MOST_COLUMNS) throw new WorkbookRefused('FILE_BROKEN');
    this.#type = t ?? 'n';
    this.#style = Number(s ?? 0);
    this.#value = '';
    this.#isFormula = false;
  }

  text(text: string): void {
    if (this.#takes && this.#value.length < LONGEST_TEXT) this.#value += text;
  }

  close(name: string): void {
    if (name === 'v' || name === 't') this.#takes = false;
    else if (name === 'rPh') this.#inPhonetic = false;
    else if (name === 'c') this.#closeCell();
    else if (name === 'row' && this.#cells.length > 0) {
      this.rows.push({
        number: this.#number,
        isHidden: this.#isHidden,
        outline: this.#outline,
        cells: this.#cells,
      });
    }
  }

  #closeCell(): void {
    const told = this.#read();
    if (!told) return;
    this.#count += 1;
    if (this.#count > MOST_CELLS) throw new WorkbookRefused('FILE_TOO_LARGE');
    if (this.#column > READ_COLUMNS) {
      this.beyond += 1;
      return;
    }
    const { isBold = false, indent = 0, currency = null } = this.workbook.styles[this.#style] ?? {};
    this.#cells.push({
      column: this.#column,
      isFormula: this.#isFormula,
      isBold,
      indent,
      currency,
      value: told.value.slice(0, LONGEST_TEXT),
      kind: told.kind,
    });
  }

  #read(): Pick<SheetCell, 'value' | 'kind'> | null {
    const raw = this.#value;
    if (raw === '') return this.#isFormula ? { value: '', kind: 'uncalculated' } : null;
    switch (this.#type) {
      case 's': {
        const value = this.workbook.strings[Number(raw)];
        if (value === undefined) throw new WorkbookRefused('FILE_BROKEN');
        return value === '' ? null : { value, kind: 'text' };
      }
      case 'str':
      case 'inlineStr':
        return { value: raw, kind: 'text' };
      case 'b':
        return { value: isOn(raw.trim()) ? 'true' : 'false', kind: 'boolean' };
      case 'e':
        return { value: raw, kind: 'error' };
      case 'd':
        return { value: raw.replace(/T00:00:00(\.0+)?Z?$|(\.\d+)?Z$/, ''), kind: 'date' };
      default:
        return this.#readNumber(raw);
    }
  }

  #readNumber(raw: string): Pick<SheetCell, 'value' | 'kind'> {
    const number = Number(raw);
    if (!Number.isFinite(number)) throw new WorkbookRefused('FILE_BROKEN');
    const meaning = this.workbook.styles[this.#style]?.meaning ?? 'number';
    const date = meaning === 'date' ? dateOf(number, this.workbook.is1904) : null;
    if (date !== null) return { value: date, kind: 'date' };
    return { value: plainNumber(number), kind: meaning === 'percent' ? 'percent' : 'number' };
  }
}

/** The shortest decimal that is this number: sheets hold 0.1 as 0.10000000000000001. Never with an exponent. */
export function plainNumber(number: number): string {
  const text = String(number);
  const found = /^(-?)(\d+)(?:\.(\d+))?e([+-]\d+)$/.exec(text);
  if (!found) return text;
  const [, sign = '', whole = '', fraction = '', exponent = '0'] = found;
  const digits = whole + fraction;
  const point = whole.length + Number(exponent);
  if (point <= 0) return `${sign}0.${'0'.repeat(-point)}${digits}`;
  return `${sign}${digits.padEnd(point, '0')}`;
}

/** The rows of one sheet, one after another, and what is known when they are over. */
export interface SheetContent {
  readonly rows: AsyncIterable<SheetRow>;
  /** Ranges of merged cells, `A1:C1`; whole when the rows are over. Their value stands in the first cell. */
  readonly merges: readonly string[];
  /** First and last of each range of hidden columns; known before the first row. */
  readonly hiddenColumns: readonly (readonly [first: number, last: number])[];
  /** How many cells stand beyond {@link READ_COLUMNS}; whole when the rows are over. */
  beyond(): number;
}

/** Reads a sheet's part. */
export function readSheet(
  part: () => Promise<Readable>,
  workbook: Pick<WorkbookParts, 'strings' | 'styles' | 'is1904'>,
): SheetContent {
  const gatherer = new RowGatherer(workbook);
  async function* rows(): AsyncGenerator<SheetRow> {
    for await (const _piece of readXml(await part(), gatherer)) {
      const ready = gatherer.rows;
      gatherer.rows = [];
      yield* ready;
    }
  }
  const { merges, hiddenColumns } = gatherer;
  return { rows: rows(), merges, hiddenColumns, beyond: () => gatherer.beyond };
}
