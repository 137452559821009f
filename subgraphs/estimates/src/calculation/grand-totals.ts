import type { Line } from './line-amounts';
import { formatAmount, inRange, readStep, type MoneyRules } from './money-rules';
import { profitOf } from './profit';
import { roundToStep, sumOf, type MinorUnits } from './rounding';
import type { Taxes } from './taxes';
import type { CostSummary, EstimateTotals, TotalsInput } from './totals.types';

type GrandTotals = Pick<
  EstimateTotals,
  'taxGroups' | 'taxes' | 'net' | 'tax' | 'total' | 'payableRounding' | 'payable'
>;

/** What the estimate comes to with its taxes. @throws TotalsInputError when that does not fit */
export function grandTotals(input: TotalsInput, { groups, rates }: Taxes, rules: MoneyRules): GrandTotals {
  const amount = (value: MinorUnits): string => formatAmount(value, rules);
  const total = inRange(
    sumOf(groups, ({ gross }) => gross),
    rules,
    ['total'],
  );
  const step =
    input.roundPayableTo === null ? null : readStep(input.roundPayableTo, rules, ['roundPayableTo']);
  const payable =
    step === null ? total : inRange(roundToStep(total, step, rules.rounding), rules, ['payable']);
  return {
    taxGroups: groups.map(({ taxClass, net, tax, second, gross }) => ({
      rate: taxClass.key,
      net: amount(net),
      tax: amount(tax),
      gross: amount(gross),
      ...(rules.knowsOffers ? { secondRate: taxClass.second?.key ?? null, secondTax: amount(second) } : {}),
    })),
    ...(rules.knowsOffers
      ? {
          taxes: rates.map(({ which, rate, base, amount: tax }) => ({
            which,
            rate: rate.key,
            base: amount(base),
            amount: amount(tax),
          })),
        }
      : {}),
    net: amount(sumOf(groups, ({ net }) => net)),
    tax: amount(sumOf(groups, ({ tax }) => tax)),
    total: amount(total),
    payableRounding: amount(payable - total),
    payable: amount(payable),
  };
}

/** Cost and profit of the whole estimate. */
export function estimateInternals(
  lines: readonly Line[],
  { groups }: Taxes,
  rules: MoneyRules,
): EstimateTotals['internal'] {
  const summary = costSummary(lines, rules);
  const cost = summary.positionsWithoutCost > 0 ? null : sumOf(lines, (line) => line.cost ?? 0n);
  return {
    ...summary,
    ...profitOf(
      sumOf(groups, ({ net }) => net),
      cost,
      rules,
    ),
  };
}

/** Sum of the known costs of lines, and how many are not known. */
export function costSummary(lines: readonly Line[], rules: MoneyRules): CostSummary {
  return {
    cost: formatAmount(
      sumOf(lines, (line) => line.cost ?? 0n),
      rules,
    ),
    positionsWithoutCost: lines.filter((line) => line.cost === null).length,
  };
}
