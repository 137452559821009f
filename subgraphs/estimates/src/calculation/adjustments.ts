import { groupByTax, labourOf, type Line } from './line-amounts';
import { MONEY_LIMITS, parseMicro, SIZE_LIMITS, TotalsInputError } from './money-limits';
import { formatAmount, inRange, readAmount, readStep, type MoneyRules } from './money-rules';
import { percentOf, roundToStep, sumOf, type MinorUnits } from './rounding';
import { spreadOverGroups } from './spread';
import type { AdjustmentBase, AdjustmentInput, AdjustmentTotals } from './totals.types';

/** Whether there may be labour in a line. */
const hasLabour = ({ labourPercent, position }: Line): boolean =>
  labourPercent === null ? position.kind === 'WORK' : labourPercent !== 0n;

/** The lines of a base: for LABOUR those with labour, for MATERIAL those of the kind, else every priced line. */
function linesOf(base: AdjustmentBase, lines: readonly Line[]): readonly Line[] {
  if (base === 'LABOUR') return lines.filter(hasLabour);
  if (base === 'MATERIAL') return lines.filter((line) => line.position.kind === 'MATERIAL');
  return lines;
}

/** What one line contributes to a base. */
function measureOf(base: AdjustmentBase, line: Line, rules: MoneyRules): MinorUnits {
  if (base === 'LABOUR') return labourOf(line, rules);
  if (base === 'COST') return line.cost ?? 0n;
  return base === 'RUNNING_TOTAL' ? line.running : line.amount;
}

/** Whether an adjustment is part of the lines' prices (rules 2 and later; see `cost-prices.ts`). */
export const makesPrices = ({ base }: Pick<AdjustmentInput, 'base'>, rules: MoneyRules): boolean =>
  rules.pricesByCost && base === 'COST';

interface Effect {
  /** Signed. */
  readonly amount: MinorUnits;
  readonly limited: boolean;
}

/** Works out an adjustment's amount from what it is measured on and what its lines still hold. */
export function effectOf(
  adjustment: AdjustmentInput,
  measured: MinorUnits,
  available: MinorUnits,
  rules: MoneyRules,
  path: readonly string[],
): Effect {
  const valuePath = [...path, 'value'];
  if (adjustment.kind === 'ROUND_TO') {
    const step = readStep(adjustment.value, rules, valuePath);
    return { amount: roundToStep(available, step, rules.rounding) - available, limited: false };
  }
  const isDiscount = adjustment.kind === 'DISCOUNT';
  const percentLimit = isDiscount ? MONEY_LIMITS.discountPercent : MONEY_LIMITS.markupPercent;
  const size =
    adjustment.mode === 'FIXED'
      ? readAmount(adjustment.value, rules, valuePath)
      : percentOf(measured, parseMicro(adjustment.value, percentLimit, valuePath), rules.rounding);
  if (!isDiscount) return { amount: size, limited: false };
  const most = available > 0n ? available : 0n;
  return size > most ? { amount: -most, limited: true } : { amount: -size, limited: false };
}

/** What a percentage is taken of: credits may leave less than nothing of a base, and no percentage is taken of that. */
export const measuredOn = (lines: readonly Line[], measure: (line: Line) => MinorUnits): MinorUnits => {
  const sum = sumOf(lines, measure);
  return sum > 0n ? sum : 0n;
};

const isCredit = ({ amount }: Line): boolean => amount < 0n;

/** The lines that carry an adjustment: those of its base without the credits among them, unless there are only credits. */
function carriersOf(lines: readonly Line[]): readonly Line[] {
  const carrying = lines.filter((line) => !isCredit(line));
  return carrying.length === 0 ? lines : carrying;
}

/** Shares an amount out to lines: first over tax rates, then inside each. Notes the shares where they are asked for. */
export function shareOut(
  id: string,
  carriers: readonly Line[],
  amount: MinorUnits,
  weightOf: (line: Line) => MinorUnits,
  rules: MoneyRules,
): void {
  if (amount === 0n) return;
  const groups = groupByTax(carriers);
  // Taken before any line is moved.
  const weighed = rules.tellsWeights ? new Map(carriers.map((line) => [line, weightOf(line)])) : null;
  const weights = weighed ? sumOf([...weighed.values()], (weight) => weight) : 0n;
  const parts = spreadOverGroups(
    amount,
    groups.map((lines) => lines.map(weightOf)),
  );
  groups.forEach((lines, group) =>
    lines.forEach((line, index) => {
      const part = parts[group]?.[index] ?? 0n;
      line.running += part;
      if (!rules.tellsShares || part === 0n) return;
      const share = { adjustment: id, amount: part };
      line.shares.push(rules.tellsWeights ? { ...share, weight: weighed?.get(line) ?? 0n, weights } : share);
    }),
  );
}

/**
 * A markup is shared by what it was measured on; a discount or a rounding by what each line still holds, so that no
 * line falls below zero. Credits carry something only where there is nothing else: by their size.
 */
function weighting(
  adjustment: AdjustmentInput,
  measured: MinorUnits,
  rules: MoneyRules,
): (line: Line) => MinorUnits {
  const byMeasure = adjustment.kind === 'MARKUP' && measured !== 0n;
  return (line) => {
    const weight = byMeasure ? measureOf(adjustment.base, line, rules) : line.running;
    if (weight >= 0n) return weight;
    return isCredit(line) ? -weight : 0n;
  };
}

/** @throws TotalsInputError INVALID_ADJUSTMENT for a rounding of anything but what stands there */
export function checkShape(adjustment: AdjustmentInput, path: readonly string[]): void {
  if (adjustment.kind !== 'ROUND_TO') return;
  if (adjustment.mode === 'FIXED' && adjustment.base === 'RUNNING_TOTAL') return;
  const message = 'ROUND_TO takes mode FIXED (value is the step) and base RUNNING_TOTAL.';
  throw new TotalsInputError('INVALID_ADJUSTMENT', path, message);
}

function applyOne(
  adjustment: AdjustmentInput,
  lines: readonly Line[],
  rules: MoneyRules,
  path: readonly string[],
): AdjustmentTotals {
  checkShape(adjustment, path);
  const { id, kind, base } = adjustment;
  const measuring = linesOf(base, lines);
  const carriers = carriersOf(measuring);
  const measured = measuredOn(measuring, (line) => measureOf(base, line, rules));
  const available = sumOf(measuring, (line) => line.running);
  const declared = effectOf(adjustment, measured, available, rules, path);
  // With no line to carry it there is nothing to pay: a delivery fee on an empty section is not owed.
  const amount = carriers.length === 0 ? 0n : declared.amount;
  const limited = declared.limited || amount !== declared.amount;
  shareOut(id, carriers, amount, weighting(adjustment, measured, rules), rules);
  const runningTotal = sumOf(lines, (line) => line.running);
  const baseAmount = formatAmount(measured, rules);
  return {
    id,
    kind,
    baseAmount: base === 'COST' ? null : baseAmount,
    amount: formatAmount(amount, rules),
    runningTotal: formatAmount(inRange(runningTotal, rules, [...path, 'runningTotal']), rules),
    limited,
    internal: { baseAmount },
  };
}

/**
 * Applies the adjustments of one scope, a section or the estimate, in declared order. Others may have a turn after each.
 *
 * @param adjustments in order of calculation; those that are in the lines' prices already are left out
 * @param lines every priced line of the scope, subsections included, in display order; their `running` amounts are
 *   moved, so that their sum is the scope's running total after each adjustment
 * @param path of the scope, for errors
 * @throws TotalsInputError for a value out of its limits or a total that does not fit
 */
export function* applyAdjustments(
  adjustments: readonly AdjustmentInput[],
  lines: readonly Line[],
  rules: MoneyRules,
  path: readonly string[],
): Generator<void, AdjustmentTotals[]> {
  if (adjustments.length > SIZE_LIMITS.adjustmentsPerScope) {
    const message = `At most ${SIZE_LIMITS.adjustmentsPerScope} adjustments in one place; there are ${adjustments.length}.`;
    throw new TotalsInputError('TOO_MANY_ITEMS', [...path, 'adjustments'], message);
  }
  const done: AdjustmentTotals[] = [];
  for (const each of adjustments) {
    if (makesPrices(each, rules)) continue;
    done.push(applyOne(each, lines, rules, [...path, 'adjustments', each.id]));
    yield;
  }
  return done;
}
