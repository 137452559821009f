import type { Decimal } from 'decimal.js';
import { groupByTax, type Line } from './line-amounts';
import type { MoneyRules, TaxClass } from './money-rules';
import { fromMinorUnits, percentOf, sumOf, toMinorUnits, type MinorUnits } from './rounding';
import { spread } from './spread';

/** net + tax = gross, always. */
export interface TaxedAmount {
  readonly net: MinorUnits;
  readonly tax: MinorUnits;
  readonly gross: MinorUnits;
}

interface TaxedGroup extends TaxedAmount {
  readonly taxClass: TaxClass;
}

export interface Taxes {
  readonly groups: readonly TaxedGroup[];
  readonly byLine: ReadonlyMap<Line, TaxedAmount>;
}

/**
 * Tax on an amount. EXCLUSIVE: tax = round(net × rate). INCLUSIVE: net = round(gross ÷ (1 + rate)) and tax is the
 * rest: rounding the tax as well can miss the gross by a unit (erpnext#52236: 50 000 JPY became 50 001).
 */
function taxOn(amount: MinorUnits, percent: Decimal, rules: MoneyRules): TaxedAmount {
  if (rules.taxMode === 'EXCLUSIVE') {
    return withTax(amount, percentOf(amount, percent, rules.rounding), rules);
  }
  const net = toMinorUnits(fromMinorUnits(amount).div(percent.div(100).plus(1)), 0, rules.rounding);
  return withTax(amount, amount - net, rules);
}

/** `amount` is net in EXCLUSIVE mode, gross in INCLUSIVE mode. */
function withTax(amount: MinorUnits, tax: MinorUnits, rules: MoneyRules): TaxedAmount {
  return rules.taxMode === 'EXCLUSIVE'
    ? { net: amount, tax, gross: amount + tax }
    : { net: amount - tax, tax, gross: amount };
}

/** Tax is taken on the sum of the group; lines get shares of it for show, which add up to it. */
function taxOncePerRate(lines: readonly Line[], percent: Decimal, rules: MoneyRules): TaxedAmount[] {
  const amounts = lines.map((line) => line.running);
  const { tax } = taxOn(
    sumOf(amounts, (amount) => amount),
    percent,
    rules,
  );
  const taxes = spread(tax, amounts);
  return amounts.map((amount, index) => withTax(amount, taxes[index] ?? 0n, rules));
}

/**
 * Taxes lines by their amounts after adjustments, rounding once per rate or on each line as the policy says.
 * Once per rate is the default: by line, the same goods cost more or less tax by how they are split into lines
 * (erpnext#6954: 385.83 or 385.87).
 *
 * @param lines every priced line of the estimate, with all adjustments landed
 * @returns groups by rate, the highest first, EXEMPT last; each the sum of its lines
 */
export function calculateTaxes(lines: readonly Line[], rules: MoneyRules): Taxes {
  const byLine = new Map<Line, TaxedAmount>();
  const groups = groupByTax(lines).map((group): TaxedGroup => {
    const taxClass = (group[0] as Line).taxClass;
    const taxed =
      rules.taxRounding === 'PER_RATE'
        ? taxOncePerRate(group, taxClass.percent, rules)
        : group.map((line) => taxOn(line.running, taxClass.percent, rules));
    group.forEach((line, index) => byLine.set(line, taxed[index] as TaxedAmount));
    return {
      taxClass,
      net: sumOf(taxed, ({ net }) => net),
      tax: sumOf(taxed, ({ tax }) => tax),
      gross: sumOf(taxed, ({ gross }) => gross),
    };
  });
  return { groups, byLine };
}
