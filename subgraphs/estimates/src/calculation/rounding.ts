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

/** Quantities, prices for one and percentages: whole millionths in a bigint. They have no more decimals (`MONEY_LIMITS`). */
export type Micro = bigint;

/** Of a `Micro`. */
export const MICRO_DECIMALS = 6;
/** One and a hundred percent, as `Micro`. */
const ONE: Micro = 1_000_000n;
export const HUNDRED_PERCENT: Micro = 100n * ONE;

const POWERS = Array.from({ length: 64 }, (_, exponent) => 10n ** BigInt(exponent));

/** 10 to a power; those that are met in every line are at hand. */
export const tenTo = (exponent: number): bigint => POWERS[exponent] ?? 10n ** BigInt(exponent);

/**
 * Reads a plain decimal, exactly.
 *
 * @param value digits with an optional point and sign
 * @returns null when it has decimals beyond the sixth
 */
export function microOf(value: string): Micro | null {
  const point = value.indexOf('.');
  if (point === -1) return BigInt(value) * ONE;
  const missing = MICRO_DECIMALS - (value.length - point - 1);
  if (missing < 0) return null;
  return BigInt(value.slice(0, point) + value.slice(point + 1)) * tenTo(missing);
}

/** The same of what is known to have no more. @throws RangeError when it has */
export function exactMicro(value: string): Micro {
  const micro = microOf(value);
  if (micro === null) throw new RangeError(`${value} has more than ${MICRO_DECIMALS} decimals.`);
  return micro;
}

/** Writes it with all six decimals: 1 500 000 is "1.500000". */
export const writeMicro = (value: Micro): string => formatMinorUnits(value, MICRO_DECIMALS);

const MODES = { HALF_UP: Decimal.ROUND_HALF_UP, HALF_EVEN: Decimal.ROUND_HALF_EVEN } as const;

/** Rounds to `scale` decimals. HALF_UP takes a tie away from zero, HALF_EVEN to the even digit. */
export function roundDecimal(value: Decimal, scale: number, rounding: Rounding): Decimal {
  return value.toDecimalPlaces(scale, MODES[rounding]);
}

/**
 * Divides exactly and rounds once, to a whole number; see `roundDecimal` for ties.
 *
 * @param denominator not 0n
 */
export function divideRounded(numerator: bigint, denominator: bigint, rounding: Rounding): bigint {
  const whole = numerator / denominator;
  const rest = absolute(numerator % denominator) * 2n;
  const size = absolute(denominator);
  if (rest < size) return whole;
  if (rest === size && rounding === 'HALF_EVEN' && whole % 2n === 0n) return whole;
  return numerator < 0n === denominator < 0n ? whole + 1n : whole - 1n;
}

const absolute = (value: bigint): bigint => (value < 0n ? -value : value);

/** Rounds what is written in millionths of major units (12.345 is 12 345 000) to minor units (1235 at two decimals). */
export function toMinorUnits(value: Micro, minorUnits: number, rounding: Rounding): MinorUnits {
  return divideRounded(value, tenTo(MICRO_DECIMALS - minorUnits), rounding);
}

/** round(amount × percent ÷ 100). */
export function percentOf(amount: MinorUnits, percent: Micro, rounding: Rounding): MinorUnits {
  return divideRounded(amount * percent, HUNDRED_PERCENT, rounding);
}

/** The multiple of `step` nearest to `amount`; a tie goes by `rounding`, HALF_UP away from zero. */
export function roundToStep(amount: MinorUnits, step: MinorUnits, rounding: Rounding): MinorUnits {
  return divideRounded(amount, step, rounding) * step;
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
