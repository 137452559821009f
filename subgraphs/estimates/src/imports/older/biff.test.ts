import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Workbook } from '@protobi/exceljs';
import { utils, write } from '@e965/xlsx';
import { SENT_SHEETS } from '../../../../../testkit/import-sheets';
import { recalculate } from '../../../../../testkit/programs';
import { openWorkbook } from '../xlsx/read-workbook';
import type { SheetRow } from '../xlsx/sheet-reader';
import { WorkbookRefused } from '../xlsx/workbook-refused';
import { openXls } from './read-xls';

/* LibreOffice writes one workbook as .xls and as .xlsx: both are read to the same. */

let folder: string;
let files: { name: string; old: string; young: string }[];

/** All kinds of cells, and more text than one record holds. */
async function everything(): Promise<Buffer> {
  const book = new Workbook();
  const sheet = book.addWorksheet('Всё');
  sheet.addRow(['№', 'Наименование', 'Кол-во', 'Цена', 'Сумма', 'Дата']);
  sheet.getRow(1).font = { bold: true };
  for (let row = 2; row < 400; row += 1) {
    const text =
      row % 3 === 0 ? `Latin only ${row} `.repeat(9) : `Штукатурка ${row} № ${'я'.repeat(row % 90)}`;
    sheet.addRow([
      row,
      text,
      row / 7,
      row * 100.25,
      { formula: `C${row}*D${row}` },
      new Date(Date.UTC(2026, 0, row)),
    ]);
  }
  sheet.getCell('B5').alignment = { indent: 2 };
  sheet.getCell('D6').numFmt = '#,##0.00 "₽"';
  sheet.getCell('C6').numFmt = '0.00%';
  sheet.getCell('G2').value = { formula: '"a"&B2' };
  sheet.getCell('G3').value = { formula: '1/0' };
  sheet.getCell('G4').value = { formula: '1>0' };
  sheet.getCell('G5').value = true;
  sheet.getCell('G6').value = { richText: [{ text: 'одно ' }, { text: 'два', font: { bold: true } }] };
  sheet.getCell('G7').value = -0.1;
  sheet.getCell('G8').value = 123456789012;
  sheet.getCell('G9').value = { formula: 'REPT("длинно ",2000)' };
  sheet.getRow(7).hidden = true;
  sheet.getRow(8).outlineLevel = 2;
  sheet.getColumn(3).hidden = true;
  sheet.mergeCells('A10:B11');
  book.addWorksheet('Спрятан').state = 'hidden';
  return Buffer.from(await book.xlsx.writeBuffer());
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'biff-'));
  const sheets = Object.values(SENT_SHEETS).filter(({ file }) => file.endsWith('.xlsx'));
  const names: string[] = [];
  for (const { bytes } of [{ bytes: everything }, ...sheets]) {
    names.push(`${names.length}.xlsx`);
    await writeFile(join(folder, names.at(-1) ?? ''), await bytes());
  }
  const young = recalculate(folder, names);
  const old = recalculate(folder, names, 'xls');
  files = names.map((name, index) => ({ name, old: old[index] ?? '', young: young[index] ?? '' }));
}, 240_000);
afterAll(() => rm(folder, { recursive: true, force: true }));

/** To the 12 digits that both files have: LibreOffice writes 15 into .xlsx, and all there are into .xls. */
const rounded = (row: SheetRow) => ({
  ...row,
  cells: row.cells.map((cell) =>
    cell.kind === 'number' || cell.kind === 'percent'
      ? { ...cell, value: Number(Number(cell.value).toPrecision(12)) }
      : cell,
  ),
});

/** What stands in all sheets. */
async function oldContent(path: string) {
  const book = await openXls(path);
  return book.sheets.map(({ name, isHidden }, index) => {
    const { rows, merges, hiddenColumns } = book.read(index);
    return { name, isHidden, rows: [...rows].map(rounded), merges: [...merges].sort(), hiddenColumns };
  });
}
async function youngContent(path: string) {
  const book = await openWorkbook(path);
  try {
    const sheets: unknown[] = [];
    for (const [index, { name, isHidden }] of book.sheets.entries()) {
      const { rows: content, merges, hiddenColumns } = book.read(index);
      const rows: SheetRow[] = [];
      for await (const row of content) rows.push(rounded(row) as never);
      sheets.push({ name, isHidden, rows, merges: [...merges].sort(), hiddenColumns });
    }
    return sheets;
  } finally {
    book.close();
  }
}

it('reads what .xlsx of the same workbook holds: numbers, texts, formulas, looks, what is hidden and grouped', async () => {
  expect(files.length).toBeGreaterThan(5);
  for (const { name, old, young } of files) {
    expect({ name, content: await oldContent(old) }).toEqual({ name, content: await youngContent(young) });
  }
});

it('answers a damaged file with rows or a refusal, whatever is damaged', async () => {
  const complaints = jest.spyOn(console, 'error').mockImplementation(() => undefined); // SheetJS's, of damaged records
  const whole = await readFile(files[0]?.old ?? '');
  let [refused, read] = [0, 0];
  for (let seed = 1; seed <= 60; seed += 1) {
    const bytes = Buffer.from(seed % 5 === 0 ? whole.subarray(0, (whole.length * seed) / 64) : whole);
    for (let index = 0; index < seed % 20; index += 1) {
      bytes[(seed * 7_919 + index * 104_729) % bytes.length] = (seed * 31 + index * 17) % 256;
    }
    const path = join(folder, 'damaged.xls');
    await writeFile(path, bytes);
    try {
      await oldContent(path);
      read += 1;
    } catch (error) {
      if (!(error instanceof WorkbookRefused)) throw error;
      refused += 1;
    }
  }
  complaints.mockRestore();
  expect([read > 0, refused > 0]).toEqual([true, true]);
});

it('leaves older versions, and what only looks like a workbook, to SheetJS', async () => {
  const sheet = utils.aoa_to_sheet([['Наименование'], ['Plaster', 12.5]]);
  const book = utils.book_new();
  utils.book_append_sheet(book, sheet, 'S');
  for (const bookType of ['biff5', 'biff2', 'xlml', 'html'] as const) {
    const path = join(folder, 'older.xls');
    await writeFile(path, write(book, { type: 'buffer', bookType }) as Buffer);
    const [content] = await oldContent(path);
    expect(content?.rows.at(-1)?.cells.map(({ value }) => String(value))).toEqual(['Plaster', '12.5']);
  }
});
