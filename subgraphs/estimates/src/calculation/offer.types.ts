/* What rules 3 and 4 brought to the money engine (`totals.types.ts`). */

/**
 * How a row belongs to the offer that need not be part of it (from rules 3 on). What is not taken is priced like all else,
 * and counts nowhere: not in sums, not in what adjustments are measured on, not in taxes. A section takes along what is in it.
 */
export interface Choice {
  /** Null: an option, taken or not by itself. Else alternatives: of the rows with this name in one place exactly one is taken. */
  readonly group: string | null;
  readonly taken: boolean;
}

/** A second tax of the document (from rules 3 on): beside the first, or, compound, on the amount with the first. */
export interface SecondTax {
  /** Of positions that name none. */
  readonly rate: string;
  readonly compound: boolean;
}

/** What one tax comes to at one rate (from rules 3 on). */
export interface TaxTotal {
  readonly which: 'FIRST' | 'SECOND';
  readonly rate: string;
  /** What it is taken on: net, and the first tax under a compound second one. */
  readonly base: string;
  readonly amount: string;
}

/** What a coefficient multiplies: price and cost for one alike, or one of them. */
export type CoefficientTarget = 'BOTH' | 'COST' | 'PRICE';

/** A number that prices and costs for one are multiplied by (from rules 4 on). */
export interface CoefficientInput {
  /** Above zero. */
  readonly value: string;
  readonly appliesTo: CoefficientTarget;
}
