import type { InputPath } from '../../../../service-kit/data/input-check';
import { changeRow, type Draft } from '../drafts/draft';
import { priceBefore } from '../coefficients/price-before';
import { addNewPosition, addNewSection } from '../drafts/new-content';
import { appender } from '../drafts/places';
import type { NewPositionInput } from '../generated/types';
import type { EstimateInputCheck } from '../input-check';
import { applyPositionInput } from '../positions/position-input';
import type { UnitBook } from '../units/unit-book';
import type { ImportRowRecord } from './import-records';
import { byOrigin, mergeLine, mergeSection, type MergedLine } from './merge-lines';
import type { LineValues } from './reading/read-rows.types';
import { readLineMarker } from './row-markers';

/** How rows go into a draft. */
export interface ContentOptions {
  /** By which units rows that our own export has marked are compared with what they came from, to change it; null: they are not. */
  readonly merges: UnitBook | null;
  /** Whether the file's values are taken where both have changed. */
  readonly takesDisputed: boolean;
  /** Origins of the lines that the file holds, read or not: positions of others are removed. Null: none is. */
  readonly removesAllBut: ReadonlySet<string> | null;
}

const pathOf = ({ row }: ImportRowRecord): InputPath => ['rows', String(row)];

/** A line's values as a person would give them. */
function inputOf(values: LineValues): NewPositionInput {
  const {
    kind = 'WORK',
    code = null,
    description = null,
    unit = null,
    quantity = '1',
    unitPrice = '0',
    ...rest
  } = values;
  const { name, unitCost, taxRate, markup, discount } = rest;
  return {
    ...{ name, kind, code, description, unit, quantity, unitPrice },
    ...(unitCost === undefined ? {} : { unitCost }),
    ...(taxRate === undefined ? {} : { taxRate }),
    ...(markup === undefined ? {} : { markup }),
    ...(discount === undefined ? {} : { discount }),
  } as NewPositionInput;
}

/** Puts an import's rows into a draft, in their order; who reads them lets others have their turn. Mistakes are noted in `check`. */
export async function addContent(
  draft: Draft,
  check: EstimateInputCheck,
  rows: AsyncIterable<ImportRowRecord>,
  options: ContentOptions,
): Promise<void> {
  const origins = byOrigin(options.merges ? draft.positions.values() : []);
  const sections = byOrigin(options.merges ? draft.sections.values() : []);
  // Sections and positions of one place stand in one order.
  const nextRank = appender(
    [
      ...[...draft.positions.values()].map(({ id, rank, sectionId: place }) => ({ id, rank, place })),
      ...[...draft.sections.values()].map(({ id, rank, parentId: place }) => ({ id, rank, place })),
    ],
    ({ place }) => place,
  );
  const merging = options.merges && { origins, units: options.merges };
  const seen = new Set<string>();
  /** The open sections' ids, the outermost first. */
  const open: { id: string; depth: number }[] = [];
  for await (const row of rows) {
    const { values, outcome, depth } = row;
    if (!values) continue;
    const closed = outcome === 'SECTION' ? depth : depth + 1;
    while ((open.at(-1)?.depth ?? 0) >= closed) open.pop();
    const place = open.at(-1)?.id ?? null;
    if (outcome === 'SECTION') {
      const merged = mergeSection(sections, row);
      const known = merged?.section;
      if (known && (merged.change === 'CHANGED' || (merged.change === 'CONFLICT' && options.takesDisputed)))
        changeRow(draft, known, (section) => (section.name = values.name));
      const fields = { name: values.name, description: null, choice: null, adjustments: [] };
      const at = { parentId: place, rank: known ? 0 : nextRank(place), path: pathOf(row) };
      open.push({ id: (known ?? addNewSection(draft, fields, at)).id, depth });
      continue;
    }
    const origin = readLineMarker(row.marker)?.originId;
    const merged =
      merging && origin !== undefined && !seen.has(origin) ? mergeLine(draft.estimate, merging, row) : null;
    if (merged) {
      seen.add(merged.position.originId);
      change(draft, check, row, merged, options.takesDisputed);
    } else {
      const at = { sectionId: place, rank: nextRank(place), path: pathOf(row) };
      addNewPosition(draft, check, inputOf(values), at);
    }
  }
  if (options.removesAllBut === null) return;
  for (const [originId, position] of origins) {
    if (options.removesAllBut.has(originId) || !position.included) continue; // what a client has not taken is on no sheet
    draft.positions.delete(position.id);
    draft.removedPositions.add(position.id);
  }
}

/** What the sheet shows as a quantity has the waste in it; a new one is taken as it stands there, in place of a formula; so is a price. */
function change(
  draft: Draft,
  check: EstimateInputCheck,
  row: ImportRowRecord,
  { position, taken, disputed }: MergedLine,
  takesDisputed: boolean,
): void {
  const values = takesDisputed ? { ...disputed, ...taken } : { ...taken };
  const path = pathOf(row);
  if (values.unitPrice !== undefined && position.shownUnitPrice !== null) {
    const message = 'The price in the file holds what is measured on cost. Change it in the estimate.';
    return check.refuse('PRICE_HOLDS_COST', [...path, 'unitPrice'], message);
  }
  if (values.unitPrice !== undefined && position.effectiveUnitPrice !== null) {
    const before = priceBefore(draft, position, values.unitPrice);
    if (before === null) {
      const message =
        'The price in the file has coefficients in it, and none comes to this one. Change it in the estimate.';
      return check.refuse('PRICE_HAS_COEFFICIENTS', [...path, 'unitPrice'], message);
    }
    values.unitPrice = before;
  }
  draft.places.set(position.id, path);
  changeRow(draft, position, () => {
    const waste = values.quantity === undefined ? {} : { wastePercent: '0', formula: null };
    const price = values.unitPrice === undefined ? {} : { unitPriceFormula: null };
    applyPositionInput(check, position, { ...values, ...waste, ...price }, path);
  });
}
