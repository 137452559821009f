import { sumOf, type MinorUnits } from './rounding';
import { spread } from './spread';

/** A part of a whole, as whole numbers: 20 % of something is 20 000 000 of 100 000 000. */
export interface Fraction {
  readonly part: bigint;
  readonly of: bigint;
}

/**
 * Shares a tax out to the amounts it was taken on. Amounts that are not below zero get it by largest remainder (`spread`). With
 * credits among them each gets its own exact tax, rounded down, and the minor units left over go one each to the largest
 * remainders, ties to the one that comes first.
 *
 * @param tax on all amounts, rounded
 * @param amounts of either sign
 * @param rate what of an amount is the tax
 * @returns one part per amount, in the same order; they add up to `tax`
 */
export function spreadTax(tax: MinorUnits, amounts: readonly MinorUnits[], rate: Fraction): MinorUnits[] {
  if (amounts.every((amount) => amount >= 0n)) return spread(tax, amounts);
  const exact = amounts.map((amount) => floorDivide(amount * rate.part, rate.of));
  const parts = exact.map(({ whole }) => whole);
  const order = exact
    .map(({ remainder }, index) => ({ remainder, index }))
    .sort((a, b) => (a.remainder === b.remainder ? a.index - b.index : a.remainder > b.remainder ? -1 : 1));
  // Rounded once, the tax can lie a minor unit beside what the exact ones come to, on either side.
  const left = Number(tax - sumOf(parts, (part) => part));
  for (let count = 0; count < left; count += 1) {
    const { index } = order[count % order.length] as { index: number };
    parts[index] = (parts[index] ?? 0n) + 1n;
  }
  for (let count = 0; count < -left; count += 1) {
    const { index } = order[order.length - 1 - (count % order.length)] as { index: number };
    parts[index] = (parts[index] ?? 0n) - 1n;
  }
  return parts;
}

function floorDivide(value: bigint, by: bigint): { whole: bigint; remainder: bigint } {
  const remainder = ((value % by) + by) % by;
  return { whole: (value - remainder) / by, remainder };
}
