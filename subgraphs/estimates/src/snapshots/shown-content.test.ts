import { contentFrom } from '../../../../testkit/estimate-content';
import { estimate, position } from '../../../../testkit/estimate-inputs';
import { calculateContent } from '../drafts/draft-totals';
import { CONTENT_FORMAT, hashOf, shownContent, withoutUnhashed } from './shown-content';

/** A document whose every part stands in what clients agree to. */
function content() {
  const found = contentFrom(
    estimate({
      positions: [
        position('p', { quantity: '2.5', unitPrice: '92.5', unitCost: '40' }),
        position('q', { unitPrice: '10', labourPercent: '50' }),
      ],
    }),
    { validUntil: '2027-06-01', supplyDate: '2027-05-01', taxName: 'НДС', notes: 'Note' },
  );
  found.estimate.payments = [
    { label: 'Now', mode: 'PERCENT', value: '30', due: 'ON_APPROVAL', days: null, on: null },
  ] as never;
  return found;
}

/** SHA-256 of what each format writes of it: what was sent under one is verified by the same bytes for ever. */
const GOLDEN: Readonly<Record<number, string>> = {
  1: 'cac03ed36e6ba7fa4150aa8511bc5eeac9453adddfcd7d4db02091698c4fd0c4',
  2: 'fc42f235cbb601560ec478964b264e61dcfb564e89ec0eafb32fbb6924663366',
  3: '06cc5b640fde4ee4e2a739568996688c5360e5cf0965f630c638f03a4d4a39a9',
  4: '342dd46759492b532fd171e153694799da2d222b6de00b808853c337c4a1326d',
  5: '1626bb2576111d52948b07c7de52b420cf2140245487750c8cde2cb516648f94',
};

it.each(Object.keys(GOLDEN).map(Number))('writes format %i to the same bytes for ever', (format) => {
  const rows = content();
  expect(hashOf(shownContent(rows, calculateContent(rows), format))).toBe(GOLDEN[format]);
});

it('has a golden hash of the newest format', () => {
  expect(Object.keys(GOLDEN).map(Number).at(-1)).toBe(CONTENT_FORMAT);
});

it('has the day of supply in the hash since format 5, and shows it of nothing that was sent before', () => {
  const shown = (format: number, supplyDate: string | null) => {
    const rows = content();
    Object.assign(rows.estimate, { supplyDate });
    return shownContent(rows, calculateContent(rows), format);
  };
  for (const format of [1, 2, 3, 4]) {
    expect(shown(format, '2027-05-01')).toBe(shown(format, null));
    expect(withoutUnhashed(content(), format).estimate.supplyDate).toBeNull();
  }
  expect(shown(5, '2027-05-01')).not.toBe(shown(5, null));
  expect(shown(5, '2027-05-01')).not.toBe(shown(5, '2027-05-02'));
  expect(withoutUnhashed(content(), 5).estimate.supplyDate).toBe('2027-05-01');
});
