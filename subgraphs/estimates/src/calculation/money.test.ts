import { moneyOf, ratePercent, unitPriceOf } from './money';

const EUR = { currency: 'EUR', minorUnits: 2 };
const JPY = { currency: 'JPY', minorUnits: 0 };

it.each([
  [EUR, '12.5000', '12.50'],
  [EUR, '0.0000', '0.00'],
  [EUR, '-13.5300', '-13.53'],
  [EUR, '1000', '1000.00'],
  [JPY, '1300.0000', '1300'],
  [{ currency: 'KWD', minorUnits: 3 }, '1.2340', '1.234'],
])('writes %j %s as %s', (currency, stored, shown) => {
  expect(moneyOf(currency, stored)).toEqual({ amount: shown, currency: currency.currency });
});

it('shows the decimals of a price for one, however many it has', () => {
  expect(unitPriceOf(EUR, '10.000000')).toBe('10.00');
  expect(unitPriceOf(EUR, '0.123450')).toBe('0.12345');
  expect(unitPriceOf(JPY, '0.500000')).toBe('0.5');
});

it('shows no percentage for what is outside the tax', () => {
  expect([ratePercent('EXEMPT'), ratePercent(null), ratePercent('20'), ratePercent('8.500')]).toEqual([
    null,
    null,
    '20',
    '8.5',
  ]);
});
