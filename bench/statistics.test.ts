import fc from 'fast-check';
import { percentile, spread } from './statistics';

describe('percentile', () => {
  it('takes the nearest rank, whatever the order of the values', () => {
    const hundred = Array.from({ length: 100 }, (_value, index) => 100 - index);
    expect([1, 50, 99, 100].map((rank) => percentile(hundred, rank))).toEqual([1, 50, 99, 100]);
    expect(percentile([7], 99)).toBe(7);
  });

  it('leaves the values in their order', () => {
    const values = [3, 1, 2];
    percentile(values, 50);
    expect(values).toEqual([3, 1, 2]);
  });

  it('refuses to make one up from nothing', () => {
    expect(() => percentile([], 50)).toThrow(RangeError);
  });
});

describe('spread', () => {
  it('takes the middle value, or the mean of the two in the middle', () => {
    expect(spread([10, 1, 3])).toEqual({ median: 3, min: 1, max: 10 });
    expect(spread([10, 1, 3, 4])).toEqual({ median: 3.5, min: 1, max: 10 });
  });

  it('has half of the values on either side of its median', () => {
    fc.assert(
      fc.property(fc.array(fc.integer(), { minLength: 1 }), (values) => {
        const { median, min, max } = spread(values);
        expect(values.filter((value) => value <= median).length * 2).toBeGreaterThanOrEqual(values.length);
        expect(values.filter((value) => value >= median).length * 2).toBeGreaterThanOrEqual(values.length);
        expect([min, max]).toEqual([Math.min(...values), Math.max(...values)]);
      }),
    );
  });

  it('refuses to make one up from nothing', () => {
    expect(() => spread([])).toThrow(RangeError);
  });
});
