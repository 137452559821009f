import fc from 'fast-check';
import { sumOf } from './rounding';
import { spread, spreadOverGroups } from './spread';

const RUNS = { seed: 20260117, numRuns: 500 };
const weights = fc.array(fc.bigInt({ min: 0n, max: 10n ** 19n }), { minLength: 1, maxLength: 30 });
const amount = fc.bigInt({ min: -(10n ** 19n), max: 10n ** 19n });
const total = (parts: readonly bigint[]): bigint => sumOf(parts, (part) => part);

describe('spread', () => {
  it.each([
    [685n, [1n, 1n, 1n, 1n, 1n, 1n], [115n, 114n, 114n, 114n, 114n, 114n]], // odoo PR#190449: 6.85 over six
    [100n, [1n, 1n, 1n], [34n, 33n, 33n]],
    [-100n, [1n, 1n, 1n], [-34n, -33n, -33n]],
    [10n, [1n, 3n, 3n], [2n, 4n, 4n]], // exact 1.43, 4.29, 4.29
    [5n, [0n, 0n], [3n, 2n]],
    [7n, [0n, 2n], [0n, 7n]],
    [0n, [], []],
  ])('splits %s over %j into %j', (whole, by, expected) => {
    expect(spread(whole, by)).toEqual(expected);
  });

  it('loses nothing and is off the exact share by less than a unit', () => {
    fc.assert(
      fc.property(amount, weights, (whole, by) => {
        const parts = spread(whole, by);
        expect(total(parts)).toBe(whole);
        const sum = total(by);
        if (sum === 0n) return;
        parts.forEach((part, index) => {
          const error = part * sum - whole * (by[index] ?? 0n);
          expect(error < sum && error > -sum).toBe(true);
        });
      }),
      RUNS,
    );
  });

  it('takes from nobody more than the weight while there is enough', () => {
    fc.assert(
      fc.property(weights, fc.bigInt({ min: 0n, max: 10n ** 6n }), (by, share) => {
        const whole = (total(by) * share) / 10n ** 6n;
        const parts = spread(whole, by);
        if (total(by) > 0n) expect(parts.filter((part, index) => part > (by[index] ?? 0n))).toEqual([]);
      }),
      RUNS,
    );
  });
});

describe('spreadOverGroups', () => {
  it('loses nothing, and gives each group its share to within a unit', () => {
    fc.assert(
      fc.property(amount, fc.array(weights, { minLength: 1, maxLength: 5 }), (whole, groups) => {
        const parts = spreadOverGroups(whole, groups);
        expect(parts.map((each) => each.length)).toEqual(groups.map((each) => each.length));
        expect(total(parts.flat())).toBe(whole);
        const sum = total(groups.flat());
        parts.forEach((each, index) => {
          const error = total(each) * sum - whole * total(groups[index] ?? []);
          if (sum > 0n) expect(error < sum && error > -sum).toBe(true);
        });
      }),
      RUNS,
    );
  });

  it('shares equally by head when nothing has a weight', () => {
    expect(spreadOverGroups(10n, [[0n], [0n, 0n, 0n]])).toEqual([[3n], [3n, 2n, 2n]]);
  });
});
