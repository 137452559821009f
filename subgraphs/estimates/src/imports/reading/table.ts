import { createHash } from 'node:crypto';
import type { SheetCell, SheetRow } from '../xlsx/sheet-reader';
import { columnOf } from '../xlsx/sheet-reader';
import { fieldOf, NUMERIC_FIELDS, plainHeader, type ImportField } from './fields';
import { decimalEvidence, numberOf, type DecimalSign } from './numbers';

/** Where a column's field comes from. */
type ColumnOrigin = 'GUESSED' | 'REMEMBERED' | 'GIVEN';

/** A column of the table that was found. */
interface TableColumn {
  /** 1 for A. */
  readonly column: number;
  readonly header: string;
  readonly field: ImportField | null;
  /** 0 to 1. */
  readonly confidence: number;
  readonly origin: ColumnOrigin;
  readonly isHidden: boolean;
  /** The first values, for whoever looks whether it is right. */
  readonly samples: readonly string[];
}

/** The table of a sheet. */
export interface FoundTable {
  /** The number of the last row of the header; null when it was said that there is none. */
  readonly headerRow: number | null;
  readonly headerRows: readonly number[];
  readonly columns: readonly TableColumn[];
  readonly decimalSign: DecimalSign;
  /** Same for sheets with the same headers: what was chosen for one is remembered for the others. */
  readonly fingerprint: string;
}

/** What a person said about a sheet. */
export interface TableChoices {
  readonly headerRow?: number | null | undefined;
  /** By column number; null: nothing of it. */
  readonly columns: ReadonlyMap<number, ImportField | null>;
  readonly decimalSign?: DecimalSign | undefined;
  /** By the plain header. */
  readonly remembered: ReadonlyMap<string, ImportField | null>;
}

/** A header stands among the first rows that hold something; letters before it are seldom longer. */
const LOOKED_AT = 300;
const SAMPLES = 3;
const SAMPLED_ROWS = 300;
const LONGEST_SAMPLE = 80;

/** A merged range. */
interface Range {
  readonly fromColumn: number;
  readonly toColumn: number;
  readonly fromRow: number;
  readonly toRow: number;
}

/** Takes `A1:C2`. */
export function rangeOf(reference: string): Range | null {
  const [from = '', to = from] = reference.toUpperCase().split(':');
  const row = (cell: string) => Number(cell.replace(/\D/g, ''));
  const range = { fromColumn: columnOf(from), toColumn: columnOf(to), fromRow: row(from), toRow: row(to) };
  return range.fromColumn > 0 && range.toColumn > 0 && range.fromRow > 0 ? range : null;
}

type Headers = Map<number, string>;

const headersOf = (row: SheetRow | undefined): Headers =>
  new Map(row?.cells.filter(({ kind }) => kind === 'text').map(({ column, value }) => [column, value]) ?? []);

/** Two rows of a header read as one: what is merged above stands over all columns below. */
function joined(upper: SheetRow, lower: SheetRow, merges: readonly Range[]): Headers {
  const above = headersOf(upper);
  for (const range of merges) {
    const text = range.fromRow === upper.number ? above.get(range.fromColumn) : undefined;
    if (text === undefined) continue;
    for (let column = range.fromColumn; column <= range.toColumn; column += 1) above.set(column, text);
  }
  const below = headersOf(lower);
  const both = new Map<number, string>();
  for (const column of [...above.keys(), ...below.keys()]) {
    both.set(column, [above.get(column), below.get(column)].filter((text) => text !== undefined).join(' '));
  }
  return both;
}

/** How much a row looks like a header: its fields, and whether a name is among them. */
function scoreOf(headers: Headers): number {
  const fields = new Set([...headers.values()].flatMap((header) => fieldOf(header)?.field ?? []));
  if (fields.size < 2 || !(fields.has('NAME') || fields.has('CODE'))) return 0;
  return fields.size + (fields.has('NAME') ? 2 : 0);
}

interface FoundHeader {
  readonly rows: readonly SheetRow[];
  readonly headers: Headers;
}

/** The first rows that a test finds, in a sheet that may be long. */
function firstRows(rows: Iterable<SheetRow>, most: number, test: (row: SheetRow) => boolean): SheetRow[] {
  const found: SheetRow[] = [];
  for (const row of rows) {
    if (test(row)) found.push(row);
    if (found.length >= most) break;
  }
  return found;
}

function findHeader(
  rows: Iterable<SheetRow>,
  merges: readonly Range[],
  given: number | null | undefined,
): FoundHeader | null {
  if (given === null) return null;
  const around = ({ number }: SheetRow) => given === undefined || number === given - 1 || number === given;
  const looked = firstRows(rows, given === undefined ? LOOKED_AT : 2, around);
  const candidates = looked.filter(({ number }) => given === undefined || number === given);
  let best: { found: FoundHeader; score: number } | null = null;
  candidates.forEach((row, index) => {
    const single = headersOf(row);
    const next = given === undefined ? candidates[index + 1] : undefined;
    const upper = given === undefined ? undefined : looked.find(({ number }) => number === given - 1);
    const options: FoundHeader[] = [{ rows: [row], headers: single }];
    if (next && next.number - row.number === 1 && !hasNumbers(next)) {
      options.push({ rows: [row, next], headers: joined(row, next, merges) });
    }
    if (upper && scoreOf(headersOf(upper)) > 0)
      options.push({ rows: [upper, row], headers: joined(upper, row, merges) });
    for (const found of options) {
      const score = scoreOf(found.headers) || (given === undefined ? 0 : 0.5);
      if (score > (best?.score ?? 0)) best = { found, score };
    }
  });
  return (best as { found: FoundHeader } | null)?.found ?? null;
}

const hasNumbers = (row: SheetRow): boolean =>
  row.cells.some(({ kind }) => kind === 'number' || kind === 'percent');

const numericShare = (cells: readonly SheetCell[]): number =>
  cells.length === 0 ? 1 : cells.filter((cell) => numberOf(cell, 'COMMA') !== null).length / cells.length;

/** Finds a sheet's table: its header, what its columns hold, and how its numbers are written. */
export function findTable(
  rows: Iterable<SheetRow>,
  sheet: { merges: readonly string[]; hiddenColumns: readonly (readonly [number, number])[] },
  choices: TableChoices,
): FoundTable | null {
  const merges = sheet.merges.flatMap((reference) => rangeOf(reference) ?? []);
  const header = findHeader(rows, merges, choices.headerRow);
  if (!header && choices.columns.size === 0) return null;
  const headers = header?.headers ?? new Map<number, string>();
  const last = header?.rows.at(-1)?.number ?? null;
  const data = firstRows(rows, SAMPLED_ROWS, ({ number }) => last === null || number > last);
  const byColumn = new Map<number, SheetCell[]>();
  for (const { cells } of data) {
    for (const cell of cells) {
      const list = byColumn.get(cell.column);
      if (list) list.push(cell);
      else byColumn.set(cell.column, [cell]);
    }
  }
  const isHidden = (column: number) =>
    sheet.hiddenColumns.some(([first, end]) => column >= first && column <= end);
  const numbers = [...new Set([...headers.keys(), ...byColumn.keys(), ...choices.columns.keys()])].sort(
    (a, b) => a - b,
  );
  const guesses = numbers.map((column): TableColumn => {
    const title = headers.get(column) ?? '';
    const cells = byColumn.get(column) ?? [];
    return {
      column,
      header: title.replace(/\s+/g, ' ').trim().slice(0, 200),
      ...meaningOf(column, title, cells, choices, isHidden(column)),
      isHidden: isHidden(column),
      samples: cells.slice(0, SAMPLES).map(({ value }) => value.slice(0, LONGEST_SAMPLE)),
    };
  });
  const columns = oncePerField(guesses);
  const named = columns.filter(({ header }) => header !== '').map(({ header }) => plainHeader(header));
  const texts = columns
    .filter(({ field }) => field !== null && NUMERIC_FIELDS.has(field))
    .flatMap(({ column }) => byColumn.get(column) ?? [])
    .filter(({ kind }) => kind === 'text');
  const evidence = texts.reduce((sum, { value }) => sum + decimalEvidence(value), 0);
  const isRussian = /[а-я]/i.test([...headers.values()].join(''));
  return {
    headerRow: last,
    headerRows: header?.rows.map(({ number }) => number) ?? [],
    columns,
    decimalSign: choices.decimalSign ?? (evidence > 0 || (evidence === 0 && isRussian) ? 'COMMA' : 'POINT'),
    fingerprint: createHash('sha256').update(named.join('\n')).digest('hex').slice(0, 32),
  };
}

function meaningOf(
  column: number,
  title: string,
  cells: readonly SheetCell[],
  { columns, remembered }: TableChoices,
  isHidden: boolean,
): Pick<TableColumn, 'field' | 'confidence' | 'origin'> {
  const given = columns.get(column);
  if (given !== undefined) return { field: given, confidence: 1, origin: 'GIVEN' };
  const known = title === '' ? undefined : remembered.get(plainHeader(title));
  if (known !== undefined) return { field: known, confidence: 1, origin: 'REMEMBERED' };
  const guess = fieldOf(title);
  if (!guess || (isHidden && guess.field !== 'ROW_ID'))
    return { field: null, confidence: 0, origin: 'GUESSED' };
  const share = NUMERIC_FIELDS.has(guess.field) ? numericShare(cells) : 1;
  const confidence = Math.round(guess.confidence * (share < 0.5 ? 0.5 : 1) * 100) / 100;
  return { field: guess.field, confidence, origin: 'GUESSED' };
}

/** Of several columns for one field the one that is surest has it, the first of equals; of two sums the last is the line's. */
function oncePerField(guesses: readonly TableColumn[]): TableColumn[] {
  const order = { GIVEN: 3, REMEMBERED: 2, GUESSED: 1 } as const;
  const best = new Map<ImportField, TableColumn>();
  for (const each of guesses) {
    if (each.field === null) continue;
    const other = best.get(each.field);
    const rank = (column: TableColumn) => order[column.origin] * 10 + column.confidence;
    if (!other || rank(each) > rank(other)) best.set(each.field, each);
  }
  const spare = (each: TableColumn): TableColumn => {
    // «Стоимость» beside «Сумма» is what one costs.
    const mayBePrice =
      each.field === 'AMOUNT' && !best.has('UNIT_PRICE') && /стоимост|cost/i.test(each.header);
    if (mayBePrice) {
      const price: TableColumn = { ...each, field: 'UNIT_PRICE', confidence: 0.5 };
      best.set('UNIT_PRICE', price);
      return price;
    }
    return { ...each, field: null, confidence: 0 };
  };
  sumsApart(guesses, best);
  return guesses.map((each) => (each.field === null || best.get(each.field) === each ? each : spare(each)));
}

/** Where «Стоимость» comes before «Сумма» or «Всего», the latter is the line's sum. */
function sumsApart(guesses: readonly TableColumn[], best: Map<ImportField, TableColumn>): void {
  const sums = guesses.filter(({ field, origin }) => field === 'AMOUNT' && origin === 'GUESSED');
  const isLoose = ({ header }: TableColumn) => /^(стоимост|cost)/i.test(plainHeader(header));
  const strict = sums.find((each) => !isLoose(each));
  const current = best.get('AMOUNT');
  if (strict && current && current.origin === 'GUESSED' && isLoose(current)) best.set('AMOUNT', strict);
}
