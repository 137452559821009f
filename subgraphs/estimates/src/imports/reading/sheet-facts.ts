import type { RowFacts } from './row-facts';
import { hasNumbers, isCounted, isMarked, SECTION_WORD } from './row-looks';
import { beginsOffered, isSumRow } from './sums-rows';

/** What is known of a sheet when its rows were gone through once. */
export interface SheetFacts {
  /** Whether any text is marked as a section's. */
  readonly isMarked: boolean;
  readonly hasOutline: boolean;
  /** Whether our own export has marked its rows. */
  readonly isOwn: boolean;
  readonly hasSectionWords: boolean;
  /**
   * The place of the last row in which something stands that is no sum; of what is above the table at least. Texts below it are no part of
   * the table, such as the day of supply in a CSV of ours. What is offered below them is none either.
   */
  readonly lastCounted: number;
  /** Of the last row in which something is counted: what is named like an adjustment before it may be a line like others. */
  readonly lastLine: number;
}

/** Goes through a sheet's rows. */
export function sheetFacts(rows: Iterable<RowFacts>, headerRow: number): SheetFacts {
  const found = { isMarked: false, hasOutline: false, isOwn: false, hasSectionWords: false };
  let [lastCounted, lastLine, index, isOffered] = [-1, -1, 0, false];
  for (const facts of rows) {
    isOffered ||= facts.marker === null && facts.row.number > headerRow && beginsOffered(facts);
    if (!isOffered && facts.unitPrice && facts.quantity) lastLine = index;
    if (facts.row.number <= headerRow) lastCounted = index;
    else {
      const isText = !hasNumbers(facts) && facts.name !== '';
      found.isMarked ||= isText && (isMarked(facts) || facts.numbering !== null);
      found.hasSectionWords ||= isText && SECTION_WORD.test(facts.name);
      found.isOwn ||= facts.marker !== null;
      found.hasOutline ||= facts.row.outline > 0;
      const isOfTable = isCounted(facts) || (hasNumbers(facts) && !isSumRow(facts));
      if (isOfTable && !isOffered) lastCounted = index;
    }
    index += 1;
  }
  return { ...found, lastCounted, lastLine };
}
