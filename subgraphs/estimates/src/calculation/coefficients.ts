import { Decimal } from 'decimal.js';
import { MONEY_LIMITS, parseDecimal } from './money-limits';
import type { MoneyRules } from './money-rules';
import type { CoefficientInput, CoefficientTarget } from './offer.types';
import type { SectionNode } from './section-tree';
import type { PositionInput, TotalsInput } from './totals.types';

/** What prices and costs for one are multiplied by; null: by nothing. */
export interface Factors {
  readonly price: Decimal | null;
  readonly cost: Decimal | null;
}

const NONE: Factors = { price: null, cost: null };

/** Holds every product exactly: of 100 coefficients (10 places, 10 in each) with 10 digits, a quantity and a price. */
const LongDecimal = Decimal.clone({ defaults: true, precision: 1_100 });

const product = (values: readonly string[], start: Decimal | null): Decimal | null =>
  values.reduce<Decimal | null>((done, value) => (done ?? new LongDecimal(1)).times(value), start);

function multiplied(
  { price, cost }: Factors,
  coefficients: readonly CoefficientInput[] | null | undefined,
  path: readonly string[],
): Factors {
  if (!coefficients || coefficients.length === 0) return { price, cost };
  coefficients.forEach(({ value }, index) =>
    parseDecimal(value, MONEY_LIMITS.coefficient, [...path, 'coefficients', String(index), 'value']),
  );
  const valuesFor = (but: CoefficientTarget) =>
    coefficients.filter(({ appliesTo }) => appliesTo !== but).map(({ value }) => value);
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
