import { minorUnitsOf } from './currencies';

describe('minor units of a currency', () => {
  it.each([
    ['EUR', 2],
    ['RUB', 2],
    ['KZT', 2],
    ['IDR', 2],
    ['JPY', 0],
    ['KRW', 0],
    ['KWD', 3],
    ['CLF', 4],
    ['VED', 2],
    ['XCG', 2],
    ['KPW', 2],
  ])('%s has %d', (currency, minorUnits) => {
    expect(minorUnitsOf(currency)).toBe(minorUnits);
  });

  it.each(['eur', 'EURO', '', 'ZZZ', '__proto__', 'HRK', 'CUC', 'ANG', 'DEM', 'XAU', 'XXX'])(
    'refuses %j',
    (currency) => {
      expect(() => minorUnitsOf(currency)).toThrow(expect.objectContaining({ code: 'UNKNOWN_CURRENCY' }));
    },
  );
});
