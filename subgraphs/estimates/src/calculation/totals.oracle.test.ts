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
        base: units((each.internal.priced ?? each).base),
        markup: units((each.internal.priced ?? each).markup),
        discount: units((each.internal.priced ?? each).discount),
        amount: units(each.amount) - units(each.internal.priced?.costShare ?? '0'),
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
      totals.adjustments.forEach((found) => {
        const declared = input.adjustments.find(({ id }) => id === found.id);
        if (!declared || input.positions.length === 0) return;
        const scale = 10n ** BigInt(minorUnits);
        const measured = units(found.internal.baseAmount);
        if (declared.base === 'RUNNING_TOTAL') expect(measured).toBe(running);
        if (declared.base === 'COST') expect(measured).toBe(units(totals.internal.cost));
        const ofKind = { LABOUR: 'WORK', MATERIAL: 'MATERIAL', COST: null, RUNNING_TOTAL: null }[
          declared.base
        ];
        /** In millionths of a percent. */
        const partOf = ({ kind, labourPercent }: PositionInput) =>
          declared.base === 'LABOUR' && labourPercent != null
            ? micro(labourPercent)
            : kind === ofKind
              ? 100n * MICRO
              : 0n;
        const lines = input.positions.flatMap((each, at) =>
          partOf(each) > 0n
            ? [rounded(units(totals.positions[at]?.amount ?? '') * partOf(each), 100n * MICRO, rounding)]
            : [],
        );
        if (ofKind) expect(measured).toBe(lines.reduce((total, each) => total + each, 0n));

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

/** Splits an amount by weights, whole parts first, then by largest remainder; ties to the one that comes first. */
function split(amount: bigint, weights: readonly bigint[]): bigint[] {
  const all = weights.reduce((total, each) => total + each, 0n);
  const parts = weights.map((weight) => (amount * weight) / all);
  const rest = amount - parts.reduce((total, each) => total + each, 0n);
  const order = weights.map((weight, at) => ({ at, left: (amount * weight) % all }));
  order.sort((a, b) => (a.left === b.left ? a.at - b.at : a.left > b.left ? -1 : 1));
  for (const { at } of order.slice(0, Number(rest))) parts[at] = (parts[at] ?? 0n) + 1n;
  return parts;
}

it('puts what is measured on cost into prices, by price, like a calculation by hand does', () => {
  fc.assert(
    fc.property(anyEstimate, (any) => {
      const input = { ...any, policy: { ...any.policy, policyVersion: 2 } };
      const { minorUnits, rounding } = input.policy;
      const scale = 10n ** BigInt(minorUnits);
      const totals = calculateTotals(input);
      const lines = input.positions
        .map((each, at) => ({ ...lineAmounts(each, minorUnits, rounding), id: each.id, each, at }))
        .sort((a, b) => (a.id < b.id ? -1 : 1));
      const parentOf = new Map(input.sections.map(({ id, parentId }) => [id, parentId]));
      const lineageOf = (id: string | null): string[] =>
        id === null ? [] : [id, ...lineageOf(parentOf.get(id) ?? null)];
      const scopes = [...input.sections]
        .sort((a, b) => lineageOf(b.id).length - lineageOf(a.id).length)
        .map(({ id, adjustments }) => ({ id, adjustments }));
      for (const { id, adjustments } of [...scopes, { id: null, adjustments: input.adjustments }]) {
        const inside = lines.filter(({ each }) => id === null || lineageOf(each.sectionId).includes(id));
        for (const { base, kind, mode, value } of adjustments) {
          if (base !== 'COST' || inside.length === 0) continue;
          const held = inside.reduce((total, line) => total + line.amount, 0n);
          const measured = inside.reduce((total, line) => total + (line.cost ?? 0n), 0n);
          const size =
            mode === 'FIXED'
              ? BigInt(value) * scale
              : rounded(measured * micro(value), 100n * MICRO, rounding);
          if (held === 0n) continue;
          const amount = kind === 'DISCOUNT' && size > held ? held : size;
          const rates = [...new Set(inside.map(({ at }) => totals.positions[at]?.taxRate ?? ''))];
          const order = (rate: string) => (rate === 'EXEMPT' ? -1 : Number(rate));
          rates.sort((a, b) => order(b) - order(a));
          const groups = rates.map((rate) =>
            inside.filter((line) => totals.positions[line.at]?.taxRate === rate && line.amount > 0n),
          );
          const weights = groups.map((group) => group.reduce((total, line) => total + line.amount, 0n));
          split(amount, weights).forEach((part, index) => {
            const group = groups[index] ?? [];
            const parts =
              part === 0n
                ? []
                : split(
                    part,
                    group.map((line) => line.amount),
                  );
            parts.forEach((each, at) => {
              const line = group[at];
              if (line) line.amount += kind === 'DISCOUNT' ? -each : each;
            });
          });
        }
      }
      const found = lines.map(({ at }) => units(totals.positions[at]?.amount ?? '0'));
      expect(found).toEqual(lines.map(({ amount }) => amount));
    }),
    RUNS,
  );
});
