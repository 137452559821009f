import { unitPriceOf } from '../calculation/money';
import type { Estimate } from '../estimates/estimate.entity';
import { shownPriceOf } from '../estimates/shown-prices';
import type { Position } from '../positions/position.entity';
import type { Section } from '../sections/section.entity';
import type { UnitBook } from '../units/unit-book';
import type { ImportChange } from './import-records';
import type { ReadRow } from './reading/read-rows.types';
import {
  MERGED_FIELDS,
  mergedName,
  mergedValues,
  readLineMarker,
  readSectionMarker,
  type MergedField,
  type MergedValues,
} from './row-markers';

/** What a workbook shows of a position. */
export const shownValues = (estimate: Estimate, row: Position): MergedValues =>
  mergedValues({
    name: row.name,
    unit: row.unit,
    quantity: row.quantityWithWaste,
    unitPrice: unitPriceOf(estimate, shownPriceOf(row)),
  });

/** What a marked row asks of the position it was exported from. */
export interface MergedLine {
  readonly position: Position;
  readonly change: Exclude<ImportChange, 'ADDED'>;
  /** What the file has changed, and the draft has not. */
  readonly taken: Partial<Record<MergedField, string>>;
  /** What both have changed, as the file has it. */
  readonly disputed: Partial<Record<MergedField, string>>;
}

/** Positions, or sections, by what they were when they began. */
export const byOrigin = <R extends { originId: string }>(rows: Iterable<R>): Map<string, R> =>
  new Map([...rows].map((row) => [row.originId, row]));

/** What a file's lines are compared with. */
interface MergedWith {
  readonly origins: ReadonlyMap<string, Position>;
  readonly units: UnitBook;
}

/** Compares three states of a line: as exported, in the file, in the draft. @returns null for a row that is new to the draft */
export function mergeLine(
  estimate: Estimate,
  { origins, units }: MergedWith,
  row: ReadRow,
): MergedLine | null {
  const marker = readLineMarker(row.marker);
  const position = marker && origins.get(marker.originId);
  if (!marker || !position || !row.values) return null;
  const { name, unit = '', quantity = '1', unitPrice = '0' } = row.values;
  const file = mergedValues({ name, unit, quantity, unitPrice });
  const draft = shownValues(estimate, position);
  const taken: Partial<Record<MergedField, string>> = {};
  const disputed: Partial<Record<MergedField, string>> = {};
  for (const field of position.kind === 'TEXT' ? (['name'] as const) : MERGED_FIELDS) {
    const isSame = field === 'unit' ? units.isSame(file.unit, draft.unit) : file[field] === draft[field];
    if (isSame || marker.isAsExported(field, file[field])) continue;
    const target = marker.isAsExported(field, draft[field]) ? taken : disputed;
    target[field] = file[field];
  }
  const change =
    Object.keys(disputed).length > 0 ? 'CONFLICT' : Object.keys(taken).length > 0 ? 'CHANGED' : 'SAME';
  return { position, change, taken, disputed };
}

/** What a marked row asks of the section it was exported from: its name is all that is compared. */
export interface MergedSection {
  readonly section: Section;
  readonly change: MergedLine['change'];
}

/** The same as {@link mergeLine} for a section. @returns null for a row that is new to the draft */
export function mergeSection(origins: ReadonlyMap<string, Section>, row: ReadRow): MergedSection | null {
  const marker = readSectionMarker(row.marker);
  const section = marker && origins.get(marker.originId);
  if (!marker || !section || !row.values) return null;
  const { name } = row.values;
  const isSame = marker.isAsExported(name) === true || mergedName(name) === mergedName(section.name);
  if (isSame) return { section, change: 'SAME' };
  return { section, change: marker.isAsExported(section.name) === false ? 'CONFLICT' : 'CHANGED' };
}
