import type { Decimal } from 'decimal.js';
import { MONEY_LIMITS } from '../calculation/money-limits';
import { ExactDecimal, isZero, roundDecimal } from '../calculation/rounding';
import type { Rounding } from '../calculation/totals.types';

/*
 * A position may be priced in a currency of its own, at a rate that stays as it was given: its price for one in the estimate's currency
 * follows from that when it is set, and all amounts are in the estimate's currency.
 */

/** What a position is priced with, as it is stored. */
export interface StoredForeignPrice {
  /** ISO 4217 code, another than the estimate's. */
  readonly currency: string;
  readonly unitPrice: string;
  /** Null: the cost was not given in this currency. */
  readonly unitCost: string | null;
  /** What one of this currency is in the estimate's. */
  readonly rate: string;
  readonly source: string | null;
  /** The day of the rate, `2026-01-31`. */
  readonly on: string;
}

/** A price or cost for one in the estimate's currency, unrounded. */
export const exactlyConverted = (value: string, { rate }: Pick<StoredForeignPrice, 'rate'>): Decimal =>
  new ExactDecimal(value).times(rate);

/** The same, as it is stored: 6 decimals. */
export const converted = (
  value: string,
  foreign: Pick<StoredForeignPrice, 'rate'>,
  rounding: Rounding,
): string => roundDecimal(exactlyConverted(value, foreign), MONEY_LIMITS.unitPrice.scale, rounding).toFixed();

/** Whether a price or cost for one is no larger than one can be in the estimate's currency. */
export const fitsConverted = (value: string, foreign: Pick<StoredForeignPrice, 'rate'>): boolean =>
  exactlyConverted(value, foreign).abs().lte(MONEY_LIMITS.unitPrice.max);

/** Whether a price or cost for one is something, and comes to nothing at the 6 decimals that are kept. */
export const vanishes = (
  value: string,
  foreign: Pick<StoredForeignPrice, 'rate'>,
  rounding: Rounding,
): boolean => !isZero(value) && isZero(converted(value, foreign, rounding));

/** What decides whether it is shown. */
interface ShownBy {
  readonly pricedByCost: boolean;
}

/**
 * What a position was priced with, for who may see it. Where costs are part of the prices, a person who may not see them is shown the
 * resulting prices: what one was before tells what is in it.
 */
export const shownForeignPrice = (
  seesCosts: boolean,
  { pricedByCost }: ShownBy,
  { foreignPrice }: { readonly foreignPrice?: StoredForeignPrice | null },
): StoredForeignPrice | null => (seesCosts || !pricedByCost ? (foreignPrice ?? null) : null);

/** Says it in any language: “100 USD × 92.5 (CBR, 2026-01-31)”. */
export const foreignPriceText = ({ currency, unitPrice, rate, source, on }: StoredForeignPrice): string =>
  `${unitPrice} ${currency} × ${rate} (${source === null ? '' : `${source}, `}${on})`;
