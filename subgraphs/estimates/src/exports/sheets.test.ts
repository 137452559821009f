import { contentFrom } from '../../../../testkit/estimate-content';
import { estimate, position } from '../../../../testkit/estimate-inputs';
import { sheetOf } from './sheet';
import { csvOf, harmless } from './csv';
import { pdfOf } from './pdf';
import { writeDecimal } from '../../../../service-kit/data/written-values';
import type { Sheet, SheetRow } from './sheet.types';

it.each([
  ['=1+1', "'=1+1"],
  ['+7 900', "'+7 900"],
  ['-Отбойник', "'-Отбойник"],
  ['@cmd', "'@cmd"],
  ['\tx', "'\tx"],
  ['-5', '-5'],
  ['-5,25', '-5,25'],
  ['Краска', 'Краска'],
])('makes %j harmless for spreadsheets', (text, expected) => {
  expect(harmless(text)).toBe(expected);
});

it.each([
  ['1234567.50', 'RU', '1\u00a0234\u00a0567,50'],
  ['-1234.5', 'EN', '−1,234.5'],
  ['123', 'EN', '123'],
  ['0.000001', 'RU', '0,000001'],
] as const)('writes %s in %s', (value, language, expected) => {
  expect(writeDecimal(value, language)).toBe(expected);
});

const line = (index: number): SheetRow => ({
  kind: 'line',
  marker: 'line x',
  depth: 0,
  number: String(index),
  code: null,
  name: `Штукатурка стен ${index}`,
  note: index === 7 ? 'Очень подробно. '.repeat(400) : null,
  unit: 'м²',
  quantity: '1.5',
  price: '10.00',
  base: '15.00',
  markup: '0.00',
  discount: '0.00',
  amount: '15.00',
});

const sheet: Sheet = {
  language: 'RU',
  heading: 'Смета № 2026-000001',
  title: 'Кухня',
  isDraft: false,
  date: '2026-11-29',
  validUntil: null,
  supplyDate: null,
  notes: 'Примечание. '.repeat(900),
  currency: 'RUB',
  minorUnits: 2,
  taxIncluded: false,
  seller: null,
  client: null,
  offered: [],
  rows: Array.from({ length: 200 }, (_, index) => line(index)),
  totals: [{ kind: 'total', label: 'Всего', amount: '3000.00', percent: null, rate: null }],
  contentHash: 'ab'.repeat(32),
};

it('keeps a text of several lines in its cell', () => {
  const rows = [{ ...line(1), name: 'Wall\nand floor' }];
  const text = csvOf({ ...sheet, language: 'EN', rows, totals: [] }).toString();
  expect(text.split('\r\n')[1]).toBe('1,"Wall\nand floor",м²,1.5,10.00,15.00,RUB');
});

it('writes 200 lines, with a note longer than a page, to the same bytes each time', async () => {
  const file = await pdfOf(sheet);
  const pages = file.toString('latin1').match(/\/Type \/Page\b/g)?.length ?? 0;
  expect(pages).toBeGreaterThan(5);
  expect(pages).toBeLessThan(14);
  expect((await pdfOf(sheet)).equals(file)).toBe(true);
});

it('draws what the font lacks by what looks the same', async () => {
  const named = (name: string): Sheet => ({ ...sheet, notes: null, rows: [{ ...line(1), name }] });
  const pipe = await pdfOf(named('Pipe Ø20, 3/4", 5\u00a0000'));
  expect((await pdfOf(named('Pipe ∅20, 3/4″, 5\u202f\u200b000'))).equals(pipe)).toBe(true);
  expect((await pdfOf(named('Pipe'))).equals(pipe)).toBe(false);
});

it('goes on over pages with the most totals, and keeps the longest parties on the first', async () => {
  const party = {
    name: 'ООО «Ромашка» '.repeat(21),
    details: Array<string>(12).fill('Реквизиты '.repeat(30)),
  };
  const many: Sheet = {
    ...sheet,
    notes: null,
    seller: party,
    client: party,
    rows: [line(1)],
    totals: Array.from({ length: 60 }, (_, index) => ({
      ...{ kind: 'tax' as const, amount: '1.00', percent: null, rate: '20' },
      label: `НДС ${index} ${'очень длинное название '.repeat(8)}`,
    })),
  };
  const file = await pdfOf(many);
  const pages = file.toString('latin1').match(/\/Type \/Page\b/g)?.length ?? 0;
  expect(pages).toBeGreaterThan(2);
  expect(pages).toBeLessThan(9); // ten of them fill a page
});

it('tells below a line in another currency what its price was made of, unless costs are part of the prices', async () => {
  const content = contentFrom(estimate({ positions: [position('p', { unitPrice: '92.5' })] }));
  const foreign = {
    currency: 'USD',
    unitPrice: '100',
    unitCost: '80',
    rate: '0.925',
    source: 'ECB',
    on: '2026-11-30',
  };
  Object.assign(content.positions[0]!, { description: 'With a filter', foreignPrice: foreign });
  const noteOf = async (pricedByCost: boolean) => {
    Object.assign(content.estimate, { pricedByCost, adjustmentTotals: [], revision: 1 });
    const choices = { language: 'EN', seller: null, client: null } as const;
    const { rows } = await sheetOf(content, choices, '2026-11-30');
    return rows[0]?.kind === 'line' ? rows[0].note : undefined;
  };
  expect(await noteOf(false)).toBe('With a filter\n100 USD × 0.925 (ECB, 2026-11-30)');
  expect(await noteOf(true)).toBe('With a filter');
});
