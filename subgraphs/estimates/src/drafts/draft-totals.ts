import { isDeepStrictEqual } from 'node:util';
import type { Position } from '../positions/position.entity';
import type { Section } from '../sections/section.entity';
import { outlineOf } from './document-order';
import type { Estimate, StoredAdjustment, StoredAdjustmentTotals } from '../estimates/estimate.entity';
import { calculateTotals } from '../calculation/totals';
import type {
  AdjustmentTotals,
  EstimateTotals,
  LineChange,
  PositionTotals,
  TotalsInput,
} from '../calculation/totals.types';

/** An estimate with all that is in it. */
export interface EstimateContent {
  readonly estimate: Estimate;
  readonly sections: readonly Section[];
  readonly positions: readonly Position[];
}

const lineChange = (mode: LineChange['mode'] | null, value: string | null): LineChange | null =>
  mode === null || value === null ? null : { mode, value };

/** Drops what the engine does not know: ids of adjustments, not their names. */
const withoutNames = (adjustments: readonly StoredAdjustment[]) =>
  adjustments.map(({ id, kind, mode, value, base }) => ({ id, kind, mode, value, base }));

/** Takes rows in any order; answers what the money engine calculates from, in document order. */
export function totalsInputOf({ estimate, sections, positions }: EstimateContent): TotalsInput {
  const outline = outlineOf(sections, positions);
  const { currency, minorUnits, rounding, taxMode, taxRounding, policyVersion } = estimate;
  return {
    policy: { currency, minorUnits, rounding, taxMode, taxRounding, policyVersion },
    defaultTaxRate: estimate.defaultTaxRate,
    roundPayableTo: estimate.roundPayableTo,
    adjustments: withoutNames(estimate.adjustments),
    sections: outline.sections.map(({ id, parentId, adjustments }) => ({
      id,
      parentId,
      adjustments: withoutNames(adjustments),
    })),
    positions: outline.positions.map((position) => ({
      id: position.id,
      sectionId: position.sectionId,
      kind: position.kind,
      quantity: position.quantity,
      wastePercent: position.wastePercent,
      unitPrice: position.unitPrice,
      unitCost: position.unitCost,
      markup: lineChange(position.markupMode, position.markupValue),
      discount: lineChange(position.discountMode, position.discountValue),
      taxRate: position.taxRate,
    })),
  };
}

/** Calculates an estimate from its rows. @throws TotalsInputError naming the row and what to mend */
export const calculateContent = (content: EstimateContent): EstimateTotals =>
  calculateTotals(totalsInputOf(content));

/** Amounts of one scale may be written with more zeros in PostgreSQL. */
export function plainDecimal(value: string): string {
  return value.includes('.') ? value.replace(/\.?0+$/, '') : value;
}

function same(stored: unknown, calculated: unknown): boolean {
  if (typeof stored === 'string' && typeof calculated === 'string') {
    return plainDecimal(stored) === plainDecimal(calculated);
  }
  return isDeepStrictEqual(stored, calculated); // jsonb has an order of keys of its own
}

/** Writes calculated values into a row. @returns whether any was another before */
function assign<T extends object>(row: T, values: Partial<T>): boolean {
  let changed = false;
  for (const [name, value] of Object.entries(values) as [keyof T, T[keyof T]][]) {
    if (same(row[name], value)) continue;
    row[name] = value;
    changed = true;
  }
  return changed;
}

const storedAdjustment = (totals: AdjustmentTotals): StoredAdjustmentTotals => ({
  id: totals.id,
  amount: totals.amount,
  runningTotal: totals.runningTotal,
  limited: totals.limited,
  baseAmount: totals.internal.baseAmount,
});

const positionAmounts = (totals: PositionTotals): Partial<Position> => ({
  quantityWithWaste: totals.quantityWithWaste,
  baseAmount: totals.base,
  markupAmount: totals.markup,
  discountAmount: totals.discount,
  amount: totals.amount,
  cost: totals.internal.cost,
});

/** What of the totals is stored on the estimate's own row. */
function estimateAmounts(totals: EstimateTotals): Partial<Estimate> {
  const { internal } = totals;
  return {
    linesSubtotal: totals.linesSubtotal,
    sectionAdjustments: totals.sectionAdjustments,
    subtotal: totals.subtotal,
    adjustmentTotals: totals.adjustments.map(storedAdjustment),
    adjustmentsTotal: totals.adjustmentsTotal,
    taxGroups: totals.taxGroups.map(({ rate, net, tax, gross }) => ({ rate, net, tax, gross })),
    net: totals.net,
    tax: totals.tax,
    total: totals.total,
    payableRounding: totals.payableRounding,
    payable: totals.payable,
    cost: internal.cost,
    positionsWithoutCost: internal.positionsWithoutCost,
    margin: internal.margin,
    marginPercent: internal.marginPercent,
    markupPercent: internal.markupPercent,
  };
}

/**
 * Calculates an estimate and writes the amounts into its rows.
 *
 * @returns the totals, and the sections and positions whose stored amounts were others before
 * @throws TotalsInputError when the content can't be calculated
 */
export function settleContent(content: EstimateContent): {
  totals: EstimateTotals;
  moved: (Section | Position)[];
} {
  const totals = calculateContent(content);
  const moved: (Section | Position)[] = [];
  assign(content.estimate, estimateAmounts(totals));
  const positions = new Map(content.positions.map((position) => [position.id, position]));
  for (const each of totals.positions) {
    const row = positions.get(each.id);
    if (row && assign(row, positionAmounts(each))) moved.push(row);
  }
  const sections = new Map(content.sections.map((section) => [section.id, section]));
  for (const each of totals.sections) {
    const row = sections.get(each.id);
    const changed =
      row &&
      assign(row, {
        linesSubtotal: each.linesSubtotal,
        sectionsSubtotal: each.childrenSubtotal,
        total: each.total,
        adjustmentTotals: each.adjustments.map(storedAdjustment),
        ...each.internal,
      });
    if (changed) moved.push(row);
  }
  return { totals, moved };
}
