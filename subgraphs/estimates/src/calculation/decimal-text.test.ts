import fc from 'fast-check';
import { plainDecimal, withDecimals } from './decimal-text';

describe('decimals as text', () => {
  it.each([
    ['12.5000', 2, '12.50'],
    ['12', 2, '12.00'],
    ['12.3456', 2, '12.3456'],
    ['12.3450', 2, '12.345'],
    ['0.0000', 0, '0'],
    ['-7.10', 0, '-7.1'],
    ['100', 0, '100'],
    ['1000.0', 3, '1000.000'],
  ])('writes %s with at least %i decimals', (value, decimals, written) => {
    expect(withDecimals(value, decimals)).toBe(written);
  });

  it('neither cuts a digit that counts nor leaves a zero that does not', () => {
    const decimal = fc.tuple(
      fc.bigInt({ min: -(10n ** 30n), max: 10n ** 30n }),
      fc.stringMatching(/^\d{0,12}$/),
    );
    fc.assert(
      fc.property(decimal, fc.nat(6), ([whole, digits], decimals) => {
        const value = digits === '' ? String(whole) : `${whole}.${digits}`;
        const fraction = digits.replace(/0+$/, '');
        const shown = fraction.padEnd(decimals, '0');
        expect(withDecimals(value, decimals)).toBe(shown === '' ? String(whole) : `${whole}.${shown}`);
        expect(plainDecimal(value)).toBe(fraction === '' ? String(whole) : `${whole}.${fraction}`);
      }),
    );
  });
});
