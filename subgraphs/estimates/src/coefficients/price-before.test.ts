import { contentFrom } from '../../../../testkit/estimate-content';
import { estimate, position, section } from '../../../../testkit/estimate-inputs';
import { draftOf } from '../drafts/draft';
import { priceBefore } from './price-before';

const half = { value: '0.5', appliesTo: 'COST' } as const;
const both = (value: string) => ({ value, appliesTo: 'BOTH' }) as const;

/** What a wanted price needs where a line, its sections and the estimate have coefficients. */
function before(wanted: string, own: string): string | null {
  const content = contentFrom(
    estimate({
      coefficients: [both('1.15'), half],
      sections: [section('s', { coefficients: [both('2')] }), section('t', { parentId: 's' })],
      positions: [position('p', { sectionId: 't', unitPrice: '1', coefficients: [both(own), half] })],
    }),
  );
  const row = content.positions[0];
  if (!row) throw new Error('There is no line.');
  return priceBefore(draftOf(content.estimate, [...content.sections], [row]), row, wanted);
}

it('finds the price to which the coefficients of prices make a wanted one, if there is one', () => {
  expect(before('23', '1')).toBe('10');
  expect(before('120.01', '1')).toBe('52.178261');
  expect(before('0.00', '3')).toBe('0');
  // Steps of a millionth become steps of 2.3 thousandths.
  expect(before('23', '1000')).toBe('0.01');
  expect(before('23.001', '1000')).toBeNull();
  // Near enough by its size, and nothing would be left of it.
  expect(before('0.000001', '1000')).toBeNull();
});
