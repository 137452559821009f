import type { SheetCell, SheetRow } from '../xlsx/sheet-reader';
import { ownMarker } from '../row-markers';
import type { ImportField } from './fields';
import { numberOf, type ReadNumber } from './numbers';
import { rangeOf, type FoundTable } from './table';

/** What one row holds, by what its columns mean. */
export interface RowFacts {
  readonly row: SheetRow;
  readonly cells: ReadonlyMap<ImportField, SheetCell>;
  /** The text that the row is known by: its name, else its first text. */
  readonly name: string;
  readonly nameCell: SheetCell | null;
  readonly hasOwnName: boolean;
  /** `1.2.3` before or in the name. */
  readonly numbering: readonly number[] | null;
  readonly quantity: ReadNumber | null;
  readonly unitPrice: ReadNumber | null;
  readonly amount: ReadNumber | null;
  readonly unit: string;
  readonly isBold: boolean;
  /** Whether its text stands in a cell that is merged with the next ones. */
  readonly isMerged: boolean;
  readonly indent: number;
  readonly marker: string | null;
  /** Fields whose headers say that they are percentages. */
  readonly percentFields: ReadonlySet<ImportField>;
}

const NUMBERING = /^(\d{1,4}(?:[.]\d{1,4}){0,9})[.)]?$/;
const NUMBERED_TEXT = /^(\d{1,4}(?:\.\d{1,4}){1,9}|\d{1,4}[.)])\.?\s+(?=\p{L})/u;

const partsOf = (text: string): number[] =>
  text
    .replace(/[.)]+$/, '')
    .split('.')
    .map(Number);

/** `BC` for 55. */
export function columnName(column: number): string {
  let letters = '';
  for (let rest = column; rest > 0; rest = Math.floor((rest - 1) / 26)) {
    letters = String.fromCharCode(65 + ((rest - 1) % 26)) + letters;
  }
  return letters;
}

/** `BC12`. */
export const cellName = (column: number, row: number): string => `${columnName(column)}${row}`;

/** Takes what a text begins with as numbering away from it. */
export function withoutNumbering(text: string): string {
  const rest = text
    .replace(
      /^(раздел|глава|этап|подраздел|section|part|chapter|phase|stage)\s*(№|no\.?)?\s*([\dIVX]+(\.\d+)*)?\s*[.:)\-–—]*\s*/i,
      '',
    )
    .replace(NUMBERED_TEXT, '')
    .trim();
  return rest === '' ? text.trim() : rest;
}

/** Which cells reach over several columns, and which rows have their name in a row above. */
function mergedCells(merges: readonly string[], nameColumn: number | undefined) {
  const ranges = merges.flatMap((reference) => rangeOf(reference) ?? []);
  const wide = new Set(
    ranges.filter((r) => r.toColumn > r.fromColumn).map((r) => cellName(r.fromColumn, r.fromRow)),
  );
  /** By row: the row above that has its name. */
  const tall = new Map<number, number>();
  for (const { fromColumn, toColumn, fromRow, toRow } of ranges) {
    if (nameColumn === undefined || nameColumn < fromColumn || nameColumn > toColumn) continue;
    for (let row = fromRow + 1; row <= Math.min(toRow, fromRow + 1_000); row += 1) tall.set(row, fromRow);
  }
  return { wide, tall };
}

/** Reads rows by the meaning of their columns. */
export function factsReader(table: FoundTable, merges: readonly string[]): (row: SheetRow) => RowFacts {
  const fields = new Map(
    table.columns.flatMap(({ column, field }) => (field ? [[column, field] as const] : [])),
  );
  const percentFields = new Set(
    table.columns.flatMap(({ header, field }) => (field !== null && header.includes('%') ? [field] : [])),
  );
  const nameColumn = table.columns.find(({ field }) => field === 'NAME')?.column;
  const { wide, tall } = mergedCells(merges, nameColumn);
  const upper = new Set(tall.values());
  const names = new Map<number, SheetCell>();
  return (row) => {
    const cells = new Map<ImportField, SheetCell>();
    for (const cell of row.cells) {
      const field = fields.get(cell.column);
      if (field !== undefined) cells.set(field, cell);
    }
    const own = cells.get('NAME') ?? null;
    if (own && upper.has(row.number)) names.set(row.number, own);
    const above = own ? null : (names.get(tall.get(row.number) ?? -1) ?? null);
    const texts = row.cells.filter(
      (cell) =>
        cell.kind === 'text' && fields.get(cell.column) !== 'ROW_ID' && !NUMBERING.test(cell.value.trim()),
    );
    const nameCell = own ?? above ?? texts[0] ?? null;
    const name = (nameCell?.value ?? '').replace(/\s+/g, ' ').trim();
    const number = cells.get('NUMBER')?.value.trim() ?? '';
    const inText = NUMBERED_TEXT.exec(name)?.[1];
    const numbering = NUMBERING.test(number)
      ? partsOf(number)
      : inText === undefined
        ? null
        : partsOf(inText);
    const numeric = (field: ImportField) => {
      const cell = cells.get(field);
      return cell ? numberOf(cell, table.decimalSign) : null;
    };
    return {
      row,
      cells,
      name,
      nameCell,
      hasOwnName: own !== null || above !== null,
      numbering,
      quantity: numeric('QUANTITY'),
      unitPrice: numeric('UNIT_PRICE'),
      amount: numeric('AMOUNT'),
      unit: cells.get('UNIT')?.value.trim() ?? '',
      isBold: nameCell?.isBold ?? false,
      isMerged: nameCell !== null && wide.has(cellName(nameCell.column, row.number)),
      indent: nameCell?.indent ?? 0,
      marker: ownMarker(cells.get('ROW_ID')?.value),
      percentFields,
    };
  };
}
