/**
 * What the money engine (`totals.ts`) takes and returns. Plain data: no dates, no database rows, no GraphQL types.
 *
 * Every number is a plain decimal string: digits, an optional point, never an exponent. Amounts in the result have
 * exactly `policy.minorUnits` decimals ("12.50" in EUR, "13" in JPY), quantities exactly 6.
 *
 * Price side and cost side are kept apart: everything only the company may see sits under `internal`, so dropping
 * that one property leaves what a client may be shown.
 */

import type { Choice, CoefficientInput, SecondTax, TaxTotal } from './offer.types';

/** How a tie is rounded. HALF_UP: 0.125 → 0.13, 0.135 → 0.14. HALF_EVEN: 0.125 → 0.12, 0.135 → 0.14. */
export type Rounding = 'HALF_UP' | 'HALF_EVEN';

/** EXCLUSIVE: prices are without tax, tax comes on top. INCLUSIVE: prices contain the tax. */
export type TaxMode = 'EXCLUSIVE' | 'INCLUSIVE';

/** PER_RATE: tax is rounded once per rate. PER_LINE: tax is rounded on each line and summed. */
export type TaxRounding = 'PER_RATE' | 'PER_LINE';

/** What a position is. TEXT is a remark: it carries no money. */
export type PositionKind = 'WORK' | 'MATERIAL' | 'EQUIPMENT' | 'SUBCONTRACT' | 'OVERHEAD' | 'TEXT';

type AdjustmentKind = 'MARKUP' | 'DISCOUNT' | 'ROUND_TO';

/** PERCENT: `value` is a percentage ("5" = 5 %). FIXED: `value` is an amount in the document's currency. */
export type ValueMode = 'PERCENT' | 'FIXED';

/**
 * What an adjustment is measured on, always within its own section (subsections included) or the whole estimate.
 * - COST: sum of line costs (cost side; positions without a cost count as nothing, see `positionsWithoutCost`);
 * - LABOUR: sum of what is labour in shown amounts: see `labourPercent`; MATERIAL: of MATERIAL lines. Both before any adjustment;
 * - RUNNING_TOTAL: what stands there when its turn comes: lines, subsections and earlier adjustments.
 */
export type AdjustmentBase = 'COST' | 'LABOUR' | 'MATERIAL' | 'RUNNING_TOTAL';

/** A tax percentage ("20", "8.5", "0"), or EXEMPT: outside the tax, which is not the same as taxed at zero. */
export type TaxRate = string;

/** Frozen on the document when it is created, so that a later change of settings rewrites no old total. */
export interface MoneyPolicy {
  /** ISO 4217 code. */
  readonly currency: string;
  /** Decimals of the currency, 0 to 4: `minorUnitsOf(currency)` at the time the policy was frozen. */
  readonly minorUnits: number;
  readonly rounding: Rounding;
  readonly taxMode: TaxMode;
  readonly taxRounding: TaxRounding;
  /** Version of the calculation rules: `POLICY_VERSION` for new documents. */
  readonly policyVersion: number;
}

/** A markup or discount of one line. FIXED is for the line, not per unit. */
export interface LineChange {
  readonly mode: ValueMode;
  readonly value: string;
}

/** One declared adjustment of a section or of the estimate; the array order is the order of calculation. */
export interface AdjustmentInput {
  readonly id: string;
  readonly kind: AdjustmentKind;
  /** ROUND_TO takes FIXED only. */
  readonly mode: ValueMode;
  /** Percentage, amount, or the step of ROUND_TO ("10", "100", "0.05"). Never negative: the kind is the sign. */
  readonly value: string;
  /** What PERCENT is measured on, and which lines carry the amount. ROUND_TO takes RUNNING_TOTAL only. */
  readonly base: AdjustmentBase;
}

export interface SectionInput {
  readonly id: string;
  /** The section it lies in; null at the top level. */
  readonly parentId: string | null;
  readonly adjustments: readonly AdjustmentInput[];
  /** Null, or left out: part of the offer. */
  readonly choice?: Choice | null;
  /** Of all positions in it; null, or left out: none. */
  readonly coefficients?: readonly CoefficientInput[] | null;
}

export interface PositionInput {
  readonly id: string;
  /** Null: directly in the estimate. */
  readonly sectionId: string | null;
  readonly kind: PositionKind;
  /** NUMERIC(18,6), before waste. Below zero it takes back (from rules 3 on), price and cost alike. */
  readonly quantity: string;
  /** Percentage added to the quantity, for price and cost alike. */
  readonly wastePercent: string;
  /**
   * What the client pays per unit, up to 6 decimals; contains tax when the policy is INCLUSIVE. Below zero it is a credit (from
   * rules 3 on).
   */
  readonly unitPrice: string;
  /** What it costs the company per unit, without tax, up to 6 decimals; null when not known. */
  readonly unitCost: string | null;
  readonly markup: LineChange | null;
  readonly discount: LineChange | null;
  /** How much of the amount is labour, in percent; null, or left out: all of WORK, nothing of others. */
  readonly labourPercent?: string | null;
  /** Null: the estimate's default. */
  readonly taxRate: TaxRate | null;
  /** The same for the second tax. */
  readonly secondTaxRate?: TaxRate | null;
  /** Null, or left out: part of the offer. */
  readonly choice?: Choice | null;
  /** Its own; null, or left out: none. */
  readonly coefficients?: readonly CoefficientInput[] | null;
}

/**
 * A whole estimate. Sections and positions are given in display order; the order settles who gets the odd minor unit
 * of a spread amount, so the caller sorts by something that never ties.
 */
export interface TotalsInput {
  readonly policy: MoneyPolicy;
  readonly defaultTaxRate: TaxRate;
  /** Null, or left out: there is one tax. */
  readonly secondTax?: SecondTax | null;
  readonly sections: readonly SectionInput[];
  readonly positions: readonly PositionInput[];
  readonly adjustments: readonly AdjustmentInput[];
  /** Rounds what is to be paid, tax included, to this step ("10", "0.05"); null leaves the total as it is. */
  readonly roundPayableTo: string | null;
  /** Of all positions; null, or left out: none. */
  readonly coefficients?: readonly CoefficientInput[] | null;
}

export interface PositionTotals {
  readonly id: string;
  /** quantity × (1 + waste), rounded to 6 decimals. */
  readonly quantityWithWaste: string;
  /**
   * The price for one that the client is shown, where what is measured on cost went into it: amount ÷ quantityWithWaste, to
   * 6 decimals. Such a line shows no markup or discount of its own: they would tell the price without. From rules 2 on;
   * null where the declared price is shown.
   */
  readonly shownUnitPrice?: string | null;
  /**
   * The price for one with its coefficients, to 6 decimals, where it has some and the line shows a price of its own; from rules 4 on.
   * `base` is of the unrounded one.
   */
  readonly effectiveUnitPrice?: string | null;
  /** round(quantityWithWaste × unitPrice × coefficients). */
  readonly base: string;
  /** Not negative; added to `base`. */
  readonly markup: string;
  /** Not negative; taken from `base + markup`. */
  readonly discount: string;
  /** The amount shown on the line: base + markup − discount. Contains tax when the policy is INCLUSIVE. */
  readonly amount: string;
  /** Its share of all section and estimate adjustments, signed. */
  readonly allocatedAdjustment: string;
  /** amount + allocatedAdjustment: what is taxed. Equals `net` (EXCLUSIVE) or `gross` (INCLUSIVE). */
  readonly adjustedAmount: string;
  /** The rate used, without trailing zeros, or EXEMPT; null for TEXT. */
  readonly taxRate: TaxRate | null;
  readonly net: string;
  readonly tax: string;
  /** net + tax. */
  readonly gross: string;
  /** From rules 3 on: whether it counts. What is not taken has no net, tax or gross. */
  readonly included?: boolean;
  /** From rules 3 on: its rate of the second tax; null where there is none. */
  readonly secondTaxRate?: TaxRate | null;
  /** From rules 3 on: what of `tax` is the second one. */
  readonly secondTax?: string;
  readonly internal: PositionInternals;
}

/** Profit on what is sold without tax; every field is null when a cost is not known. */
export interface Profit {
  /** net − cost; negative for a loss. */
  readonly margin: string | null;
  /** margin ÷ net × 100, 2 decimals; null when net is zero. */
  readonly marginPercent: string | null;
  /** margin ÷ cost × 100, 2 decimals; null when cost is zero. Not the same as the margin: 25 % on 100 is 20 % of 125. */
  readonly markupPercent: string | null;
}

/** A line's share of one adjustment, signed. */
export interface AdjustmentShare {
  readonly adjustment: string;
  readonly amount: string;
  /** What it was shared out by, of this line and of all; only for explanations. */
  readonly weight?: string;
  readonly weights?: string;
}

interface PositionInternals extends Profit {
  /** round(quantityWithWaste × unitCost × coefficients); null when the unit cost is not known. */
  readonly cost: string | null;
  /** How the line was priced before what is measured on cost went into it; from rules 2 on. */
  readonly priced?: PricedLine;
  /** In the order of calculation; only where they were asked for. */
  readonly shares?: readonly AdjustmentShare[];
}

/** base + markup − discount + costShare = the line's amount. */
export interface PricedLine {
  readonly base: string;
  readonly markup: string;
  readonly discount: string;
  /** Its part of the adjustments measured on cost, signed. */
  readonly costShare: string;
  /** The price for one with its coefficients, to 6 decimals; null where it has none. From rules 4 on. */
  readonly effectiveUnitPrice?: string | null;
}

/** What an adjustment measured on cost came to; it is within the amounts of its lines. Nothing of it is for a client. */
export interface CostAdjustmentTotals {
  readonly id: string;
  readonly kind: AdjustmentKind;
  /** The cost it was measured on. */
  readonly baseAmount: string;
  /** Signed. */
  readonly amount: string;
  /** See {@link AdjustmentTotals.limited}. */
  readonly limited: boolean;
  /** Priced lines in its scope whose cost is not known and counted as nothing. */
  readonly positionsWithoutCost: number;
}

/** The adjustments measured on cost of a section or the estimate, in declared order; from rules 2 on. */
export interface CostAdjustments {
  readonly costAdjustments?: readonly CostAdjustmentTotals[];
}

export interface AdjustmentTotals {
  readonly id: string;
  readonly kind: AdjustmentKind;
  /** What it was measured on; null for COST, which a client must not see. */
  readonly baseAmount: string | null;
  /** Signed: a discount is negative. */
  readonly amount: string;
  /** The section's or estimate's running total after it. */
  readonly runningTotal: string;
  /**
   * True when the amount is not the declared one: a discount was cut to what its lines still hold (totals never go
   * below zero), or a fixed markup has no line to carry it. Worth a warning before the estimate is sent.
   */
  readonly limited: boolean;
  readonly internal: { readonly baseAmount: string };
}

export interface SectionTotals {
  readonly id: string;
  /** Sum of the shown amounts of its own lines. */
  readonly linesSubtotal: string;
  /** Sum of the totals of its direct subsections. */
  readonly childrenSubtotal: string;
  readonly adjustments: readonly AdjustmentTotals[];
  /** linesSubtotal + childrenSubtotal + adjustments. */
  readonly total: string;
  /** From rules 3 on: whether it counts. What is not taken has its total all the same: what it would come to. */
  readonly included?: boolean;
  readonly internal: CostSummary & CostAdjustments;
}

export interface CostSummary {
  /** Sum of the known line costs, subsections included. */
  readonly cost: string;
  /** Priced positions whose cost is not known: while there are any, `cost` is a lower bound. */
  readonly positionsWithoutCost: number;
}

export interface TaxGroup {
  readonly rate: TaxRate;
  readonly net: string;
  readonly tax: string;
  /** net + tax. */
  readonly gross: string;
  /** From rules 3 on: the rate of the second tax; null where there is none. `tax` is both. */
  readonly secondRate?: TaxRate | null;
  /** From rules 3 on: what of `tax` is the second one. */
  readonly secondTax?: string;
}

export interface EstimateTotals {
  readonly currency: string;
  readonly policyVersion: number;
  /** In the order of the input. */
  readonly positions: readonly PositionTotals[];
  /** In the order of the input. */
  readonly sections: readonly SectionTotals[];
  /** Sum of the shown line amounts. */
  readonly linesSubtotal: string;
  /** Sum of the adjustments of all sections. */
  readonly sectionAdjustments: string;
  /** linesSubtotal + sectionAdjustments = totals of top-level sections + lines outside sections. */
  readonly subtotal: string;
  readonly adjustments: readonly AdjustmentTotals[];
  /** Sum of `adjustments`. subtotal + adjustmentsTotal = net (EXCLUSIVE) or total (INCLUSIVE). */
  readonly adjustmentsTotal: string;
  /** By rate, and by the rate of the second tax, the highest first, EXEMPT last; only rates that occur. */
  readonly taxGroups: readonly TaxGroup[];
  /** From rules 3 on: the first tax by rate, then the second, the highest first; without EXEMPT. */
  readonly taxes?: readonly TaxTotal[];
  /** From rules 3 on: what all options come to that are not taken, before the estimate's adjustments; no alternatives. */
  readonly optionsTotal?: string;
  readonly net: string;
  readonly tax: string;
  /** net + tax. */
  readonly total: string;
  /** payable − total, signed and untaxed; zero without `roundPayableTo`. */
  readonly payableRounding: string;
  readonly payable: string;
  readonly internal: CostSummary & Profit & CostAdjustments;
}
