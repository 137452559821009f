import { SIZE_LIMITS } from '../../calculation/money-limits';
import type { ReadRow, RowIssue, RowTotal } from './read-rows.types';
import type { FoundTable } from './table';

/* What is known of a sheet when its last row is read. */

/** Rows with the sums that stand in the rows of their sections. @param heads by the row's place */
export function* withHeads(
  rows: Iterable<ReadRow>,
  heads: ReadonlyMap<number, RowTotal>,
): Generator<ReadRow, void> {
  let index = 0;
  for (const row of rows) {
    const total = heads.get(index);
    yield total ? { ...row, total } : row;
    index += 1;
  }
}

const note = (code: string, message: string): RowIssue => ({
  severity: 'WARNING',
  code,
  cell: null,
  message,
});

/** What there is to say of a sheet's size, and of the size of its amounts. */
export function sizeNotes(counts: { lines: number; sections: number }, { columns }: FoundTable): RowIssue[] {
  const notes: RowIssue[] = [];
  const tooMany = (what: string, found: number, most: number) => {
    if (found <= most) return;
    const message = `The sheet has ${found} ${what}, and an estimate at most ${most}. Have several made of it (split).`;
    notes.push(note('TOO_MANY_ITEMS', message));
  };
  tooMany('lines', counts.lines, SIZE_LIMITS.positions);
  tooMany('sections', counts.sections, SIZE_LIMITS.sections);
  if (/тыс/i.test(columns.map(({ header }) => header).join(' ')))
    notes.push(note('THOUSANDS', 'A header speaks of thousands: amounts are taken as they stand there.'));
  return notes;
}
