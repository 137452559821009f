import { Decimal } from 'decimal.js';
import type { Rounding } from './totals.types';

/**
 * Decimals of our own, so that nobody's `Decimal.set` changes an amount. 60 digits hold every product of the engine
 * exactly (18 + 19 digits and two percentages); only divisions are cut, far behind the digit that is rounded.
 */
export const ExactDecimal = Decimal.clone({ defaults: true, precision: 60, rounding: Decimal.ROUND_HALF_UP });

/**
 * Once rounded, an amount is a whole number of minor units (cents) in a bigint: sums and comparisons are exact and
 * no scale can be mixed up.
 */
export type MinorUnits = bigint;

const MODES = { HALF_UP: Decimal.ROUND_HALF_UP, HALF_EVEN: Decimal.ROUND_HALF_EVEN } as const;

/** Rounds to `scale` decimals. HALF_UP takes a tie away from zero, HALF_EVEN to the even digit. */
export function roundDecimal(value: Decimal, scale: number, rounding: Rounding): Decimal {
  return value.toDecimalPlaces(scale, MODES[rounding]);
}

/** Rounds an amount in major units (12.345) to minor units (1235 at two decimals). */
export function toMinorUnits(value: Decimal, minorUnits: number, rounding: Rounding): MinorUnits {
  return BigInt(roundDecimal(value, minorUnits, rounding).toFixed(minorUnits).replace('.', ''));
}

/** Minor units as an exact decimal of minor units, for multiplications and divisions. */
export function fromMinorUnits(amount: MinorUnits): Decimal {
  return new ExactDecimal(amount.toString());
}

/** round(amount × percent ÷ 100). */
export function percentOf(amount: MinorUnits, percent: Decimal, rounding: Rounding): MinorUnits {
  return toMinorUnits(fromMinorUnits(amount).times(percent).div(100), 0, rounding);
}

/** The multiple of `step` nearest to `amount`; a tie goes by `rounding`, HALF_UP away from zero. */
export function roundToStep(amount: MinorUnits, step: MinorUnits, rounding: Rounding): MinorUnits {
  return toMinorUnits(fromMinorUnits(amount).div(fromMinorUnits(step)), 0, rounding) * step;
}

/** Writes minor units as a plain decimal string with exactly `minorUnits` decimals: 1235 → "12.35", -5 → "-0.05". */
export function formatMinorUnits(amount: MinorUnits, minorUnits: number): string {
  const sign = amount < 0n ? '-' : '';
  const digits = (amount < 0n ? -amount : amount).toString().padStart(minorUnits + 1, '0');
  if (minorUnits === 0) return sign + digits;
  return `${sign}${digits.slice(0, -minorUnits)}.${digits.slice(-minorUnits)}`;
}

/** Whether a decimal string is nothing, whatever its sign and decimals: "-0.00". */
export const isZero = (amount: string): boolean => !/[1-9]/.test(amount);

/** Whether two decimal strings say the same: "1.50" and "1.5". What is unknown equals only that. */
export const sameAmount = (one: string | null, other: string | null): boolean =>
  one === null || other === null ? one === other : new ExactDecimal(one).equals(other);

/** Adds up amounts taken from a list. */
export function sumOf<T>(items: readonly T[], amountOf: (item: T) => MinorUnits): MinorUnits {
  let sum = 0n;
  for (const item of items) sum += amountOf(item);
  return sum;
}
