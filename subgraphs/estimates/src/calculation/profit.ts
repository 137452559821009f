import type { Decimal } from 'decimal.js';
import { MONEY_LIMITS, parseDecimal } from './money-limits';
import { formatAmount, type MoneyRules } from './money-rules';
import {
  divideRounded,
  ExactDecimal,
  formatMinorUnits,
  roundDecimal,
  tenTo,
  type MinorUnits,
} from './rounding';
import type { Profit, Rounding } from './totals.types';

const PERCENT_DECIMALS = 2;
const MAX_MARGIN = { min: '0', max: '99.999999', scale: 6 } as const;

function percentage(part: MinorUnits, whole: MinorUnits, rounding: Rounding): string | null {
  if (whole === 0n) return null;
  const percent = divideRounded(part * tenTo(2 + PERCENT_DECIMALS), whole, rounding);
  return formatMinorUnits(percent, PERCENT_DECIMALS);
}

/**
 * Margin and markup of a sale. The margin is a part of the price, the markup a part of the cost: 25 on a cost of 100
 * is a markup of 25 % and a margin of 20 %.
 *
 * @param net what is sold, without tax
 * @param cost null when not known
 */
export function profitOf(net: MinorUnits, cost: MinorUnits | null, rules: MoneyRules): Profit {
  if (cost === null) return { margin: null, marginPercent: null, markupPercent: null };
  const margin = net - cost;
  return {
    margin: formatAmount(margin, rules),
    marginPercent: percentage(margin, net, rules.rounding),
    markupPercent: percentage(margin, cost, rules.rounding),
  };
}

/** Margin as a part of what is sold, in percent, of amounts as they are stored; null when nothing is sold. */
export function marginPercent(net: string, margin: string, rounding: Rounding): string | null {
  const whole = new ExactDecimal(net);
  if (whole.isZero()) return null;
  const percent = new ExactDecimal(margin).times(100).div(whole);
  return roundDecimal(percent, PERCENT_DECIMALS, rounding).toFixed(PERCENT_DECIMALS);
}

/**
 * Unit price that leaves a margin: cost ÷ (1 − margin), to the 6 decimals of a unit price.
 *
 * @param unitCost decimal string within `MONEY_LIMITS.unitCost`
 * @param marginPercent from 0 up to, not including, 100
 * @throws TotalsInputError when an input, or the price, is out of its limits
 */
export function unitPriceForMargin(unitCost: string, marginPercent: string, rounding: Rounding): string {
  const cost = parseDecimal(unitCost, MONEY_LIMITS.unitCost, ['unitCost']);
  const margin = parseDecimal(marginPercent, MAX_MARGIN, ['marginPercent']);
  return asUnitPrice(cost.times(100).div(margin.neg().plus(100)), rounding);
}

/**
 * Unit price with a markup on the cost: cost × (1 + markup), to the 6 decimals of a unit price.
 *
 * @param unitCost decimal string within `MONEY_LIMITS.unitCost`
 * @param markupPercent within `MONEY_LIMITS.markupPercent`
 * @throws TotalsInputError when an input, or the price, is out of its limits
 */
export function unitPriceForMarkup(unitCost: string, markupPercent: string, rounding: Rounding): string {
  const cost = parseDecimal(unitCost, MONEY_LIMITS.unitCost, ['unitCost']);
  const markup = parseDecimal(markupPercent, MONEY_LIMITS.markupPercent, ['markupPercent']);
  return asUnitPrice(cost.times(markup.plus(100)).div(100), rounding);
}

function asUnitPrice(price: Decimal, rounding: Rounding): string {
  const { scale } = MONEY_LIMITS.unitPrice;
  const written = roundDecimal(price, scale, rounding).toFixed(scale);
  parseDecimal(written, MONEY_LIMITS.unitPrice, ['unitPrice']);
  return written;
}
