import { contentFrom } from '../../../../testkit/estimate-content';
import { estimate, position } from '../../../../testkit/estimate-inputs';
import { calculateContent } from '../drafts/draft-totals';
import type { EstimateContent } from '../drafts/estimate-content';
import {
  CONTENT_FORMAT,
  formatOf,
  hashOf,
  shownContent,
  shownContentInTurns,
  withoutUnhashed,
} from './shown-content';

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

it('writes what names no day of supply to the bytes of format 4, which a process of the version before writes, too', () => {
  for (const [supplyDate, format] of [
    [null, 4],
    [undefined, 4],
    ['2027-05-01', 5],
  ] as const) {
    const rows = content();
    Object.assign(rows.estimate, { supplyDate });
    expect(formatOf(rows)).toBe(format);
    const totals = calculateContent(rows);
    expect(shownContent(rows, totals)).toBe(shownContent(rows, totals, format));
    expect(hashOf(shownContent(rows, totals))).toBe(GOLDEN[format]);
  }
});

it('refuses to write or to show what is in a newer format, as something that an update helps against', async () => {
  const rows: EstimateContent = content();
  const totals = calculateContent(rows);
  const newer = CONTENT_FORMAT + 1;
  for (const act of [
    async () => shownContent(rows, totals, newer),
    () => shownContentInTurns(rows, totals, newer),
    async () => withoutUnhashed(rows, newer),
  ]) {
    await expect(act()).rejects.toMatchObject({
      message: expect.stringMatching(/newer version .* updated/),
      extensions: { code: 'SERVICE_UNAVAILABLE' },
    });
  }
});
