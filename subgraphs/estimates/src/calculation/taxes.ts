import { groupByTax, type Line } from './line-amounts';
import { compareRates, TAX_EXEMPT, type MoneyRules, type Rate, type TaxClass } from './money-rules';
import { divideRounded, HUNDRED_PERCENT, percentOf, sumOf, type Micro, type MinorUnits } from './rounding';
import { spread } from './spread';
import { spreadTax, type Fraction } from './spread-signed';

/** net + tax = gross, always; `tax` is the first tax and the second one. */
export interface TaxedAmount {
  readonly net: MinorUnits;
  readonly tax: MinorUnits;
  readonly second: MinorUnits;
  readonly gross: MinorUnits;
}

interface TaxedGroup extends TaxedAmount {
  readonly taxClass: TaxClass;
}

/** What one tax comes to at one rate. */
interface RateTotal {
  readonly which: 'FIRST' | 'SECOND';
  readonly rate: Rate;
  readonly base: MinorUnits;
  readonly amount: MinorUnits;
}

export interface Taxes {
  readonly groups: readonly TaxedGroup[];
  readonly rates: readonly RateTotal[];
  readonly byLine: ReadonlyMap<Line, TaxedAmount>;
}

/** Both taxes on an amount. */
interface Both {
  readonly first: MinorUnits;
  readonly second: MinorUnits;
}

const HUNDRED = HUNDRED_PERCENT;
const fractionOf = (percent: Micro): Fraction => ({ part: percent, of: HUNDRED });

/** What each tax is of the net, in billionths of billionths; a compound second tax is taken on the first, too. */
function weightsOf({ percent, second }: TaxClass, compound: boolean): [first: bigint, second: bigint] {
  return [percent * HUNDRED, (second?.percent ?? 0n) * (compound ? HUNDRED + percent : HUNDRED)];
}

/**
 * Taxes within an amount that contains them: net = round(gross ÷ (1 + rates)) and the taxes are the rest, split between them by
 * their rates: rounding the tax as well can miss the gross by a unit (erpnext#52236: 50 000 JPY became 50 001).
 */
function taxesWithin(gross: MinorUnits, taxClass: TaxClass, rules: MoneyRules): Both {
  const weights = weightsOf(taxClass, rules.compound);
  const whole = HUNDRED * HUNDRED + weights[0] + weights[1];
  const tax = gross - divideRounded(gross * HUNDRED * HUNDRED, whole, rules.rounding);
  if (weights[1] === 0n) return { first: tax, second: 0n };
  const [first = 0n, second = 0n] = spread(tax, weights);
  return { first, second };
}

/** Taxes on top of an amount, each rounded. */
function taxesOn(net: MinorUnits, { percent, second }: TaxClass, rules: MoneyRules): Both {
  const first = percentOf(net, percent, rules.rounding);
  if (second === null) return { first, second: 0n };
  return { first, second: percentOf(rules.compound ? net + first : net, second.percent, rules.rounding) };
}

/** `amount` is net in EXCLUSIVE mode, gross in INCLUSIVE mode. */
function withTaxes(amount: MinorUnits, { first, second }: Both, rules: MoneyRules): TaxedAmount {
  const tax = first + second;
  return rules.taxMode === 'EXCLUSIVE'
    ? { net: amount, tax, second, gross: amount + tax }
    : { net: amount - tax, tax, second, gross: amount };
}

/** Splits members by a key, in the order in which keys come. */
function groupBy<T, K>(items: readonly T[], keyOf: (item: T) => K): T[][] {
  const groups = new Map<K, T[]>();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group) group.push(item);
    else groups.set(key, [item]);
  }
  return [...groups.values()];
}

/** A tax on top, rounded once on the sum of all amounts at its rate, and shared out to them. */
function onTopOnce(amounts: readonly MinorUnits[], percent: Micro, rules: MoneyRules): MinorUnits[] {
  const tax = percentOf(
    sumOf(amounts, (amount) => amount),
    percent,
    rules.rounding,
  );
  return spreadTax(tax, amounts, fractionOf(percent));
}

/** Both taxes of each group: each tax rounded once for each of its rates, whatever the other one's. */
function groupTaxes(groups: readonly (readonly Line[])[], rules: MoneyRules): Both[] {
  const members = groups.map((lines) => ({
    taxClass: (lines[0] as Line).taxClass,
    amount: sumOf(lines, (line) => line.running),
    first: 0n,
    second: 0n,
  }));
  if (rules.taxMode === 'INCLUSIVE')
    return members.map(({ amount, taxClass }) => taxesWithin(amount, taxClass, rules));
  for (const same of groupBy(members, ({ taxClass }) => taxClass.key)) {
    const { percent } = (same[0] as (typeof members)[number]).taxClass;
    const parts = onTopOnce(
      same.map(({ amount }) => amount),
      percent,
      rules,
    );
    same.forEach((member, index) => (member.first = parts[index] ?? 0n));
  }
  for (const same of groupBy(members, ({ taxClass }) => taxClass.second?.key)) {
    const { second } = (same[0] as (typeof members)[number]).taxClass;
    if (second === null) continue;
    const bases = same.map(({ amount, first }) => (rules.compound ? amount + first : amount));
    const parts = onTopOnce(bases, second.percent, rules);
    same.forEach((member, index) => (member.second = parts[index] ?? 0n));
  }
  return members;
}

/** Lines get shares of their group's taxes for show, which add up to them. */
function shareTaxes(lines: readonly Line[], taxes: Both, rules: MoneyRules): TaxedAmount[] {
  const { taxClass } = lines[0] as Line;
  const amounts = lines.map((line) => line.running);
  const [w1, w2] = weightsOf(taxClass, rules.compound);
  const inclusive = rules.taxMode === 'INCLUSIVE';
  const of = inclusive ? HUNDRED * HUNDRED + w1 + w2 : HUNDRED * HUNDRED;
  const firsts = spreadTax(taxes.first, amounts, { part: w1, of });
  const seconds =
    taxClass.second === null ? amounts.map(() => 0n) : spreadTax(taxes.second, amounts, { part: w2, of });
  return amounts.map((amount, index) =>
    withTaxes(amount, { first: firsts[index] ?? 0n, second: seconds[index] ?? 0n }, rules),
  );
}

/** What each tax comes to at each of its rates. */
function ratesOf(groups: readonly TaxedGroup[], compound: boolean): RateTotal[] {
  const first = groupBy(groups, ({ taxClass }) => taxClass.key).map((same): RateTotal => ({
    which: 'FIRST',
    rate: (same[0] as TaxedGroup).taxClass,
    base: sumOf(same, ({ net }) => net),
    amount: sumOf(same, ({ tax, second }) => tax - second),
  }));
  const taxedTwice = groups.filter(({ taxClass }) => taxClass.second !== null);
  const second = groupBy(taxedTwice, ({ taxClass }) => taxClass.second?.key).map((same): RateTotal => ({
    which: 'SECOND',
    rate: (same[0] as TaxedGroup).taxClass.second as Rate,
    base: sumOf(same, ({ net, tax, second }) => (compound ? net + tax - second : net)),
    amount: sumOf(same, (each) => each.second),
  }));
  return [first, second].flatMap((list) =>
    list.filter(({ rate }) => rate.key !== TAX_EXEMPT).sort((a, b) => compareRates(a.rate, b.rate)),
  );
}

/**
 * Taxes lines by their amounts after adjustments, rounding once per rate or on each line as the policy says.
 * Once per rate is the default: by line, the same goods cost more or less tax by how they are split into lines
 * (erpnext#6954: 385.83 or 385.87). Prices that contain two taxes are rounded once for each pair of rates.
 *
 * @param lines every line that counts in the estimate, with all adjustments landed
 * @returns groups by rates, the highest first, EXEMPT last, each the sum of its lines; and each tax by its rates
 */
export function calculateTaxes(lines: readonly Line[], rules: MoneyRules): Taxes {
  const byLine = new Map<Line, TaxedAmount>();
  const grouped = groupByTax(lines);
  const perRate = rules.taxRounding === 'PER_RATE' ? groupTaxes(grouped, rules) : null;
  const groups = grouped.map((group, at): TaxedGroup => {
    const { taxClass } = group[0] as Line;
    const onLine = rules.taxMode === 'EXCLUSIVE' ? taxesOn : taxesWithin;
    const taxed = perRate
      ? shareTaxes(group, perRate[at] as Both, rules)
      : group.map(({ running }) => withTaxes(running, onLine(running, taxClass, rules), rules));
    group.forEach((line, index) => byLine.set(line, taxed[index] as TaxedAmount));
    return {
      taxClass,
      net: sumOf(taxed, ({ net }) => net),
      tax: sumOf(taxed, ({ tax }) => tax),
      second: sumOf(taxed, (each) => each.second),
      gross: sumOf(taxed, ({ gross }) => gross),
    };
  });
  return { groups, rates: ratesOf(groups, rules.compound), byLine };
}
