import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { utils, write, type WorkBook } from '@e965/xlsx';
import { zipOf } from '../../../../../testkit/zip-file';
import { readImport, type ImportTask } from '../reading/read-import';
import { WorkbookRefused } from '../xlsx/workbook-refused';
import { openOlder } from './read-older';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'older-'));
});
afterAll(() => rm(folder, { recursive: true }));

let count = 0;
async function save(bytes: Buffer): Promise<string> {
  const path = join(folder, String((count += 1)));
  await writeFile(path, bytes);
  return path;
}
const KINDS = { xls: 'biff8', ods: 'ods' } as const;
const saved = (book: WorkBook, kind: keyof typeof KINDS): Promise<string> =>
  save(write(book, { type: 'buffer', bookType: KINDS[kind] }) as Buffer);

function estimateBook(): WorkBook {
  const book = utils.book_new();
  utils.book_append_sheet(book, utils.aoa_to_sheet([['О компании']]), 'Титул');
  const sheet = utils.aoa_to_sheet([
    ['№', 'Наименование работ', 'Ед. изм.', 'Кол-во', 'Цена', 'Сумма'],
    [null, 'Раздел 1. Стены'],
    [1, 'Штукатурка', 'м2', 12.5, 650, 8125],
    [2, 'Скрыто', 'м2', 1, 1, 1],
    [3, 'Краска', 'л', 0.1, 1000, 100],
    [null, 'Итого', null, null, null, 8225],
  ]);
  Object.assign(sheet['F3'] as object, { f: 'D3*E3' });
  Object.assign(sheet['E3'] as object, { z: '#,##0.00 "₽"' });
  Object.assign(sheet, {
    H1: { t: 'n', v: 46053, z: 'm/d/yy' },
    I1: { t: 'n', v: 0.2, z: '0%' },
    '!ref': 'A1:I6',
    '!rows': [{}, {}, {}, { hidden: true }],
    '!merges': [{ s: { r: 1, c: 1 }, e: { r: 1, c: 5 } }],
  });
  utils.book_append_sheet(book, sheet, 'Смета');
  return book;
}

describe.each(['xls', 'ods'] as const)('a workbook as .%s', (kind) => {
  it('is read with its numbers, dates, formats, formulas’ results, merges and hidden rows', async () => {
    const workbook = await openOlder(await saved(estimateBook(), kind), kind);
    expect(workbook.sheets).toEqual([
      { name: 'Титул', isHidden: false },
      { name: 'Смета', isHidden: false },
    ]);
    const { rows, merges } = workbook.read(1);
    const at = (row: number, column: number) =>
      rows.find(({ number }) => number === row)?.cells.find((cell) => cell.column === column);
    expect(at(3, 4)).toMatchObject({ value: '12.5', kind: 'number', isFormula: false });
    expect(at(5, 4)).toMatchObject({ value: '0.1', kind: 'number' });
    expect(at(3, 6)).toMatchObject({ value: '8125', isFormula: kind === 'ods' }); // SheetJS writes none into .xls
    expect(at(1, 8)).toMatchObject({ value: '2026-01-31', kind: 'date' });
    expect(at(1, 9)).toMatchObject({ value: '0.2', kind: 'percent' });
    expect(at(3, 2)).toMatchObject({ value: 'Штукатурка', kind: 'text' });
    expect(merges).toEqual(['B2:F2']);
  });

  it('becomes sections and lines like any other', async () => {
    const task: ImportTask = {
      ...{ path: await saved(estimateBook(), kind), kind, sheet: null, columns: [], dialect: {} },
      ...{ includeHidden: false, minorUnits: 2, mayCost: true, remembered: {}, unitWords: [] },
    };
    const { sheet, rows } = await readImport(task);
    expect(sheet).toBe('Смета');
    const content = rows.flatMap(({ outcome, values }) =>
      values ? [[outcome, values.name, values.quantity, values.unitPrice]] : [],
    );
    expect(content).toContainEqual(['SECTION', 'Стены', undefined, undefined]);
    expect(content).toContainEqual(['POSITION', 'Штукатурка', '12.5', '650']);
    expect(content).toContainEqual(['POSITION', 'Краска', '0.1', '1000']);
    await expect(readImport({ ...task, sheet: 'Другой' })).rejects.toThrow('There is no sheet “Другой”');
  });
});

it('knows what is hidden and grouped in an OpenDocument sheet', async () => {
  const row = (text: string, attributes = '') =>
    `<table:table-row ${attributes}><table:table-cell office:value-type="string"><text:p>${text}</text:p></table:table-cell></table:table-row>`;
  const content = `<?xml version="1.0"?><office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
    xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0">
    <office:body><office:spreadsheet><table:table table:name="S">
    <table:table-column table:number-columns-repeated="2"/><table:table-column table:visibility="collapse"/>
    ${row('a')}<table:table-row-group>${row('b', 'table:visibility="filter"')}</table:table-row-group>
    ${row('c', 'table:number-rows-repeated="2" table:visibility="collapse"')}${row('d')}
    </table:table></office:spreadsheet></office:body></office:document-content>`;
  const others = [
    { name: 'styles.xml', content: '<office:document-styles/>' },
    { ...manifest, content: '<manifest/>' },
  ];
  const workbook = await openOlder(await save(archive({ name: 'content.xml', content }, ...others)), 'ods');
  const { rows, hiddenColumns } = workbook.read(0);
  expect(rows.map(({ number, isHidden, outline }) => [number, isHidden, outline])).toEqual([
    [1, false, 0],
    [2, true, 1],
    [3, true, 0],
    [4, true, 0],
    [5, false, 0],
  ]);
  expect(hiddenColumns).toEqual([[3, 3]]);
});

const ole = (stream: string) =>
  Buffer.concat([Buffer.from('d0cf11e0a1b11ae1', 'hex'), Buffer.alloc(600), Buffer.from(stream, 'utf16le')]);
const archive = (...entries: { name: string; content: string | Buffer; declaredSize?: number }[]) =>
  zipOf([{ name: 'mimetype', content: 'application/vnd.oasis.opendocument.spreadsheet' }, ...entries]);
const manifest = {
  name: 'META-INF/manifest.xml',
  content: '<manifest:manifest><manifest:encryption-data/></manifest:manifest>',
};

it.each<[string, 'xls' | 'ods', () => Buffer | Promise<Buffer>, string]>([
  ['a workbook with a password', 'xls', () => ole('EncryptedPackage'), 'FILE_ENCRYPTED'],
  ['an old container of nothing', 'xls', () => ole('Workbook'), 'FILE_BROKEN'],
  [
    'a sheet with a password',
    'ods',
    () => archive({ name: 'content.xml', content: 'x' }, manifest),
    'FILE_ENCRYPTED',
  ],
  ['an archive without a sheet', 'ods', () => archive(), 'FILE_NO_WORKBOOK'],
  [
    'a sheet that unpacks to more than it says',
    'ods',
    () => archive({ name: 'content.xml', content: `<a>${'<b/>'.repeat(400_000)}</a>`, declaredSize: 1_000 }),
    'FILE_BROKEN',
  ],
  [
    'a bomb',
    'ods',
    () => archive({ name: 'content.xml', content: Buffer.alloc(30 * 1024 * 1024) }),
    'FILE_IS_BOMB',
  ],
  ['no archive', 'ods', () => Buffer.from('PK, but not a zip'), 'FILE_BROKEN'],
])('refuses %s (.%s)', async (_what, kind, make, code) => {
  const error = await openOlder(await save(await make()), kind).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(WorkbookRefused);
  expect((error as WorkbookRefused).code).toBe(code);
});
