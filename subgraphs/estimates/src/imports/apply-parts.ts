import { SIZE_LIMITS } from '../calculation/money-limits';
import { reject } from '../../../../service-kit/errors/user-errors';
import type { ImportSplit } from '../generated/types';
import { TEXT_LIMITS } from '../input-check';
import type { RowOutline } from './apply-rows';

/* A sheet as one estimate, or as several. */

/** Rows of one estimate. */
export interface ImportPart {
  /** What follows the title; empty for a sheet that becomes one. */
  readonly suffix: string;
  readonly rows: readonly RowOutline[];
}

const MOST_PARTS = 100;

const isSection = ({ outcome }: RowOutline): boolean => outcome === 'SECTION';
const countOf = (rows: readonly RowOutline[]) => {
  const sections = rows.filter(isSection).length;
  return { sections, lines: rows.length - sections };
};

function byTopSections(rows: readonly RowOutline[]): ImportPart[] {
  const parts: { suffix: string; rows: RowOutline[] }[] = [];
  for (const row of rows) {
    const begins = isSection(row) && row.depth <= 1;
    if (begins || parts.length === 0)
      parts.push({ suffix: begins ? ` · ${row.values?.name ?? ''}` : '', rows: [] });
    parts.at(-1)?.rows.push(row);
  }
  return parts;
}

/** Cuts where an estimate is full; the sections that are open there begin anew in the next one. */
function byLines(rows: readonly RowOutline[]): ImportPart[] {
  const parts: RowOutline[][] = [[]];
  let open: RowOutline[] = [];
  let counts = { lines: 0, sections: 0 };
  for (const row of rows) {
    const inside = open.filter(({ depth }) => (isSection(row) ? depth < row.depth : depth <= row.depth));
    const isFull = isSection(row)
      ? counts.sections >= SIZE_LIMITS.sections
      : counts.lines >= SIZE_LIMITS.positions;
    if (isFull) {
      const last = parts.at(-1) ?? [];
      while (inside.includes(last.at(-1) as RowOutline)) last.pop(); // it goes on below
      parts.push([...inside]);
      counts = { lines: 0, sections: inside.length };
    }
    parts.at(-1)?.push(row);
    open = isSection(row) ? [...inside, row] : inside;
    if (isSection(row)) counts.sections += 1;
    else counts.lines += 1;
  }
  return parts.map((part, index) => ({
    suffix: parts.length === 1 ? '' : ` (${index + 1}/${parts.length})`,
    rows: part,
  }));
}

/** @throws InputRejected TOO_MANY_ITEMS for more than an estimate takes */
export function refuseTooLarge(what: string, { lines, sections }: { lines: number; sections: number }): void {
  if (lines <= SIZE_LIMITS.positions && sections <= SIZE_LIMITS.sections) return;
  const most = `${SIZE_LIMITS.positions} and ${SIZE_LIMITS.sections}`;
  const message = `${what} has ${lines} lines and ${sections} sections, and an estimate at most ${most}: have several made of it (split: LINES, or by TOP_SECTIONS that are small enough).`;
  throw reject('TOO_MANY_ITEMS', 'split', message);
}

/**
 * Parts a sheet's rows.
 *
 * @throws InputRejected TOO_MANY_ITEMS for more than an estimate takes, or too many estimates
 */
export function partsOf(rows: readonly RowOutline[], split: ImportSplit | null): ImportPart[] {
  if (split === 'LINES') return byLines(rows);
  const parts = split === 'TOP_SECTIONS' ? byTopSections(rows) : [{ suffix: '', rows }];
  if (parts.length > MOST_PARTS) {
    const message = `The sheet has ${parts.length} sections at its top, and becomes ${MOST_PARTS} estimates at most. Split it by LINES.`;
    throw reject('TOO_MANY_ITEMS', 'split', message);
  }
  for (const { suffix, rows } of parts)
    refuseTooLarge(split === null ? 'The sheet' : `“${suffix.replace(' · ', '')}”`, countOf(rows));
  return parts;
}

/** The title of a part, as long as a title may be. */
export const titleOf = (title: string, { suffix }: ImportPart): string => {
  const end = suffix.slice(0, TEXT_LIMITS.name / 2);
  return `${title.trim().slice(0, TEXT_LIMITS.name - end.length)}${end}`.toWellFormed();
};
