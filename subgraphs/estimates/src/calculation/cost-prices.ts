import { checkShape, effectOf, makesPrices, measuredOn, shareOut } from './adjustments';
import type { Line } from './line-amounts';
import { formatAmount, inRange, type MoneyRules } from './money-rules';
import { sumOf } from './rounding';
import type { AdjustmentInput, CostAdjustmentTotals, TotalsInput } from './totals.types';

/*
 * What is measured on cost becomes part of the lines' prices, before anything else is calculated, and is shared out by
 * price. So who may not see costs meets an ordinary document, whole in itself: no amount in it depends on which line costs
 * what, and neither the sum nor the percentage of these adjustments can be worked out of it.
 */

/**
 * Puts all adjustments measured on cost into the lines' amounts: sections from the deepest up, then the estimate, each in
 * declared order. Lines worth nothing, credits, and those without a quantity, carry nothing. What is not taken is measured and
 * carries like all else: so no price moves when a client takes an option.
 *
 * @param scopes sections, deepest first, with the lines in them
 * @param lines all priced lines; their `amount` and `running` are moved
 * @returns what each came to, by id
 * @throws TotalsInputError for a value out of its limits or a line that does not fit
 */
export function* priceByCost(
  input: TotalsInput,
  scopes: readonly {
    readonly id: string;
    readonly adjustments: readonly AdjustmentInput[];
    readonly lines: readonly Line[];
  }[],
  lines: readonly Line[],
  rules: MoneyRules,
): Generator<void, Map<string, CostAdjustmentTotals>> {
  const done = new Map<string, CostAdjustmentTotals>();
  const every = [
    ...scopes.map((scope) => ({ ...scope, path: ['sections', scope.id] })),
    { adjustments: input.adjustments, lines, path: [] as string[] },
  ];
  for (const { adjustments, lines, path } of every) {
    const making = adjustments.filter((each) => makesPrices(each, rules));
    if (making.length === 0) continue;
    // A tie goes to the smaller id, not to the line that stands first: moving a line must not move money.
    const byId = [...lines].sort((a, b) => (a.position.id < b.position.id ? -1 : 1));
    for (const each of making) {
      done.set(each.id, priceOne(each, byId, rules, [...path, 'adjustments', each.id]));
      yield;
    }
  }
  for (const line of lines) {
    line.costShare = line.running - line.amount;
    line.amount = inRange(line.running, rules, ['positions', line.position.id, 'amount']);
  }
  return done;
}

function priceOne(
  adjustment: AdjustmentInput,
  lines: readonly Line[],
  rules: MoneyRules,
  path: readonly string[],
): CostAdjustmentTotals {
  if (rules.knowsOffers) checkShape(adjustment, path);
  const carriers = lines.filter((line) => line.running > 0n && line.quantityWithWaste !== 0n);
  const measured = measuredOn(lines, (line) => line.cost ?? 0n);
  const available = sumOf(carriers, (line) => line.running);
  const declared = effectOf(adjustment, measured, available, rules, path);
  const amount = carriers.length === 0 ? 0n : declared.amount;
  shareOut(adjustment.id, carriers, amount, (line) => line.running, rules);
  return {
    id: adjustment.id,
    kind: adjustment.kind,
    baseAmount: formatAmount(measured, rules),
    amount: formatAmount(amount, rules),
    limited: declared.limited || amount !== declared.amount,
    positionsWithoutCost: lines.filter((line) => line.cost === null).length,
  };
}
