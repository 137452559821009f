import fc from 'fast-check';
import { MONEY_LIMITS, parseDecimal, parseMicro, TotalsInputError, type DecimalLimit } from './money-limits';
import { divideRounded, ExactDecimal, roundDecimal, writeMicro } from './rounding';

const digits = fc.bigInt({ min: -(10n ** 24n), max: 10n ** 24n });
const roundings = fc.constantFrom('HALF_UP' as const, 'HALF_EVEN' as const);

describe('whole numbers in place of decimals', () => {
  it.each([
    [5n, 2n, '3', '2'],
    [-5n, 2n, '-3', '-2'],
    [7n, -2n, '-4', '-4'],
    [15n, 10n, '2', '2'],
    [-1n, 3n, '0', '0'],
    [2n, 3n, '1', '1'],
  ])('divides %s by %s', (numerator, denominator, up, even) => {
    expect(String(divideRounded(numerator, denominator, 'HALF_UP'))).toBe(up);
    expect(String(divideRounded(numerator, denominator, 'HALF_EVEN'))).toBe(even);
  });

  it('divides as decimals do', () => {
    fc.assert(
      fc.property(
        digits,
        fc.bigInt({ min: 1n, max: 10n ** 9n }),
        roundings,
        (numerator, denominator, rounding) => {
          const exact = new ExactDecimal(String(numerator)).div(String(denominator));
          const expected = BigInt(roundDecimal(exact, 0, rounding).toFixed(0));
          expect(divideRounded(numerator, denominator, rounding)).toBe(expected);
          expect(divideRounded(-numerator, -denominator, rounding)).toBe(expected);
        },
      ),
    );
  });

  it('reads what decimals read, and refuses what they refuse, in the same words', () => {
    const limits = Object.values<DecimalLimit>(MONEY_LIMITS).filter(({ scale }) => scale <= 6);
    const written = fc.oneof(
      fc
        .tuple(digits, fc.stringMatching(/^\d{0,9}$/))
        .map(([whole, part]) => (part ? `${whole}.${part}` : `${whole}`)),
      fc.constantFrom(
        '',
        '-',
        '.5',
        '5.',
        '1e3',
        '+1',
        ' 1',
        '0x1',
        '-0',
        '-0.0',
        '00012.50',
        '1.0000000',
        '100',
        '0.000001',
      ),
    );
    const outcome = (read: () => string): string => {
      try {
        return read();
      } catch (error) {
        if (error instanceof TotalsInputError) return `${error.code} ${error.message}`;
        throw error;
      }
    };
    fc.assert(
      fc.property(written, fc.constantFrom(...limits), (value, limit) => {
        const expected = outcome(() => parseDecimal(value, limit, ['value']).abs().toFixed(6));
        const read = outcome(() => writeMicro(parseMicro(value, limit, ['value'])).replace('-', ''));
        expect(read).toBe(expected);
      }),
    );
  });
});
