import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { utils, write, type WorkBook } from '@e965/xlsx';
import { zipOf } from '../../../../../testkit/zip-file';
import { readImport, type ImportTask } from '../reading/read-import';
import { WorkbookRefused } from '../xlsx/workbook-refused';
import { MOST_SHEETS } from '../workbook-limits';
import { openOds } from '../ods/read-ods';
import { openXls } from './read-xls';

const opened = (path: string, kind: 'xls' | 'ods') => (kind === 'xls' ? openXls(path) : openOds(path));

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
    const workbook = await opened(await saved(estimateBook(), kind), kind);
    expect(workbook.sheets.map(({ name, isHidden }) => ({ name, isHidden }))).toEqual([
      { name: 'Титул', isHidden: false },
      { name: 'Смета', isHidden: false },
    ]);
    const { rows: read, merges } = workbook.read(1);
    const rows = [...read];
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
    const content = [...rows].flatMap(({ outcome, values }) =>
      values ? [[outcome, values.name, values.quantity, values.unitPrice]] : [],
    );
    expect(content).toContainEqual(['SECTION', 'Стены', undefined, undefined]);
    expect(content).toContainEqual(['POSITION', 'Штукатурка', '12.5', '650']);
    expect(content).toContainEqual(['POSITION', 'Краска', '0.1', '1000']);
    await expect(readImport({ ...task, sheet: 'Другой' })).rejects.toThrow('There is no sheet “Другой”');
  });
});

/** A workbook of OpenDocument from its parts. */
const odsOf = async (body: string, { styles = '' }: { styles?: string } = {}) => {
  const head = `<?xml version="1.0"?><office:document-content ${NAMESPACES}>`;
  const automatic = `<office:automatic-styles>${styles}</office:automatic-styles>`;
  const content = `${head}${automatic}<office:body><office:spreadsheet>${body}</office:spreadsheet></office:body></office:document-content>`;
  const common = `<office:document-styles ${NAMESPACES}><style:style style:name="Head" style:family="table-cell">
    <style:text-properties fo:font-weight="bold"/></style:style></office:document-styles>`;
  const others = [
    { name: 'styles.xml', content: common },
    { ...manifest, content: '<manifest/>' },
  ];
  return save(archive({ name: 'content.xml', content }, ...others));
};
const NAMESPACES = ['office', 'table', 'text', 'style', 'fo', 'calcext', 'draw']
  .map((name) => `xmlns:${name}="urn:${name}"`)
  .join(' ');
const textCell = (text: string, attributes = '') =>
  `<table:table-cell office:value-type="string" ${attributes}><text:p>${text}</text:p></table:table-cell>`;
const textRow = (text: string, attributes = '') =>
  `<table:table-row ${attributes}>${textCell(text)}</table:table-row>`;
const cellsOf = async (path: string) =>
  [...(await openOds(path)).read(0).rows].flatMap(({ number, cells }) =>
    cells.map(({ column, value, kind }) => [number, column, value, kind]),
  );

it('reads as many OpenDocument sheets as of every workbook, and says so of more: none is left out unsaid', async () => {
  const sheets = (count: number) =>
    Array.from(
      { length: count },
      (_, at) => `<table:table table:name="S${at}">${textRow('x')}</table:table>`,
    );
  const linked = `<table:table table:name="L"><table:table-source/>${textRow('linked')}</table:table>`;
  const book = await openOds(await odsOf([...sheets(MOST_SHEETS), linked].join('')));
  expect(book.sheets.map(({ name }) => name)).toEqual(
    Array.from({ length: MOST_SHEETS }, (_, at) => `S${at}`),
  );
  await expect(openOds(await odsOf(sheets(MOST_SHEETS + 1).join('')))).rejects.toMatchObject({
    code: 'FILE_TOO_LARGE',
  });
});

it('knows what is hidden and grouped in an OpenDocument sheet', async () => {
  const path = await odsOf(`<table:table table:name="S">
    <table:table-column table:number-columns-repeated="2"/><table:table-column table:visibility="collapse"/>
    ${textRow('a')}<table:table-row-group>${textRow('b', 'table:visibility="filter"')}</table:table-row-group>
    ${textRow('c', 'table:number-rows-repeated="2" table:visibility="collapse"')}${textRow('d')}
    </table:table>`);
  const { rows, hiddenColumns } = (await openOds(path)).read(0);
  expect([...rows].map(({ number, isHidden, outline }) => [number, isHidden, outline])).toEqual([
    [1, false, 0],
    [2, true, 1],
    [3, true, 0],
    [4, true, 0],
    [5, false, 0],
  ]);
  expect(hiddenColumns).toEqual([[3, 3]]);
});

it('knows what is bold and moved in, by a cell’s own style, its row’s or its column’s', async () => {
  const styles = `<style:style style:name="in" style:family="table-cell" style:parent-style-name="Head">
      <style:paragraph-properties fo:margin-left="0.706cm"/></style:style>
    <style:style style:name="plain" style:family="table-cell"><style:text-properties fo:font-weight="normal"/></style:style>
    <style:style style:name="gone" style:family="table"><style:table-properties table:display="false"/></style:style>`;
  const body = `<table:table table:name="S" table:style-name="gone"><table:table-column/>
    <table:table-column table:default-cell-style-name="Head"/>
    <table:table-row>${textCell('a', 'table:style-name="in"')}${textCell('b')}${textCell('c')}</table:table-row>
    <table:table-row table:default-cell-style-name="plain">${textCell('d')}${textCell('e')}</table:table-row></table:table>`;
  const book = await openOds(await odsOf(body, { styles }));
  expect(book.sheets).toMatchObject([{ name: 'S', isHidden: true }]);
  const looks = [...book.read(0).rows].map(({ cells }) =>
    cells.map(({ isBold, indent }) => [isBold, indent]),
  );
  expect(looks).toEqual([
    [
      [true, 2],
      [true, 0],
      [false, 0],
    ],
    [
      [false, 0],
      [false, 0],
    ],
  ]);
});

it('reads what is repeated, spanned, counted, wrong and said beside, and no more of an empty sheet than is there', async () => {
  const many = 'table:number-columns-repeated="2"';
  const path =
    await odsOf(`<table:dde-links><table:dde-link><table:table>${textRow('linked')}</table:table></table:dde-link></table:dde-links>
    <table:table table:name="S"><table:table-row table:number-rows-repeated="3"><table:table-cell table:number-columns-repeated="16384"/></table:table-row>
    <table:table-row>${textCell('a', 'table:number-columns-spanned="2"')}<table:covered-table-cell/>
      <table:table-cell office:value-type="float" office:value="1.5E-7" ${many}><text:p>0</text:p></table:table-cell>
      <table:table-cell office:value-type="percentage" office:value="0.2"/>
      <table:table-cell office:value-type="currency" office:currency="RUB" office:value="650"/></table:table-row>
    <table:table-row><table:table-cell office:value-type="date" office:date-value="2026-01-31T00:00:00"/>
      <table:table-cell office:value-type="time" office:time-value="PT08H30M00S"/>
      <table:table-cell table:formula="of:=1/0" office:value-type="string" calcext:value-type="error"><text:p>#DIV/0!</text:p></table:table-cell>
      <table:table-cell table:formula="of:=[.A1]"/>
      <table:table-cell office:value-type="string"><office:annotation><text:p>note</text:p></office:annotation>
        <text:p>one<text:s text:c="2"/><text:span>two</text:span></text:p>
        <table:table table:name="inner">${textRow('within')}</table:table><text:p>three</text:p>
        <draw:frame><text:p>shape</text:p></draw:frame></table:table-cell></table:table-row>
    <table:table-row table:number-rows-repeated="1048569"><table:table-cell table:number-columns-repeated="16384"/></table:table-row></table:table>
    <table:table table:name="cache"><table:table-source/>${textRow('elsewhere')}</table:table>`);
  expect(await cellsOf(path)).toEqual([
    [4, 1, 'a', 'text'],
    [4, 3, '0.00000015', 'number'],
    [4, 4, '0.00000015', 'number'],
    [4, 5, '0.2', 'percent'],
    [4, 6, '650', 'number'],
    [5, 1, '2026-01-31', 'date'],
    [5, 2, '08:30:00', 'date'],
    [5, 3, '#DIV/0!', 'error'],
    [5, 4, '', 'uncalculated'],
    [5, 5, 'one  two\nthree', 'text'],
  ]);
  const book = await openOds(path);
  expect(book).toMatchObject({ hasExternalLinks: true, sheets: [{ name: 'S' }] });
  expect(book.read(0)).toMatchObject({ merges: ['A4:B4'], beyond: 0 });
});

it('takes no more of what is repeated than a sheet may hold, and lets other sheets be', async () => {
  const much = (
    times: string,
  ) => `<table:table table:name="S"><table:table-row table:number-rows-repeated="1048576">
    ${textCell('x', `table:number-columns-repeated="${times}"`)}</table:table-row></table:table>`;
  const sheet = `<table:table table:name="T">${textRow('y')}</table:table>`;
  const book = await openOds(await odsOf(`${much('16384')}${sheet}`));
  expect(() => book.read(0)).toThrow(new WorkbookRefused('FILE_TOO_LARGE'));
  expect([...book.read(1).rows]).toHaveLength(1);
  const long = { path: await odsOf(much('1').replace('1048576', '60000')), kind: 'ods', sheet: 'S' } as const;
  const rest = {
    columns: [],
    dialect: {},
    includeHidden: false,
    minorUnits: 2,
    mayCost: true,
    remembered: {},
  };
  await expect(readImport({ ...long, ...rest, unitWords: [] })).rejects.toMatchObject({
    code: 'FILE_TOO_LARGE',
  });
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
    'a text with a table',
    'ods',
    () => archive({ name: 'content.xml', content: '<a><office:text><table:table/></office:text></a>' }),
    'FILE_NO_WORKBOOK',
  ],
  [
    'a sheet with macros',
    'ods',
    () =>
      archive(
        { name: 'content.xml', content: '<a/>' },
        { name: 'Basic/Standard/Module1.xml', content: '<a/>' },
      ),
    'FILE_HAS_MACROS',
  ],
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
  const error = await opened(await save(await make()), kind).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(WorkbookRefused);
  expect((error as WorkbookRefused).code).toBe(code);
});
