import fc from 'fast-check';
import { anyPriced } from '../../../../testkit/estimate-inputs';
import { calculateTotals } from './totals';
import type { AdjustmentInput, LineChange, PositionInput, Rounding, TotalsInput } from './totals.types';

/**
 * Options and alternatives, credits, coefficients and two taxes against a calculation of their own, in whole-number fractions: it shares no code
 * with the engine and no library. What is measured on cost has its own in `totals.oracle.test.ts`.
 */

const MICRO = 1_000_000n;
const HUNDRED = 100n * MICRO;

/** A decimal string in millionths, of either sign. */
function micro(value: string): bigint {
  const [whole = '0', fraction = ''] = value.replace('-', '').split('.');
  const size = BigInt(whole + fraction.padEnd(6, '0'));
  return value.startsWith('-') ? -size : size;
}

/** numerator ÷ denominator to a whole number, ties away from zero or to the even one. */
function rounded(numerator: bigint, denominator: bigint, rounding: Rounding): bigint {
  if (numerator < 0n) return -rounded(-numerator, denominator, rounding);
  const whole = numerator / denominator;
  const twice = (numerator % denominator) * 2n;
  if (twice === denominator) return rounding === 'HALF_UP' || whole % 2n === 1n ? whole + 1n : whole;
  return twice > denominator ? whole + 1n : whole;
}

const total = (amounts: readonly bigint[]): bigint => amounts.reduce((sum, each) => sum + each, 0n);
const size = (amount: bigint): bigint => (amount < 0n ? -amount : amount);

/** Splits an amount by weights, whole parts first, then by largest remainder; ties to the one that comes first. */
function split(amount: bigint, weights: readonly bigint[]): bigint[] {
  if (amount < 0n) return split(-amount, weights).map((part) => -part);
  const all = total(weights);
  if (all === 0n) {
    return weights.length === 0
      ? []
      : split(
          amount,
          weights.map(() => 1n),
        );
  }
  const parts = weights.map((weight) => (amount * weight) / all);
  const order = weights.map((weight, at) => ({ at, left: (amount * weight) % all }));
  order.sort((a, b) => (a.left === b.left ? a.at - b.at : a.left > b.left ? -1 : 1));
  for (const { at } of order.slice(0, Number(amount - total(parts)))) parts[at] = (parts[at] ?? 0n) + 1n;
  return parts;
}

interface Line {
  row: PositionInput;
  /** As it is shown. */
  amount: bigint;
  now: bigint;
  rates: [first: string, second: string | null];
}

/** Coefficients of a line's price: its own, its sections', the estimate's. */
function factorsOf(row: PositionInput, input: TotalsInput): bigint[] {
  const found = [...(row.coefficients ?? []), ...(input.coefficients ?? [])];
  for (let at = row.sectionId; at !== null;) {
    const section = input.sections.find(({ id }) => id === at);
    found.push(...(section?.coefficients ?? []));
    at = section?.parentId ?? null;
  }
  return found.filter(({ appliesTo }) => appliesTo !== 'COST').map(({ value }) => micro(value));
}

function priced(row: PositionInput, input: TotalsInput): Line {
  const { minorUnits, rounding } = input.policy;
  const scale = 10n ** BigInt(minorUnits);
  const change = (given: LineChange | null, of: bigint) => {
    if (given === null) return 0n;
    return given.mode === 'FIXED'
      ? BigInt(given.value) * scale
      : rounded(of * micro(given.value), HUNDRED, rounding);
  };
  const quantity = rounded(micro(row.quantity) * (HUNDRED + micro(row.wastePercent)), HUNDRED, rounding);
  const factors = factorsOf(row, input);
  const base = rounded(
    factors.reduce((done, each) => done * each, quantity * micro(row.unitPrice) * scale),
    factors.reduce((done) => done * MICRO, MICRO * MICRO),
    rounding,
  );
  const before = base + change(row.markup, base);
  const amount = before - change(row.discount, before);
  const second = input.secondTax ? (row.secondTaxRate ?? input.secondTax.rate) : null;
  const plain = (rate: string) => (rate === 'EXEMPT' ? rate : String(Number(rate)));
  const rates: Line['rates'] = [plain(row.taxRate ?? input.defaultTaxRate), second && plain(second)];
  return { row, amount, now: amount, rates };
}

const rank = (rate: string | null): number => (rate === null || rate === 'EXEMPT' ? -1 : Number(rate));
function byRates(lines: readonly Line[]): Line[][] {
  const groups = new Map<string, Line[]>();
  for (const line of lines) groups.set(String(line.rates), [...(groups.get(String(line.rates)) ?? []), line]);
  return [...groups.values()].sort((one, other) => {
    const [a, b] = [one[0] as Line, other[0] as Line];
    return rank(b.rates[0]) - rank(a.rates[0]) || rank(b.rates[1]) - rank(a.rates[1]);
  });
}

/** Applies one adjustment to the lines of its scope. */
function adjust(
  { kind, mode, value, base }: AdjustmentInput,
  lines: readonly Line[],
  input: TotalsInput,
): void {
  const { minorUnits, rounding } = input.policy;
  /** How much of a line counts for what is measured on labour or material, in millionths of a hundredth. */
  const partOf = ({ kind, labourPercent }: PositionInput) => {
    if (base !== 'LABOUR') return base === 'MATERIAL' && kind !== 'MATERIAL' ? 0n : HUNDRED;
    return labourPercent == null ? (kind === 'WORK' ? HUNDRED : 0n) : micro(labourPercent);
  };
  const measured = lines.filter(({ row }) => partOf(row) > 0n);
  if (measured.length === 0) return;
  const measureOf = (line: Line) =>
    base === 'RUNNING_TOTAL' ? line.now : rounded(line.amount * partOf(line.row), HUNDRED, rounding);
  const sum = total(measured.map(measureOf));
  const standing = total(measured.map((line) => line.now));
  const declared =
    mode === 'FIXED'
      ? BigInt(value) * 10n ** BigInt(minorUnits)
      : rounded((sum > 0n ? sum : 0n) * micro(value), HUNDRED, rounding);
  const most = standing > 0n ? standing : 0n;
  const amounts = {
    MARKUP: declared,
    DISCOUNT: declared > most ? -most : -declared,
    ROUND_TO: kind === 'ROUND_TO' ? rounded(standing, declared, rounding) * declared - standing : 0n,
  };
  const plus = measured.filter((line) => line.amount >= 0n);
  const weightOf = (line: Line) => {
    const weight = kind === 'MARKUP' && sum > 0n ? measureOf(line) : line.now;
    return plus.length === 0 ? size(weight) : weight > 0n ? weight : 0n;
  };
  const groups = byRates(plus.length === 0 ? measured : plus).map((group) => ({
    group,
    weights: group.map(weightOf),
  }));
  const none = groups.every(({ weights }) => total(weights) === 0n);
  const weights = groups.map((each) => (none ? each.weights.map(() => 1n) : each.weights));
  split(amounts[kind], weights.map(total)).forEach((part, at) => {
    split(part, weights[at] ?? []).forEach((each, index) => {
      const line = groups[at]?.group[index];
      if (line) line.now += each;
    });
  });
}

/** Lines that count in a scope: those with nothing that is left out between them and it. */
function countingIn(scope: string | null, lines: readonly Line[], input: TotalsInput): Line[] {
  const sections = new Map(input.sections.map((each) => [each.id, each]));
  return lines.filter(({ row }) => {
    if (row.choice?.taken === false) return false;
    for (let at = row.sectionId; at !== scope; at = sections.get(at)?.parentId ?? null) {
      if (at === null || sections.get(at)?.choice?.taken === false) return false;
    }
    return true;
  });
}

const depthOf = (id: string | null, input: TotalsInput): number =>
  id === null ? 0 : 1 + depthOf(input.sections.find((each) => each.id === id)?.parentId ?? null, input);

/** Both taxes of amounts that are taxed together. */
function taxesOf(lines: readonly Line[], input: TotalsInput): { first: bigint; second: bigint } {
  const { policy, secondTax } = input;
  const { rounding, taxMode, taxRounding } = policy;
  const compound = secondTax?.compound ?? false;
  const of = (rate: string | null) => (rate === null || rate === 'EXEMPT' ? 0n : micro(rate));
  const pieces = taxRounding === 'PER_LINE' ? lines.map((line) => [line]) : byRates(lines);
  if (taxMode === 'INCLUSIVE') {
    const each = pieces.map((piece) => {
      const gross = total(piece.map((line) => line.now));
      const [p1, p2] = (piece[0] as Line).rates.map(of) as [bigint, bigint];
      const [w1, w2] = [p1 * HUNDRED, p2 * (HUNDRED + (compound ? p1 : 0n))];
      const tax = gross - rounded(gross * HUNDRED * HUNDRED, HUNDRED * HUNDRED + w1 + w2, rounding);
      const second = w2 === 0n ? 0n : (split(tax, [w1, w2])[1] ?? 0n);
      return { first: tax - second, second };
    });
    return { first: total(each.map(({ first }) => first)), second: total(each.map(({ second }) => second)) };
  }
  // On top: each tax once for each of its rates, whatever the other one's; a compound one on what is first shared out to it.
  const onTop = pieces.map((piece) => ({
    rates: (piece[0] as Line).rates,
    net: total(piece.map((line) => line.now)),
    first: 0n,
  }));
  const together = (index: 0 | 1) => {
    if (taxRounding === 'PER_LINE') return onTop.map((each) => [each]);
    const rates = [...new Set(onTop.map((each) => each.rates[index]))];
    return rates.map((rate) => onTop.filter((each) => each.rates[index] === rate));
  };
  let first = 0n;
  for (const same of together(0)) {
    const percent = of(same[0]?.rates[0] ?? null);
    const tax = rounded(total(same.map(({ net }) => net)) * percent, HUNDRED, rounding);
    first += tax;
    const exact = same.map(({ net }) => net * percent);
    const parts = same.every(({ net }) => net >= 0n)
      ? split(
          tax,
          same.map(({ net }) => net),
        )
      : nearest(tax, exact);
    same.forEach((each, at) => (each.first = parts[at] ?? 0n));
  }
  const second = total(
    together(1).map((same) => {
      const base = total(same.map((each) => each.net + (compound ? each.first : 0n)));
      return rounded(base * of(same[0]?.rates[1] ?? null), HUNDRED, rounding);
    }),
  );
  return { first, second };
}

/** Whole numbers that come nearest to hundred-millionths, and add up to a sum: rounded down, then one each to the largest rests. */
function nearest(sum: bigint, exact: readonly bigint[]): bigint[] {
  const rests = exact.map((each) => ((each % HUNDRED) + HUNDRED) % HUNDRED);
  const parts = exact.map((each, at) => (each - (rests[at] ?? 0n)) / HUNDRED);
  const order = rests.map((rest, at) => ({ rest, at }));
  order.sort((a, b) => (a.rest === b.rest ? a.at - b.at : a.rest > b.rest ? -1 : 1));
  for (const { at } of order.slice(0, Number(sum - total(parts)))) parts[at] = (parts[at] ?? 0n) + 1n;
  return parts;
}

const units = (amount: string): bigint => BigInt(amount.replace('.', ''));
const notOnCost = anyPriced.map((input): TotalsInput => {
  const without = (list: readonly AdjustmentInput[]) => list.filter(({ base }) => base !== 'COST');
  const sections = input.sections.map((each) => ({ ...each, adjustments: without(each.adjustments) }));
  return { ...input, sections, adjustments: without(input.adjustments) };
});

it('calculates options, alternatives, credits and two taxes like exact fractions do', () => {
  const seen = { leftOut: 0, credits: 0, compound: 0, beside: 0 };
  fc.assert(
    fc.property(notOnCost, (input) => {
      const lines = input.positions.map((row) => priced(row, input));
      const scopes = [...input.sections].sort((a, b) => depthOf(b.id, input) - depthOf(a.id, input));
      const sections = new Map<string, bigint>();
      for (const { id, adjustments } of scopes) {
        const counting = countingIn(id, lines, input);
        for (const each of adjustments) adjust(each, counting, input);
        sections.set(id, total(counting.map((line) => line.now)));
      }
      const counting = countingIn(null, lines, input);
      const subtotal = total(counting.map((line) => line.now));
      const openIn = (parent: string | null): boolean => {
        const section = input.sections.find((each) => each.id === parent);
        return !section || (section.choice?.taken !== false && openIn(section.parentId));
      };
      const open = ({ choice }: Pick<PositionInput, 'choice'>, parent: string | null) =>
        choice?.taken === false && choice.group === null && openIn(parent);
      const options =
        total(lines.filter(({ row }) => open(row, row.sectionId)).map((line) => line.amount)) +
        total(input.sections.map((each) => (open(each, each.parentId) ? (sections.get(each.id) ?? 0n) : 0n)));
      for (const each of input.adjustments) adjust(each, counting, input);
      const { first, second } = taxesOf(counting, input);
      const standing = total(counting.map((line) => line.now));

      const found = calculateTotals(input);
      expect(found.sections.map(({ total }) => units(total))).toEqual(
        input.sections.map(({ id }) => sections.get(id)),
      );
      expect(units(found.subtotal)).toBe(subtotal);
      expect(units(found.optionsTotal ?? '')).toBe(options);
      const taxOf = (which: string) =>
        total((found.taxes ?? []).filter((each) => each.which === which).map(({ amount }) => units(amount)));
      expect([taxOf('FIRST'), taxOf('SECOND')]).toEqual([first, second]);
      const gross = input.policy.taxMode === 'INCLUSIVE' ? standing : standing + first + second;
      expect(units(found.total)).toBe(gross);
      seen.leftOut += lines.length - counting.length;
      seen.credits += counting.filter((line) => line.amount < 0n).length;
      if (second !== 0n) seen[input.secondTax?.compound ? 'compound' : 'beside'] += 1;
    }),
    { seed: 20261130, numRuns: 600 },
  );
  expect(Math.min(...Object.values(seen))).toBeGreaterThan(50);
});
