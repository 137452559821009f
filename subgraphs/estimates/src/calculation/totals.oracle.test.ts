import fc from 'fast-check';
import { anyEstimate } from '../../../../testkit/estimate-inputs';
import { calculateTotals } from './totals';
import type { LineChange, PositionInput, Rounding } from './totals.types';

/**
 * The engine against a second calculation in whole-number fractions, which shares no code with it and no library.
 */
const RUNS = { seed: 20260116, numRuns: 400 };
const MICRO = 1_000_000n;

/** numerator ÷ denominator to a whole number; neither is negative. */
function rounded(numerator: bigint, denominator: bigint, rounding: Rounding): bigint {
  const whole = numerator / denominator;
  const twice = (numerator % denominator) * 2n;
  if (twice === denominator) return rounding === 'HALF_UP' || whole % 2n === 1n ? whole + 1n : whole;
  return twice > denominator ? whole + 1n : whole;
}

/** A decimal string in millionths. */
function micro(value: string): bigint {
  const [whole = '0', fraction = ''] = value.split('.');
  return BigInt(whole + fraction.padEnd(6, '0'));
}

function lineAmounts(position: PositionInput, minorUnits: number, rounding: Rounding) {
  const scale = 10n ** BigInt(minorUnits);
  const percent = (of: bigint, value: string) => rounded(of * micro(value), 100n * MICRO, rounding);
  const change = (given: LineChange | null, of: bigint) => {
    if (given === null) return 0n;
    return given.mode === 'FIXED' ? BigInt(given.value) * scale : percent(of, given.value);
  };
  const waste = 100n * MICRO + micro(position.wastePercent);
  const quantity = rounded(micro(position.quantity) * waste, 100n * MICRO, rounding);
  const times = (price: string) => rounded(quantity * micro(price) * scale, MICRO * MICRO, rounding);
  const base = times(position.unitPrice);
  const markup = change(position.markup, base);
  const discount = change(position.discount, base + markup);
  const cost = position.unitCost === null ? null : times(position.unitCost);
  return { quantity, base, markup, discount, amount: base + markup - discount, cost };
}

const units = (amount: string): bigint => BigInt(amount.replace('.', ''));

it('prices every line like exact fractions do', () => {
  fc.assert(
    fc.property(anyEstimate, (input) => {
      const { minorUnits, rounding } = input.policy;
      const found = calculateTotals(input).positions.map((each) => ({
        quantity: units(each.quantityWithWaste),
        base: units(each.base),
        markup: units(each.markup),
        discount: units(each.discount),
        amount: units(each.amount),
        cost: each.internal.cost === null ? null : units(each.internal.cost),
      }));
      expect(found).toEqual(input.positions.map((each) => lineAmounts(each, minorUnits, rounding)));
    }),
    RUNS,
  );
});

it('taxes every rate, or every line, like exact fractions do', () => {
  fc.assert(
    fc.property(anyEstimate, (input) => {
      const { taxMode, taxRounding, rounding } = input.policy;
      const { taxGroups, positions } = calculateTotals(input);
      const taxed =
        taxRounding === 'PER_RATE' ? taxGroups : positions.map((each) => ({ ...each, rate: each.taxRate }));
      for (const { rate, net, tax, gross } of taxed) {
        const micros = rate === 'EXEMPT' || rate === null ? 0n : micro(rate);
        if (taxMode === 'EXCLUSIVE') {
          expect(units(tax)).toBe(rounded(units(net) * micros, 100n * MICRO, rounding));
        } else {
          expect(units(net)).toBe(rounded(units(gross) * 100n * MICRO, 100n * MICRO + micros, rounding));
        }
      }
    }),
    RUNS,
  );
});

it('measures every estimate adjustment as declared', () => {
  fc.assert(
    fc.property(anyEstimate, (input) => {
      const { minorUnits, rounding } = input.policy;
      const totals = calculateTotals(input);
      let running = units(totals.subtotal);
      totals.adjustments.forEach((found, index) => {
        const declared = input.adjustments[index];
        if (!declared || input.positions.length === 0) return;
        const scale = 10n ** BigInt(minorUnits);
        const measured = units(found.internal.baseAmount);
        if (declared.base === 'RUNNING_TOTAL') expect(measured).toBe(running);
        if (declared.base === 'COST') expect(measured).toBe(units(totals.internal.cost));
        const ofKind = { LABOUR: 'WORK', MATERIAL: 'MATERIAL', COST: null, RUNNING_TOTAL: null }[
          declared.base
        ];
        const lines = input.positions.flatMap(({ kind }, at) =>
          kind === ofKind ? (totals.positions[at] ?? []) : [],
        );
        if (ofKind) expect(measured).toBe(lines.reduce((total, each) => total + units(each.amount), 0n));

        const size =
          declared.mode === 'FIXED'
            ? BigInt(declared.value) * scale
            : rounded(measured * micro(declared.value), 100n * MICRO, rounding);
        const amount = units(found.amount);
        if (declared.kind === 'ROUND_TO') {
          expect(running + amount).toBe(rounded(running, size, rounding) * size);
        } else if (ofKind && lines.length === 0) {
          expect(amount).toBe(0n);
        } else if (found.limited) {
          expect(declared.kind).toBe('DISCOUNT');
          expect(-amount).toBeLessThan(size);
        } else {
          expect(amount).toBe(declared.kind === 'DISCOUNT' ? -size : size);
        }
        running += amount;
      });
    }),
    RUNS,
  );
});
