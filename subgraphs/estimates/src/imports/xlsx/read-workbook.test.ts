import { createWriteStream } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stream, Workbook } from '@protobi/exceljs';
import { zipOf, type ZippedFile } from '../../../../../testkit/zip-file';
import { dateOf, meaningOf } from './number-formats';
import { openWorkbook } from './read-workbook';
import { columnOf, plainNumber, type SheetRow } from './sheet-reader';
import type { WorkbookRefused } from './workbook-refused';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cashcraft-workbooks-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function save(bytes: Buffer): Promise<string> {
  const path = join(folder, `${Math.random()}.xlsx`);
  await writeFile(path, bytes);
  return path;
}
const saveBook = async (book: Workbook): Promise<string> => save(Buffer.from(await book.xlsx.writeBuffer()));

async function rowsOf(path: string, index = 0): Promise<{ rows: SheetRow[]; merges: readonly string[] }> {
  const workbook = await openWorkbook(path);
  try {
    const { rows: content, merges } = workbook.read(index);
    const rows: SheetRow[] = [];
    for await (const row of content) rows.push(row);
    return { rows, merges };
  } finally {
    workbook.close();
  }
}
const valuesOf = ({ rows }: { rows: SheetRow[] }) =>
  rows.map(({ cells }) => cells.map(({ kind, value }) => `${kind} ${value}`));

async function refusal(path: string): Promise<string> {
  try {
    await rowsOf(path);
    return 'read';
  } catch (error) {
    return (error as WorkbookRefused).code ?? String(error);
  }
}

const NAMESPACE = 'http://schemas.openxmlformats.org';
const PARTS: Record<string, string> = {
  '_rels/.rels': `<Relationships><Relationship Id="r1" Type="${NAMESPACE}/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
  'xl/workbook.xml': '<workbook><sheets><sheet name="Лист" sheetId="1" r:id="r1"/></sheets></workbook>',
  'xl/_rels/workbook.xml.rels': `<Relationships><Relationship Id="r1" Type="${NAMESPACE}/x/worksheet" Target="/xl/worksheets/sheet1.xml"/><Relationship Id="r2" Type="${NAMESPACE}/x/sharedStrings" Target="sharedStrings.xml"/></Relationships>`,
  'xl/sharedStrings.xml':
    '<sst><si><r><t>Шту</t></r><r><t xml:space="preserve">катурка </t></r><rPh><t>x</t></rPh></si><si><t/></si></sst>',
  'xl/worksheets/sheet1.xml': '<worksheet><sheetData/></worksheet>',
};
const bookOf = (over: Record<string, string | undefined>, more: ZippedFile[] = []): Promise<string> =>
  save(
    zipOf([
      ...Object.entries({ ...PARTS, ...over }).flatMap(([name, content]) =>
        content === undefined ? [] : [{ name, content }],
      ),
      ...more,
    ]),
  );
const sheetBook = (rows: string): Promise<string> =>
  bookOf({ 'xl/worksheets/sheet1.xml': `<worksheet><sheetData>${rows}</sheetData></worksheet>` });

describe('a workbook of exceljs', () => {
  it('gives texts, exact numbers, dates, percentages, results of formulas, hidden rows, outlines, merges', async () => {
    const book = new Workbook();
    const sheet = book.addWorksheet('Смета');
    sheet.addRow(['Код', 'Штукатурка', 0.1 + 0.2, 12.35, true]);
    const dated = sheet.addRow([
      new Date('2026-01-31T00:00:00Z'),
      new Date('2026-01-31T08:30:00Z'),
      0.2,
      1e-7,
    ]);
    dated.getCell(2).numFmt = 'dd/mm/yyyy hh:mm';
    dated.getCell(3).numFmt = '0.00%';
    const formula = sheet.addRow([
      { formula: 'C1*2', result: 0.6 },
      { formula: '"a"', result: 'текст' },
    ]);
    formula.hidden = true;
    sheet.addRow(['']);
    const deep = sheet.addRow([1, , 3]);
    deep.outlineLevel = 3;
    sheet.mergeCells('A6:C6');
    sheet.getCell('A6').value = { richText: [{ text: 'Раз' }, { text: 'дел' }] };
    book.addWorksheet('Второй', { state: 'hidden' });
    const path = await saveBook(book);
    const { rows, merges } = await rowsOf(path);
    expect(valuesOf({ rows })).toEqual([
      ['text Код', 'text Штукатурка', 'number 0.30000000000000004', 'number 12.35', 'boolean true'],
      ['date 2026-01-31', 'date 2026-01-31T08:30:00', 'percent 0.2', 'number 0.0000001'],
      ['number 0.6', 'text текст'],
      ['number 1', 'number 3'],
      ['text Раздел'],
    ]);
    expect(rows.map(({ number, isHidden, outline }) => [number, isHidden, outline])).toEqual([
      [1, false, 0],
      [2, false, 0],
      [3, true, 0],
      [5, false, 3],
      [6, false, 0],
    ]);
    expect(rows[2]?.cells.map(({ isFormula }) => isFormula)).toEqual([true, true]);
    expect(rows[3]?.cells.map(({ column }) => column)).toEqual([1, 3]);
    expect(merges).toEqual(['A6:C6']);
    const workbook = await openWorkbook(path);
    expect(workbook.sheets).toEqual([
      { name: 'Смета', isHidden: false },
      { name: 'Второй', isHidden: true },
    ]);
    workbook.close();
  });

  it('counts days from 1904 where it says so', async () => {
    const book = new Workbook();
    book.properties.date1904 = true;
    book.addWorksheet('x').addRow([new Date('2026-01-31T00:00:00Z')]);
    expect(valuesOf(await rowsOf(await saveBook(book)))).toEqual([['date 2026-01-31']]);
  });
});

describe('a sheet of other programs', () => {
  it.each<[string, string, string[][]]>([
    [
      'shared rich text without its pronunciation',
      '<row r="1"><c r="A1" t="s"><v>0</v></c></row>',
      [['text Штукатурка ']],
    ],
    [
      'inline text',
      '<row><c t="inlineStr"><is><t>Краска &amp; лак</t></is></c></row>',
      [['text Краска & лак']],
    ],
    [
      'cells and rows without references',
      '<row><c><v>1</v></c><c><v>2</v></c></row><row><c><v>3</v></c></row>',
      [['number 1', 'number 2'], ['number 3']],
    ],
    ['prefixed names', '<x:row r="1"><x:c r="A1"><x:v>5</x:v></x:c></x:row>', [['number 5']]],
    [
      'numbers with exponents',
      '<row><c><v>1.5E-3</v></c><c><v>1E21</v></c><c><v>0.10000000000000001</v></c></row>',
      [['number 0.0015', 'number 1000000000000000000000', 'number 0.1']],
    ],
    [
      'errors and ISO dates',
      '<row><c t="e"><v>#REF!</v></c><c t="d"><v>2026-01-31T00:00:00</v></c></row>',
      [['error #REF!', 'date 2026-01-31']],
    ],
    [
      'formulas without results',
      '<row><c><f>1+1</f></c><c><f>1+1</f><v>2</v></c></row>',
      [['uncalculated ', 'number 2']],
    ],
    ['empty shared texts', '<row><c t="s"><v>1</v></c></row>', []],
  ])('is read with %s', async (_name, rows, values) => {
    expect(valuesOf(await rowsOf(await sheetBook(rows)))).toEqual(values);
  });

  it.each(['1', 'true'])('knows a row hidden by "%s"', async (hidden) => {
    const { rows } = await rowsOf(
      await sheetBook(`<row r="7" hidden="${hidden}" outlineLevel="2"><c><v>1</v></c></row>`),
    );
    expect(rows).toMatchObject([{ number: 7, isHidden: true, outline: 2 }]);
  });
});

describe('a file that is not read', () => {
  const ole = (stream: string) =>
    Buffer.concat([
      Buffer.from('d0cf11e0a1b11ae1', 'hex'),
      Buffer.alloc(600),
      Buffer.from(stream, 'utf16le'),
    ]);
  const large = 30 * 1024 * 1024;

  it.each<[string, () => Promise<string>, string]>([
    ['protected by a password', () => save(ole('EncryptedPackage')), 'FILE_ENCRYPTED'],
    ['of Excel 97', () => save(ole('Workbook')), 'FILE_OLD_FORMAT'],
    ['no zip', () => save(Buffer.from('PK, but not a zip')), 'FILE_BROKEN'],
    ['empty', () => save(Buffer.alloc(0)), 'FILE_BROKEN'],
    ['a zip of something else', () => save(zipOf([{ name: 'a.txt', content: 'x' }])), 'FILE_NO_WORKBOOK'],
    [
      'with encrypted parts',
      () => bookOf({}, [{ name: 'xl/a.xml', content: 'x', encrypted: true }]),
      'FILE_ENCRYPTED',
    ],
    ['with macros', () => bookOf({}, [{ name: 'xl/vbaProject.bin', content: 'x' }]), 'FILE_HAS_MACROS'],
    ['without its sheet', () => bookOf({ 'xl/worksheets/sheet1.xml': undefined }), 'FILE_NO_WORKBOOK'],
    ['with broken XML', () => sheetBook('<row><c><v>1</v></row>'), 'FILE_BROKEN'],
    [
      'cut off in XML',
      () => bookOf({ 'xl/worksheets/sheet1.xml': '<worksheet><sheetData><row>' }),
      'FILE_BROKEN',
    ],
    ['with a text that is not there', () => sheetBook('<row><c t="s"><v>99</v></c></row>'), 'FILE_BROKEN'],
    ['with a column beyond the last', () => sheetBook('<row><c r="ZZZZ1"><v>1</v></c></row>'), 'FILE_BROKEN'],
    ['with a number that is none', () => sheetBook('<row><c><v>NaN</v></c></row>'), 'FILE_BROKEN'],
    [
      'with entities that grow',
      () =>
        bookOf({ 'xl/worksheets/sheet1.xml': '<!DOCTYPE a [<!ENTITY b "bbbb">]><worksheet>&b;</worksheet>' }),
      'FILE_IS_BOMB',
    ],
    [
      'that unpacks to thousands of times its size',
      () => bookOf({}, [{ name: 'xl/z.xml', content: Buffer.alloc(large) }]),
      'FILE_IS_BOMB',
    ],
    [
      'that declares a gigabyte',
      () => bookOf({}, [{ name: 'xl/z.xml', content: 'x', declaredSize: 2 ** 30 }]),
      'FILE_IS_BOMB',
    ],
    [
      'that unpacks to more than it declares',
      async () => {
        const sheet = `<worksheet><sheetData>${'<row><c><v>1</v></c></row>'.repeat(200_000)}</sheetData></worksheet>`;
        const { 'xl/worksheets/sheet1.xml': _none, ...rest } = PARTS;
        const parts = Object.entries(rest).map(([name, content]) => ({ name, content }));
        return save(
          zipOf([...parts, { name: 'xl/worksheets/sheet1.xml', content: sheet, declaredSize: 1_000 }]),
        );
      },
      'FILE_BROKEN',
    ],
  ])('is refused when it is %s', async (_name, make, code) => {
    expect(await refusal(await make())).toBe(code);
  });

  it('is read with external links, and says so', async () => {
    const rels = PARTS['xl/_rels/workbook.xml.rels']?.replace(
      '</Relationships>',
      `<Relationship Id="r9" Type="${NAMESPACE}/x/externalLink" Target="externalLinks/1.xml"/></Relationships>`,
    );
    const workbook = await openWorkbook(await bookOf({ 'xl/_rels/workbook.xml.rels': rels }));
    expect(workbook.hasExternalLinks).toBe(true);
    workbook.close();
  });
});

it('knows dates by their formats', () => {
  const codes = ['dd.mm.yyyy', '[$-419]d mmmm yyyy;@', 'h:mm:ss', '[h]:mm', 'yyyy\\-mm', '"г." yyyy'];
  expect(codes.map((code) => meaningOf(164, code))).toEqual(codes.map(() => 'date'));
  const others = [
    'General',
    '#,##0.00 "день"',
    '[Red]0.00',
    '0.00E+00',
    '0\\d',
    '#,##0.00_р_.',
    '# ##0 [$₽-419]',
  ];
  expect(others.map((code) => meaningOf(164, code))).toEqual(others.map(() => 'number'));
  expect([9, 10, 14, 22, 1, 4, 49].map((id) => meaningOf(id, undefined))).toEqual([
    'percent',
    'percent',
    'date',
    'date',
    'number',
    'number',
    'number',
  ]);
});

it.each<[number, boolean, string | null]>([
  [1, false, '1900-01-01'],
  [59, false, '1900-02-28'],
  [61, false, '1900-03-01'],
  [46053, false, '2026-01-31'],
  [46053.354166666664, false, '2026-01-31T08:30:00'],
  [0.5, false, '12:00:00'],
  [44591, true, '2026-01-31'],
  [2_958_465, false, '9999-12-31'],
  [2_958_466, false, null],
  [-1, false, null],
])('takes day %d (1904: %s) for %s', (serial, is1904, date) => {
  expect(dateOf(serial, is1904)).toBe(date);
});

it('reads columns and numbers as sheets write them', () => {
  expect(['A1', 'Z9', 'AA10', 'xfd1', '12', ''].map(columnOf)).toEqual([1, 26, 27, 16_384, 0, 0]);
  expect([1e21, 1.5e-7, -2.5e-10, 123.456, 1.23e22].map(plainNumber)).toEqual([
    ...['1000000000000000000000', '0.00000015', '-0.00000000025', '123.456', '12300000000000000000000'],
  ]);
});

it('reads 50,000 rows of 12 columns, one after the other', async () => {
  const path = join(folder, 'large.xlsx');
  const writer = new stream.xlsx.WorkbookWriter({ stream: createWriteStream(path), useSharedStrings: false });
  const sheet = writer.addWorksheet('large');
  for (let row = 0; row < 50_000; row += 1) {
    sheet
      .addRow(Array.from({ length: 12 }, (_each, column) => (column === 2 ? `Строка ${row}` : row * column)))
      .commit();
  }
  await writer.commit();
  const workbook = await openWorkbook(path);
  let rows = 0;
  let sum = 0;
  for await (const { cells } of workbook.read(0).rows) {
    rows += 1;
    sum += cells.length;
  }
  workbook.close();
  expect([rows, sum]).toEqual([50_000, 600_000]);
});
