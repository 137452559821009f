import fc from 'fast-check';
import { converted } from './foreign-price';

/** millionths × ten-billionths, to millionths, in whole numbers. */
function byHand(price: bigint, rate: bigint, rounding: 'HALF_UP' | 'HALF_EVEN'): bigint {
  const size = (price < 0n ? -price : price) * rate;
  const one = 10n ** 10n;
  const [whole, twice] = [size / one, (size % one) * 2n];
  const up = twice > one || (twice === one && (rounding === 'HALF_UP' || whole % 2n === 1n));
  const result = up ? whole + 1n : whole;
  return price < 0n ? -result : result;
}
const decimal = (value: bigint, scale: number): string => {
  const digits = String(value < 0n ? -value : value).padStart(scale + 1, '0');
  return `${value < 0n ? '-' : ''}${digits.slice(0, -scale)}.${digits.slice(-scale)}`;
};

it('comes to what whole numbers come to, whatever price, rate and rounding', () => {
  const price = fc.bigInt({ min: -(10n ** 15n) + 1n, max: 10n ** 15n - 1n });
  // Halves of the last digit among them.
  const rate = fc.oneof(
    fc.bigInt({ min: 1n, max: 10n ** 19n }),
    fc.constantFrom(5n * 10n ** 9n, 25n * 10n ** 8n),
  );
  fc.assert(
    fc.property(price, rate, fc.constantFrom('HALF_UP', 'HALF_EVEN'), (units, tenBillionths, rounding) => {
      const found = converted(decimal(units, 6), { rate: decimal(tenBillionths, 10) }, rounding);
      const [whole = '', fraction = ''] = found.replace('-', '').split('.');
      const size = BigInt(whole + fraction.padEnd(6, '0'));
      expect(found.startsWith('-') ? -size : size).toBe(byHand(units, tenBillionths, rounding));
    }),
    { seed: 20261130, numRuns: 500 },
  );
});
