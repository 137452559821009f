import type { SheetRow } from '../xlsx/sheet-reader';
import { plainHeader } from './fields';
import type { RowFacts } from './row-facts';
import { isSumRow } from './sums-rows';
import type { FoundTable } from './table';

/* What a row looks like by itself. */

export const SECTION_WORD = /^(раздел|глава|этап|подраздел|section|part|chapter|phase|stage)(?![\p{L}])/iu;
export const hasNumbers = ({ quantity, unitPrice, amount }: RowFacts): boolean =>
  quantity !== null || unitPrice !== null || amount !== null;
export const isCounted = ({ quantity, unitPrice }: RowFacts): boolean =>
  quantity !== null || unitPrice !== null;

/** Whether a row looks like the beginning of a section, whatever follows. */
export const isMarked = (facts: RowFacts): boolean =>
  facts.isBold || facts.isMerged || SECTION_WORD.test(facts.name);

/** Something that stands in a column of numbers and is none: a line with a mistake, not a text. */
export function hasBrokenNumber({ cells }: RowFacts): boolean {
  return (['QUANTITY', 'UNIT_PRICE', 'AMOUNT'] as const).some((field) => {
    const kind = cells.get(field)?.kind;
    return kind === 'error' || kind === 'uncalculated';
  });
}

/** Whether the second is numbered under the first: 1 and 1.1. */
export const isUnder = (upper: readonly number[], lower: readonly number[] | null): boolean =>
  lower !== null && lower.length > upper.length && upper.every((part, index) => part === lower[index]);

/** 1 2 3 4 under a header. */
export function isColumnNumbers(row: SheetRow): boolean {
  if (row.cells.length < 3) return false;
  const numbers = row.cells.map(({ value }) => Number(value.trim()));
  return numbers.every(
    (number, index) =>
      Number.isInteger(number) && (index === 0 ? number <= 2 : number === (numbers[index - 1] ?? 0) + 1),
  );
}

export function lastNumber({ row }: RowFacts): string | null {
  const numbers = row.cells.filter(({ kind }) => kind === 'number');
  return numbers.at(-1)?.value ?? null;
}

/** The table's headers by column, as {@link isRepeatedHeader} compares them. */
export const plainHeaders = ({ columns }: FoundTable): ReadonlyMap<number, string> =>
  new Map(
    columns.flatMap(({ column, header }) => (header === '' ? [] : [[column, plainHeader(header)] as const])),
  );

/** Whether a row is the table's header once more: on a new page, say. One cell may say something else. */
export function isRepeatedHeader(row: SheetRow, headers: ReadonlyMap<number, string>): boolean {
  let others = 0;
  for (const { column, value } of row.cells) {
    const header = headers.get(column);
    if (header === undefined || plainHeader(value) !== header) others += 1;
    if (others > 1) return false;
  }
  return row.cells.length - others >= 2;
}

/** A unit, or a text where a number should be: a line with a mistake, not a section. */
export function hasStrangeNumber({ cells, unit }: RowFacts): boolean {
  const isText = (field: 'QUANTITY' | 'UNIT_PRICE') => {
    const cell = cells.get(field);
    return cell !== undefined && !/^[-–—.xх]$/i.test(cell.value.trim());
  };
  return (unit !== '' && unit !== '%') || isText('QUANTITY') || isText('UNIT_PRICE');
}

/** Whether a row with a text alone begins a section. @param following the next rows; @param isMarkedSheet whether sections are marked */
export function beginsSection(
  facts: RowFacts,
  following: readonly RowFacts[],
  isMarkedSheet: boolean,
): boolean {
  if (isMarked(facts)) return true;
  const next = following.find((each) => each.name !== '' && !isSumRow(each));
  if (!next) return false;
  if (facts.numbering) return isUnder(facts.numbering, next.numbering) || isCounted(next) || isMarked(next);
  if (next.row.outline > facts.row.outline || next.indent > facts.indent) return true;
  return !isMarkedSheet && hasNumbers(next);
}
