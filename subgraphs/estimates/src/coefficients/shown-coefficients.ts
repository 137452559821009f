import type { StoredCoefficient } from '../estimates/estimate.entity';

/** Whether a coefficient is for costs only. */
export const isForCost = ({ appliesTo }: Pick<StoredCoefficient, 'appliesTo'>): boolean =>
  appliesTo === 'COST';

/** What decides which coefficients are shown. */
interface ShownBy {
  readonly pricedByCost: boolean;
}

/**
 * The coefficients that are shown to who may see costs, or not. Where costs are part of the prices, a person who may not see them is
 * shown the resulting prices, as a client is: what a price was without its coefficients tells what is in it.
 */
export function shownCoefficients(
  seesCosts: boolean,
  { pricedByCost }: ShownBy,
  coefficients: readonly StoredCoefficient[] | null | undefined,
): readonly StoredCoefficient[] {
  if (!coefficients || seesCosts) return coefficients ?? [];
  return pricedByCost ? [] : coefficients.filter((each) => !isForCost(each));
}
