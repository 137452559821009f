import { MONEY_LIMITS, parseMicro } from './money-limits';
import type { MoneyRules } from './money-rules';
import { divideRounded, MICRO_DECIMALS, tenTo, type Micro, type MinorUnits } from './rounding';
import type { CoefficientInput, CoefficientTarget } from './offer.types';
import type { SectionNode } from './section-tree';
import type { PositionInput, TotalsInput } from './totals.types';

/** A product of coefficients: exact, however many there are (100 of them have 600 decimals). */
export interface Factor {
  readonly digits: bigint;
  readonly decimals: number;
}

/** What prices and costs for one are multiplied by; null: by nothing. */
export interface Factors {
  readonly price: Factor | null;
  readonly cost: Factor | null;
}

const NONE: Factors = { price: null, cost: null };

const product = (values: readonly Micro[], start: Factor | null): Factor | null =>
  values.reduce<Factor | null>(
    (done, value) => ({
      digits: (done?.digits ?? 1n) * value,
      decimals: (done?.decimals ?? 0) + MICRO_DECIMALS,
    }),
    start,
  );

/**
 * round(factor × price for one × quantity).
 *
 * @param factor null: 1
 */
export const worth = (factor: Factor | null, one: Micro, quantity: Micro, rules: MoneyRules): MinorUnits =>
  divideRounded(
    (factor?.digits ?? 1n) * one * quantity,
    tenTo((factor?.decimals ?? 0) + 2 * MICRO_DECIMALS - rules.minorUnits),
    rules.rounding,
  );

/** round(factor × price for one), to the 6 decimals of a price for one. */
export const multipliedPrice = ({ digits, decimals }: Factor, one: Micro, { rounding }: MoneyRules): Micro =>
  divideRounded(digits * one, tenTo(decimals), rounding);

function multiplied(
  { price, cost }: Factors,
  coefficients: readonly CoefficientInput[] | null | undefined,
  path: readonly string[],
): Factors {
  if (!coefficients || coefficients.length === 0) return { price, cost };
  const values = coefficients.map(({ value }, index) =>
    parseMicro(value, MONEY_LIMITS.coefficient, [...path, 'coefficients', String(index), 'value']),
  );
  const valuesFor = (but: CoefficientTarget) =>
    values.filter((_, index) => coefficients[index]?.appliesTo !== but);
  return { price: product(valuesFor('COST'), price), cost: product(valuesFor('PRICE'), cost) };
}

/**
 * Makes a reader of what a position's price and cost for one are multiplied by: its own coefficients, those of its sections, and the
 * estimate's. Nothing is rounded.
 *
 * @throws TotalsInputError for a value out of its limits; so does the reader
 */
export function createFactors(
  input: TotalsInput,
  tree: ReadonlyMap<string, SectionNode>,
  rules: MoneyRules,
): (position: PositionInput) => Factors {
  if (!rules.knowsCoefficients) return () => NONE;
  const everywhere = multiplied(NONE, input.coefficients, []);
  const bySection = new Map<string, Factors>();
  for (const { section, lineage } of [...tree.values()].sort((a, b) => a.depth - b.depth)) {
    const above = bySection.get(lineage[1]?.id ?? '') ?? everywhere;
    bySection.set(section.id, multiplied(above, section.coefficients, ['sections', section.id]));
  }
  return ({ id, sectionId, coefficients }) =>
    multiplied(bySection.get(sectionId ?? '') ?? everywhere, coefficients, ['positions', id]);
}
