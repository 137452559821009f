import { isDeepStrictEqual } from 'node:util';
import { atOnce, inTurns } from '../../../../service-kit/subgraph/turns';
import type { Position } from '../positions/position.entity';
import type { Section } from '../sections/section.entity';
import { hasOneOrder } from '../calculation/money-rules';
import { outlineOf } from './document-order';
import type { EstimateContent } from './estimate-content';
import { warningsOf } from './warnings';
import type { Estimate, StoredAdjustment, StoredAdjustmentTotals } from '../estimates/estimate.entity';
import { plainDecimal } from '../calculation/decimal-text';
import { calculateInPieces, calculateTotals, type TotalsOptions } from '../calculation/totals';
import { paymentTotals } from '../calculation/payments';
import type {
  AdjustmentTotals,
  CostAdjustments,
  EstimateTotals,
  LineChange,
  PositionTotals,
  TotalsInput,
} from '../calculation/totals.types';

const lineChange = (mode: LineChange['mode'] | null, value: string | null): LineChange | null =>
  mode === null || value === null ? null : { mode, value };

/** Drops what the engine does not know: ids of adjustments, not their names. */
const withoutNames = (adjustments: readonly StoredAdjustment[]) =>
  adjustments.map(({ id, kind, mode, value, base }) => ({ id, kind, mode, value, base }));

/** Takes rows in any order; answers what the money engine calculates from, in document order. */
function totalsInputOf({ estimate, sections, positions }: EstimateContent): TotalsInput {
  const { currency, minorUnits, rounding, taxMode, taxRounding, policyVersion, secondTax } = estimate;
  const outline = outlineOf(sections, positions, hasOneOrder(policyVersion));
  return {
    policy: { currency, minorUnits, rounding, taxMode, taxRounding, policyVersion },
    defaultTaxRate: estimate.defaultTaxRate,
    secondTax: secondTax ? { rate: secondTax.rate, compound: secondTax.compound } : null,
    roundPayableTo: estimate.roundPayableTo,
    adjustments: withoutNames(estimate.adjustments),
    coefficients: estimate.coefficients ?? null,
    sections: outline.sections.map(({ id, parentId, adjustments, choice = null, coefficients = null }) => ({
      coefficients,
      id,
      parentId,
      adjustments: withoutNames(adjustments),
      choice,
    })),
    positions: outline.positions.map((position) => ({
      id: position.id,
      sectionId: position.sectionId,
      kind: position.kind,
      quantity: position.quantity,
      wastePercent: position.wastePercent,
      unitPrice: position.unitPrice,
      unitCost: position.unitCost,
      coefficients: position.coefficients ?? null,
      markup: lineChange(position.markupMode, position.markupValue),
      discount: lineChange(position.discountMode, position.discountValue),
      labourPercent: position.labourPercent ?? null,
      taxRate: position.taxRate,
      secondTaxRate: position.secondTaxRate ?? null,
      choice: position.choice ?? null,
    })),
  };
}

/**
 * Calculates an estimate from its rows, by its own version of the rules.
 *
 * @param options see `calculateTotals`
 * @throws TotalsInputError naming the row and what to mend
 */
export const calculateContent = (content: EstimateContent, options?: TotalsOptions): EstimateTotals =>
  calculateTotals(totalsInputOf(content), options);

/** The same, while others have their turn between its pieces. */
export const calculateContentInTurns = (
  content: EstimateContent,
  options?: TotalsOptions,
): Promise<EstimateTotals> => inTurns(contentInPieces(content, options));

function* contentInPieces(
  content: EstimateContent,
  options?: TotalsOptions,
): Generator<void, EstimateTotals> {
  const input = totalsInputOf(content);
  yield;
  return yield* calculateInPieces(input, options);
}

const isMeasuredOnCost = ({ base }: StoredAdjustment): boolean => base === 'COST';

/** Whether any adjustment of an estimate is measured on cost. */
export const isPricedByCost = ({ estimate, sections }: EstimateContent): boolean =>
  [estimate, ...sections].some(({ adjustments }) => adjustments.some(isMeasuredOnCost));

function same(stored: unknown, calculated: unknown): boolean {
  if (typeof stored === 'string' && typeof calculated === 'string') {
    return plainDecimal(stored) === plainDecimal(calculated);
  }
  return isDeepStrictEqual(stored, calculated); // jsonb has an order of keys of its own
}

/** Whether two states of a row say the same. */
export const isSame = (row: object, before: object): boolean =>
  Object.entries(before).every(([name, value]) => same((row as Record<string, unknown>)[name], value));

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

/** What all adjustments of a scope came to, those in the lines' prices first. */
const storedAdjustments = (scope: {
  adjustments: readonly AdjustmentTotals[];
  internal: CostAdjustments;
}): StoredAdjustmentTotals[] => [
  ...(scope.internal.costAdjustments ?? []).map(({ id, amount, limited, baseAmount }) => ({
    id,
    amount,
    runningTotal: null,
    limited,
    baseAmount,
  })),
  ...scope.adjustments.map(storedAdjustment),
];

/** What of a position is calculated. */
export const POSITION_AMOUNTS = [
  ...(['quantityWithWaste', 'baseAmount', 'markupAmount', 'discountAmount', 'costShare', 'amount'] as const),
  ...(['shownUnitPrice', 'effectiveUnitPrice', 'adjustmentAmount', 'net', 'tax', 'secondTax'] as const),
  ...(['included', 'cost'] as const),
] as const satisfies readonly (keyof Position)[];

function positionAmounts(totals: PositionTotals): Pick<Position, (typeof POSITION_AMOUNTS)[number]> {
  const {
    base,
    markup,
    discount,
    costShare,
    effectiveUnitPrice = null,
  } = totals.internal.priced ?? { ...totals, costShare: '0' };
  return {
    quantityWithWaste: totals.quantityWithWaste,
    baseAmount: base,
    markupAmount: markup,
    discountAmount: discount,
    costShare,
    amount: totals.amount,
    shownUnitPrice: totals.shownUnitPrice ?? null,
    effectiveUnitPrice,
    adjustmentAmount: totals.allocatedAdjustment,
    net: totals.net,
    tax: totals.tax,
    secondTax: totals.secondTax ?? '0',
    included: totals.included ?? true,
    cost: totals.internal.cost,
  };
}

/** What of the totals is stored on the estimate's own row. */
function estimateAmounts(totals: EstimateTotals): Partial<Estimate> {
  const { internal } = totals;
  return {
    linesSubtotal: totals.linesSubtotal,
    sectionAdjustments: totals.sectionAdjustments,
    subtotal: totals.subtotal,
    adjustmentTotals: storedAdjustments(totals),
    adjustmentsTotal: totals.adjustmentsTotal,
    taxGroups: totals.taxGroups.map((group) => ({ ...group })),
    taxes: (totals.taxes ?? []).map((tax) => ({ ...tax })),
    optionsTotal: totals.optionsTotal ?? '0',
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
 * Writes what an estimate comes to into its rows, while others have their turn.
 *
 * @param totals of the same content
 * @returns the sections and positions whose stored amounts were others before
 */
export const writeAmounts = (
  content: EstimateContent,
  totals: EstimateTotals,
): Promise<(Section | Position)[]> => inTurns(writeInPieces(content, totals));

function* writeInPieces(
  content: EstimateContent,
  totals: EstimateTotals,
): Generator<void, (Section | Position)[]> {
  const moved: (Section | Position)[] = [];
  assign(content.estimate, estimateAmounts(totals));
  const { payments, ...policy } = content.estimate;
  assign(content.estimate, { paymentTotals: paymentTotals(payments ?? [], totals.payable, policy) });
  assign(content.estimate, { pricedByCost: isPricedByCost(content), warnings: warningsOf(content, totals) });
  const positions = new Map(content.positions.map((position) => [position.id, position]));
  for (const each of totals.positions) {
    const row = positions.get(each.id);
    if (row && assign(row, positionAmounts(each))) moved.push(row);
    yield;
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
        included: each.included ?? true,
        adjustmentTotals: storedAdjustments(each),
        cost: each.internal.cost,
        positionsWithoutCost: each.internal.positionsWithoutCost,
      });
    if (changed) moved.push(row);
  }
  return moved;
}

/**
 * Calculates an estimate and writes the amounts into its rows.
 *
 * @returns the totals, and the sections and positions whose stored amounts were others before
 * @throws TotalsInputError when the content can't be calculated
 */
export function settleContent(
  content: EstimateContent,
  options?: TotalsOptions,
): { totals: EstimateTotals; moved: (Section | Position)[] } {
  const totals = calculateContent(content, options);
  return { totals, moved: atOnce(writeInPieces(content, totals)) };
}
