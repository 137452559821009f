import { sumOf, type MinorUnits } from './rounding';

/**
 * Splits an amount in proportion to weights by largest remainder: everybody gets the whole part of an exact share,
 * and the minor units left over go one each to the largest remainders, ties to the one that comes first. The parts
 * always add up to the amount. (Rounding each part on its own does not: odoo PR#190449 split 6.85 over six lines into
 * five times 1.15 and a rest of 1.10.)
 *
 * @param amount in minor units, of either sign
 * @param weights not negative; all zero means equal shares. An empty list takes nothing, so `amount` must be 0 then
 * @returns one part per weight, in the same order, with the sign of `amount`; never more than the weight in size
 *   when the amount is not more than the sum of the weights
 */
export function spread(amount: MinorUnits, weights: readonly MinorUnits[]): MinorUnits[] {
  if (amount < 0n) return spread(-amount, weights).map((part) => -part);
  const weightSum = sumOf(weights, (weight) => weight);
  if (weightSum === 0n) {
    return weights.length === 0
      ? []
      : spread(
          amount,
          weights.map(() => 1n),
        );
  }
  const parts = weights.map((weight) => (amount * weight) / weightSum);
  const leftOver = Number(amount - sumOf(parts, (part) => part));
  if (leftOver === 0) return parts;
  const remainders = weights.map((weight) => (amount * weight) % weightSum);
  for (const index of largestFirst(remainders).slice(0, leftOver)) parts[index] = (parts[index] ?? 0n) + 1n;
  return parts;
}

function largestFirst(values: readonly MinorUnits[]): number[] {
  return values
    .map((value, index) => ({ value, index }))
    .sort((a, b) => (a.value === b.value ? a.index - b.index : a.value > b.value ? -1 : 1))
    .map(({ index }) => index);
}

/**
 * Spreads first over groups, then inside each group over its members. Each group gets its exact share to within one
 * minor unit, however many members it has, and the order of members can't move money between groups. One flat split
 * of 1.00 over 100 lines of 0.20 at one tax rate and 100 lines of 0.30 at another takes all of it from the latter.
 *
 * @param amount in minor units, of either sign
 * @param groups weights of the members, by group; ties go to the earlier group, then to the earlier member
 * @returns parts in the shape of `groups`
 */
export function spreadOverGroups(
  amount: MinorUnits,
  groups: readonly (readonly MinorUnits[])[],
): MinorUnits[][] {
  const nothingToWeigh = groups.every((weights) => weights.every((weight) => weight === 0n));
  const weighted = nothingToWeigh ? groups.map((weights) => weights.map(() => 1n)) : groups;
  const shares = spread(
    amount,
    weighted.map((weights) => sumOf(weights, (weight) => weight)),
  );
  return weighted.map((weights, index) => spread(shares[index] ?? 0n, weights));
}
