import { TotalsInputError } from './money-limits';
import { unitPriceForMargin, unitPriceForMarkup } from './profit';

describe('unit price from a cost', () => {
  it('tells a margin, a part of the price, from a markup, a part of the cost', () => {
    expect(unitPriceForMargin('100', '20', 'HALF_UP')).toBe('125.000000');
    expect(unitPriceForMarkup('100', '25', 'HALF_UP')).toBe('125.000000');
    expect(unitPriceForMarkup('100', '20', 'HALF_UP')).toBe('120.000000');
  });

  it('rounds to the six decimals of a unit price', () => {
    expect(unitPriceForMargin('10', '70', 'HALF_UP')).toBe('33.333333');
    expect(unitPriceForMarkup('0.000001', '50', 'HALF_UP')).toBe('0.000002');
    expect(unitPriceForMarkup('0.000005', '50', 'HALF_EVEN')).toBe('0.000008');
    expect(unitPriceForMarkup('0.000005', '30', 'HALF_EVEN')).toBe('0.000006');
  });

  it.each([
    ['a margin of 100 %', () => unitPriceForMargin('1', '100', 'HALF_UP')],
    ['a negative margin', () => unitPriceForMargin('1', '-1', 'HALF_UP')],
    ['a price beyond the limit', () => unitPriceForMargin('999999999', '50', 'HALF_UP')],
    ['a malformed cost', () => unitPriceForMarkup('1,5', '10', 'HALF_UP')],
  ])('refuses %s', (_name, calculate) => {
    expect(calculate).toThrow(TotalsInputError);
  });
});
