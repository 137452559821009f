import { plainDecimal, withDecimals } from './decimal-text';

/** What an amount needs to be shown. */
export interface CurrencyOf {
  readonly currency: string;
  readonly minorUnits: number;
}

/** Shapes a stored amount as `Money`: "12.5000" EUR is 12.50. */
export const moneyOf = (estimate: CurrencyOf, amount: string) => ({
  amount: withDecimals(amount, estimate.minorUnits),
  currency: estimate.currency,
});

/** The same for an amount that may be unknown. */
export const moneyOrNull = (estimate: CurrencyOf, amount: string | null) =>
  amount === null ? null : moneyOf(estimate, amount);

/** Writes a price for one: at least the currency's decimals, more where it has them. */
export const unitPriceOf = (estimate: CurrencyOf, price: string): string =>
  withDecimals(price, estimate.minorUnits);

/** Takes a stored tax rate; answers the percentage, or null for none or exempt. */
export const ratePercent = (rate: string | null): string | null =>
  rate === null || rate === 'EXEMPT' ? null : plainDecimal(rate);
