import type { Line } from './line-amounts';
import { formatAmount, type MoneyRules } from './money-rules';
import { divideRounded, MICRO_DECIMALS, tenTo, writeMicro, type MinorUnits } from './rounding';
import type { AdjustmentShare, PositionTotals, PricedLine } from './totals.types';

/** How a line was priced, by its own fields and by cost. */
export function pricedLine(line: Line | undefined, rules: MoneyRules): PricedLine {
  const amount = (value: MinorUnits = 0n): string => formatAmount(value, rules);
  return {
    base: amount(line?.base),
    markup: amount(line?.markup),
    discount: amount(line?.discount),
    costShare: amount(line?.costShare),
    ...(rules.knowsCoefficients ? { effectiveUnitPrice: effectivePrice(line) } : {}),
  };
}

const effectivePrice = (line: Line | undefined): string | null =>
  line?.effectiveUnitPrice == null ? null : writeMicro(line.effectiveUnitPrice);

type ShownPrice = Pick<
  PositionTotals,
  'shownUnitPrice' | 'effectiveUnitPrice' | 'base' | 'markup' | 'discount'
>;

/**
 * How a line's price is shown to who may not see costs. A line that carries something measured on cost shows its amount
 * and a price for one that comes to it; to 6 decimals, so quantity × price may differ from a very large amount in its
 * last digits. Such lines always hold a quantity: those without one carry nothing.
 *
 * @param priced of the line
 */
export function shownPrice(line: Line | undefined, priced: PricedLine, rules: MoneyRules): ShownPrice {
  const { base, markup, discount, effectiveUnitPrice = null } = priced;
  if (!rules.pricesByCost) return { base, markup, discount };
  const carriesCost = line !== undefined && line.costShare !== 0n;
  const effective = rules.knowsCoefficients
    ? { effectiveUnitPrice: carriesCost ? null : effectiveUnitPrice }
    : {};
  if (!carriesCost) return { shownUnitPrice: null, ...effective, base, markup, discount };
  const none = formatAmount(0n, rules);
  const price = divideRounded(
    line.amount * tenTo(2 * MICRO_DECIMALS - rules.minorUnits),
    line.quantityWithWaste,
    rules.rounding,
  );
  return {
    shownUnitPrice: writeMicro(price),
    ...effective,
    base: formatAmount(line.amount, rules),
    markup: none,
    discount: none,
  };
}

/** A line's shares of adjustments, in the order of calculation. */
export const sharesOf = (line: Line | undefined, rules: MoneyRules): AdjustmentShare[] =>
  (line?.shares ?? []).map(({ adjustment, amount, weight, weights }) => ({
    adjustment,
    amount: formatAmount(amount, rules),
    ...(weight === undefined || weights === undefined
      ? {}
      : { weight: formatAmount(weight, rules), weights: formatAmount(weights, rules) }),
  }));
