import { createHash } from 'node:crypto';
import { ExactDecimal } from '../calculation/rounding';
import { UnitBook } from '../units/unit-book';

/*
 * By what our own workbooks know their rows again (`ROW_ID`): `line <origin> <what it was>`. What it was is a few letters of a hash for
 * each field, so that an import can tell who has changed what: the file, the draft, or both.
 */

/** The fields of a line that a workbook shows and an import compares. */
export const MERGED_FIELDS = ['name', 'unit', 'quantity', 'unitPrice'] as const;
export type MergedField = (typeof MERGED_FIELDS)[number];
/** As they are compared. */
export type MergedValues = Readonly<Record<MergedField, string>>;

const LETTERS = 8;
/** Marks know the table's units alone: words of an organisation's own come and go, and what was exported stays as it is. */
const TABLE = new UnitBook();
const hashOf = (text: string): string =>
  createHash('sha256').update(text).digest('base64url').slice(0, LETTERS);

/** Values in the one way they are compared in. */
export const mergedValues = (row: {
  name: string;
  unit: string | null;
  quantity: string;
  unitPrice: string;
}): MergedValues => ({
  name: mergedName(row.name),
  unit: TABLE.spelled(row.unit ?? ''),
  quantity: new ExactDecimal(row.quantity).toFixed(),
  unitPrice: new ExactDecimal(row.unitPrice).toFixed(),
});

/** What a line is marked with. */
export const lineMarker = (what: 'line' | 'remark', originId: string, values: MergedValues): string =>
  `${what} ${originId} ${MERGED_FIELDS.map((field) => hashOf(values[field])).join('.')}`;

/** A line's mark, read. */
export interface LineMarker {
  readonly originId: string;
  /** Whether a value is what was exported. */
  isAsExported(field: MergedField, value: string): boolean;
}

const MARKER = /^(?:line|remark) ([0-9a-f-]{36}) ([\w-]{8})\.([\w-]{8})\.([\w-]{8})\.([\w-]{8})$/;

/** @returns null for what is no line's mark */
export function readLineMarker(marker: string | null): LineMarker | null {
  const [, originId, ...hashes] = MARKER.exec(marker ?? '') ?? [];
  if (originId === undefined) return null;
  return {
    originId,
    isAsExported(field, value) {
      const exported = hashes[MERGED_FIELDS.indexOf(field)];
      const ways = field === 'unit' ? TABLE.symbolsOf(value) : [value];
      return ways.some((each) => hashOf(each) === exported);
    },
  };
}

/** A section's name in the one way it is compared in. */
export const mergedName = (name: string): string => name.replace(/\s+/g, ' ').trim();

/** What a section is marked with. */
export const sectionMarker = (originId: string, name: string): string =>
  `section ${originId} ${hashOf(mergedName(name))}`;

/** A section's mark, read. */
export interface SectionMarker {
  readonly originId: string;
  /** Whether a name is what was exported; null where the mark is of an older workbook, and does not say. */
  isAsExported(name: string): boolean | null;
}

const SECTION_MARKER = /^section ([0-9a-f-]{36})(?: ([\w-]{8}))?$/;

/** @returns null for what is no section's mark */
export function readSectionMarker(marker: string | null): SectionMarker | null {
  const [, originId, hash] = SECTION_MARKER.exec(marker ?? '') ?? [];
  if (originId === undefined) return null;
  return {
    originId,
    isAsExported: (name) => (hash === undefined ? null : hash === hashOf(mergedName(name))),
  };
}

/** Longer than any mark. */
const LONGEST = 100;

/** Takes what stands in the column of marks; answers null for what is none of ours, however long it is. */
export function ownMarker(text: string | undefined): string | null {
  if (text === undefined || text.length > LONGEST) return null;
  const marker = text.trim();
  const isOurs =
    /^(?:adjustment|offered|sum|total)$/.test(marker) || MARKER.test(marker) || SECTION_MARKER.test(marker);
  return isOurs ? marker : null;
}
