import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SENT_SHEETS } from '../../../../../testkit/import-sheets';
import { WorkbookRefused } from '../xlsx/workbook-refused';
import { SHEET_WORDS } from '../../exports/sheet-words';
import { guessDialect } from '../csv/read-csv';
import { PackedRows } from './packed-rows';
import { readImport, type ImportReading, type ImportTask } from './read-import';
import type { ReadRow } from './read-rows.types';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cashcraft-imports-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

type SheetName = keyof typeof SENT_SHEETS;

async function read(name: SheetName, over: Partial<ImportTask> = {}): Promise<ImportReading> {
  const { file, bytes } = SENT_SHEETS[name];
  const path = join(folder, file);
  await writeFile(path, await bytes());
  const kind = file.endsWith('.xlsx') ? 'xlsx' : 'csv';
  return readImport({
    ...{
      path,
      kind,
      sheet: null,
      columns: [],
      dialect: {},
      includeHidden: false,
      minorUnits: 2,
      mayCost: true,
      remembered: {},
      unitWords: [],
    },
    ...over,
  });
}

/** A row in one line: what became of it, where it stands, what it says. */
function told({ outcome, reason, depth, values, amount, total, issues, text }: ReadRow): string {
  const marks = issues.map(({ code, cell }) => `!${code}${cell ? `@${cell}` : ''}`);
  if (outcome === 'SKIPPED') return [`- ${reason}`, ...marks].join(' ');
  if (outcome === 'TOTAL')
    return [`= ${total ? `${total.kind} ${total.amount} (${total.difference})` : text}`, ...marks].join(' ');
  const indent = '  '.repeat(depth);
  if (outcome === 'SECTION') return [`${indent}# ${values?.name}`, ...marks].join(' ');
  if (outcome === 'REMARK') return [`${indent}" ${values?.name}`, ...marks].join(' ');
  const { name, unit, quantity, unitPrice, code, kind, taxRate, discount } = values ?? { name: '' };
  const more = [
    code,
    kind,
    taxRate === undefined ? null : `tax ${taxRate}`,
    discount === undefined ? null : `less ${discount.value}`,
  ].filter(Boolean);
  return [
    `${indent}${name} [${more.join(' ')}] ${quantity} ${unit ?? ''} × ${unitPrice ?? '?'} = ${amount}`,
    ...marks,
  ].join(' ');
}

const EXPECTED: Record<SheetName, string[]> = {
  'a plain list with a title above': [
    '- ABOVE_TABLE',
    '- ABOVE_TABLE',
    '- HEADER',
    'Штукатурка стен [] 12.5 м² × 350 = 4375.00',
    'Окраска стен [] 12.5 м² × 220.5 = 2756.25',
    '= NET 7131.25 (0)',
  ],
  'sections in merged bold rows, sums of sections, tax below': [
    '- HEADER',
    '- COLUMN_NUMBERS',
    '  # Демонтажные работы',
    '  Снятие обоев [] 40 м² × 90 = 3600.00',
    '  Разборка перегородок [] 1.2 м³ × 2500 = 3000.00',
    '= SECTION 6600 (0)',
    '  # Отделка',
    '  Шпаклёвка [] 40 м² × 250.55 = 10022.00',
    '= SECTION 10000 (-22)',
    '= NET 16622 (0)',
    '= TAX 3324.4 (0)',
    '= GROSS 19946.4 (0)',
    '- FOOTER',
  ],
  'numbering 1.2.3, a header in two rows, prices as texts': [
    '- HEADER',
    '- HEADER',
    '  # Подготовка',
    '  Вывоз мусора [] 3.5 т × 1200.5 = 4201.75',
    '    # Земляные работы',
    '    Копка траншей [] 10 м³ × 850 = 8500.00',
    '    Засыпка [] 4 м³ × 300 = 1200.00',
    '  # Монтаж',
    '  Установка дверей [] 2 шт. × 4500 = 9000.00',
  ],
  'English, outline levels, currency formats, hidden rows and columns': [
    '- HEADER',
    '  # Groundworks',
    '  Excavation [] 120 m³ × 35.5 = 4260.00',
    '- HIDDEN',
    '    # Drainage',
    '    Pipes 110 mm [] 42 m × 12 = 504.00',
    '= NET 4764 (0)',
  ],
  'sections as bare texts, blank columns, a repeated header, lump sums': [
    '- HEADER',
    '  # Электрика',
    '  Прокладка кабеля [] 100 м × 80 = 8000.00',
    '  Доставка материалов [] 1  × 3500 = 3500.00',
    '- REPEATED_HEADER',
    '  # Сантехника',
    '  Установка смесителя [] 3 шт. × 1500 = 4500.00',
    '- ADJUSTMENT',
    '= NET 17600 (1600)',
  ],
  'mistakes in cells': [
    '- HEADER',
    'Хорошая строка [К-1] 2 шт. × 100 = 200.00',
    'Цена словами [К-2] 2 шт. × ? = 0.00 !NOT_A_NUMBER@E3',
    'Сломанная формула [К-3] 1 шт. × 10 = 10.00 !CELL_ERROR@D4',
    'Отрицательное [К-4] -1 шт. × 10 = -10.00',
    'Другая сумма [К-5] 3 шт. × 10 = 30.00 !AMOUNT_DIFFERS@F6',
    ' [] 5  × 10 = 50.00 !REQUIRED',
    'Много знаков [К-7] 1.234568 шт. × 10 = 12.35 !ROUNDED@D8',
    'Без цены [К-8] 4 шт. × ? = 0.00 !NO_PRICE',
    'Из суммы [К-9] 4 шт. × 2.5 = 10.00 !PRICE_FROM_AMOUNT@F10',
  ],
  'a title page first, the table on the third sheet': [
    '- HEADER',
    'Стяжка [ФЕР11-01] 0.4 100 м² × 12000 = 4800.00',
  ],
  'a name over several rows of materials': [
    '- HEADER',
    'Плитка [WORK] 10 м² × 900 = 9000.00',
    'Плитка [MATERIAL] 11 м² × 1200 = 13200.00',
  ],
  'a semicolon CSV in windows-1251': [
    '- HEADER',
    'Грунтовка «глубокая» [] 1200.5 м² × 35.2 = 42257.60',
    '= NET 42257.6 (0)',
  ],
  'a CSV in UTF-16 with tabs, as Excel saves Unicode text': [
    '- HEADER',
    'Кабель "ВВГ" 3х2,5 [] 15 м × 120 = 1800.00',
  ],
  'an English CSV with commas and points': [
    '- HEADER',
    'Concrete, C25 [] 1250.5 m³ × 110 = 137555.00',
    'Labour [] 8 h × ? = 0.00 !BELOW_MINIMUM@D3',
    '= NET 137555 (0)',
  ],
  'prices of which 6 decimals hold nothing': [
    '- HEADER',
    'Lead [] 10 g × ? = 0.00 !BELOW_MINIMUM@D2',
    'Dust [] 100000000 g × ? = 0.00 !BELOW_MINIMUM@E3',
    'Sand [] 1000000 g × 0.000001 = 1.00 !PRICE_FROM_AMOUNT@E4',
  ],
  'a CSV of ours, with taxes, what is rounded and payments': [
    '- HEADER',
    'Concrete [] 10 m³ × 100 = 1000.00',
    'Permit [] 1  × 50 = 50.00',
    '= NET 1050 (0)',
    '= NET 1050 (0)',
    '= TAX 210 (0)',
    '- FOOTER',
    '= GROSS 1260 (0)',
    '- ADJUSTMENT',
    '= GROSS 1260.4 (0)',
    '- FOOTER',
    '- FOOTER',
    '- FOOTER',
    '- FOOTER',
    '- FOOTER',
  ],
  'indents, percent cells, a discount column': [
    '- HEADER',
    '  # Кровля',
    '    # Скатная часть',
    '    Черепица [tax 20 less 5] 100 м² × 1500 = 142500.00',
    '    # Водосток',
    '    Труба [tax 10] 20 м × 700 = 14000.00',
  ],
  'no header at all': [],
};

describe('a sheet with', () => {
  it.each(Object.keys(SENT_SHEETS) as SheetName[])('%s', async (name) => {
    const { rows, table } = await read(name);
    expect([...rows].map(told)).toEqual(EXPECTED[name]);
    expect(table === null).toBe(name === 'no header at all');
  });
});

it('tells how it read: sheet, header, columns with how sure it is, signs, encoding, currency, tax', async () => {
  const sections = await read('sections in merged bold rows, sums of sections, tax below');
  expect(sections.summary).toMatchObject({ tax: { rate: '20', isIncluded: false }, net: '16622.00' });
  expect(sections.table?.columns.map(({ field, confidence }) => `${field} ${confidence}`)).toEqual([
    'NUMBER 1',
    'NAME 1',
    'UNIT 1',
    'QUANTITY 1',
    'UNIT_PRICE 1',
    'AMOUNT 1',
  ]);
  const numbered = await read('numbering 1.2.3, a header in two rows, prices as texts');
  expect(numbered.table).toMatchObject({ headerRow: 2, headerRows: [1, 2], decimalSign: 'COMMA' });
  expect(numbered.summary.currency).toBe('RUB');
  expect(
    (await read('English, outline levels, currency formats, hidden rows and columns')).summary.currency,
  ).toBe('EUR');
  expect((await read('a semicolon CSV in windows-1251')).dialect).toEqual({
    encoding: 'windows-1251',
    delimiter: ';',
  });
  expect((await read('an English CSV with commas and points')).table?.decimalSign).toBe('POINT');
  const title = await read('a title page first, the table on the third sheet');
  expect(title.sheet).toBe('Локальная смета');
  expect(title.sheets.map(({ isHidden }) => isHidden)).toEqual([false, true, false]);
});

it('does as a person says: columns, header, sheet, hidden rows', async () => {
  const columns = [
    [1, 'NAME'],
    [2, 'UNIT'],
    [3, 'QUANTITY'],
    [4, 'UNIT_PRICE'],
  ] as const;
  const bare = await read('no header at all', { columns, headerRow: null });
  expect([...bare.rows].map(told)).toEqual([
    'Покраска [] 10 м² × 100 = 1000.00',
    'Уборка [] 1 шт. × 500 = 500.00',
  ]);
  const hidden = await read('English, outline levels, currency formats, hidden rows and columns', {
    includeHidden: true,
    columns: [[5, 'UNIT_COST']],
  });
  expect([...hidden.rows].map(({ reason }) => reason)).not.toContain('HIDDEN');
  expect([...hidden.rows].find(({ values }) => values?.name === 'Excavation')?.values?.unitCost).toBe('20');
  expect([...hidden.rows].map(told)).toContain('  Old price, not offered [] 1 m³ × 1 = 1.00');
  const other = await read('a title page first, the table on the third sheet', { sheet: 'Ведомость' });
  expect([...other.rows].map(told)).toEqual(['- HEADER', 'Скрытое [] 1  × 1 = 1.00']);
  await expect(read('a title page first, the table on the third sheet', { sheet: 'Нет' })).rejects.toThrow(
    'There is no sheet “Нет”. There are: Смета, Ведомость, Локальная смета.',
  );
});

it('takes semicolons for what they are beside commas of decimals and of sentences', async () => {
  const path = join(folder, 'commas.csv');
  const line = (index: number) =>
    `${index};Штукатурка, участок ${index};м2;${index},5;100,37;по проекту, лист 2`;
  const rows = Array.from({ length: 60 }, (_, index) =>
    index % 10 ? line(index) : `;Раздел ${index}, стены`,
  );
  await writeFile(path, ['№;Наименование;Ед;Кол-во;Цена;Примечание', ...rows].join('\n'));
  expect((await guessDialect(path, {})).delimiter).toBe(';');
});

it('takes what was chosen for the same headers before', async () => {
  const first = await read('mistakes in cells');
  const remembered = { [first.table?.fingerprint ?? '']: [['код', null]] as const };
  const again = await read('mistakes in cells', { remembered });
  expect(again.table?.columns[0]).toMatchObject({ field: null, origin: 'REMEMBERED' });
});

it('packs no more letters than a list may hold, however few its rows are', () => {
  const rows = new PackedRows<string>();
  const long = 'x'.repeat(1_000_000);
  for (let count = 0; count < 250; count += 1) rows.push(long);
  expect(rows.pieces().map(({ count }) => count)).toEqual(Array(250).fill(1));
  expect(() => {
    for (let count = 0; count < 250; count += 1) rows.push(long);
  }).toThrow(new WorkbookRefused('FILE_TOO_LARGE'));
});

it.each([
  ['EN', '2027-05-01'],
  ['RU', '01.05.2027'],
] as const)(
  'passes by the day of supply of a CSV of ours in %s, and nothing else that is called so',
  async (language, day) => {
    const words = SHEET_WORDS[language];
    const { number, name, unit, quantity, price, amount, currency } = words;
    const outcomes = async (label: string) => {
      const path = join(folder, `days-${language}.csv`);
      const rows = [
        [number, name, unit, quantity, price, amount, currency],
        ['', `${label}: ${day}`, '', '', '', '', ''],
        ['1', 'Paint', 'm2', '2', '10', '20', 'EUR'],
        ['', `${label}: ${day}`, '', '', '', '', ''],
        ['', `${label}: ${day}`, '', '', '', '', ''],
        ['2', `${label}: ${day}`, 'h', '3', '5', '', ''],
        ['3', `${label}: by arrangement`, 'h', '', '4', '', ''],
        ['4', `${label}: ${day}`, 'h', '1', '5', '5', 'EUR'],
        ['', words.payable, '', '', '', '44', 'EUR'],
        ['', `${label}: ${day}`, '', '', '', '', ''],
        ['', words.offered, '', '', '', '', ''],
        ['', 'Marble', 'm2', '1', '99', '99', 'EUR'],
      ];
      await writeFile(path, rows.map((row) => row.join(';')).join('\n'));
      const reading = await readImport({
        ...{ path, kind: 'csv', sheet: null, columns: [], dialect: {}, includeHidden: false, minorUnits: 2 },
        ...{ mayCost: true, remembered: {}, unitWords: [] },
      });
      return [...reading.rows].map(({ outcome, reason }) => reason ?? outcome);
    };
    const found = await outcomes(words.supplyDate);
    expect(found).toEqual(await outcomes('Whatever')); // as any other text
    expect(found.filter((outcome) => outcome === 'POSITION')).toHaveLength(4);
    expect(found.slice(1, 8)).not.toContain('FOOTER');
    expect(found.slice(8)).toEqual(['TOTAL', 'FOOTER', 'FOOTER', 'FOOTER']);
  },
);
