import { Workbook, type Cell, type Worksheet } from '@protobi/exceljs';
import { ExactDecimal } from '../calculation/rounding';
import { SHEET_WORDS, writeChoice, writeDays, writeTaken } from './sheet-words';
import type { Sheet, SheetLine, SheetLogo, SheetRow } from './sheet.types';

/*
 * The workbook of an estimate: numbers are numbers, and what follows from them is a formula with our result beside it. A
 * spreadsheet rounds ties up; where that or its floats would come to another result than ours, the cell has our number.
 */

const COLUMN = {
  number: 1,
  name: 2,
  unit: 3,
  quantity: 4,
  price: 5,
  markup: 6,
  discount: 7,
  amount: 8,
  /** Hidden: by what an import knows the rows again. */
  marker: 9,
  /** Says of what is taken that it could be left; not in the name, which comes back. */
  choice: 10,
} as const;
const AMOUNT = 'H';
/** Of rows below the table: an import compares sums, and passes payments by. */
const MARKERS: Readonly<Record<string, string>> = { adjustment: 'adjustment', payment: 'offered' };
const WIDTHS = [8, 60, 10, 14, 16, 14, 14, 18];
/** What the hidden column is called (`imports/reading/fields.ts`). */
const MARKER_HEADER = 'cashcraft';
/** Excel's deepest outline is 7. */
const DEEPEST = 7;

class Table {
  readonly #formats: { amount: string };
  /** Amount cells of each open section, innermost last; what they add up to is its total. */
  readonly #open: string[][] = [[]];

  constructor(
    readonly page: Worksheet,
    readonly sheet: Sheet,
  ) {
    const decimals = sheet.minorUnits === 0 ? '' : `.${'0'.repeat(sheet.minorUnits)}`;
    this.#formats = { amount: `#,##0${decimals}` };
  }

  /** Writes a formula with its result, or the number alone where a spreadsheet could come to another. */
  #result(cell: Cell, formula: string | null, result: string): void {
    cell.value = formula === null ? Number(result) : { formula, result: Number(result) };
    cell.numFmt = this.#formats.amount;
  }

  #number(cell: Cell, value: string, format: string): void {
    cell.value = Number(value);
    cell.numFmt = format;
  }

  add(row: SheetRow): void {
    const line = this.page.addRow([]);
    line.outlineLevel = Math.min(row.depth, DEEPEST);
    const amount = line.getCell(COLUMN.amount);
    line.getCell(COLUMN.name).value = row.name;
    line.getCell(COLUMN.name).alignment = {
      wrapText: true,
      vertical: 'top',
      indent: Math.min(row.depth, DEEPEST),
    };
    line.getCell(COLUMN.marker).value = row.kind === 'section' || row.kind === 'line' ? row.marker : row.kind;
    const taken = 'taken' in row ? writeTaken(row.taken, this.sheet.language) : null;
    if (taken !== null) line.getCell(COLUMN.choice).value = taken;
    if (row.kind === 'section') {
      line.getCell(COLUMN.number).value = row.code;
      line.font = { bold: true };
      this.#open.push([]);
    } else if (row.kind === 'line' && row.number !== null) {
      this.#line(row, line.number);
      this.#open.at(-1)?.push(`${AMOUNT}${line.number}`);
    } else if (row.kind === 'adjustment') {
      this.#result(amount, this.#percentOf(this.#sum(), row.percent), row.amount);
      this.#open.at(-1)?.push(`${AMOUNT}${line.number}`);
    } else if (row.kind === 'total') {
      const sum = this.#sum();
      this.#open.pop();
      line.getCell(COLUMN.name).value =
        `${SHEET_WORDS[this.sheet.language].sectionTotal} ${row.code}. ${row.name}`;
      line.font = { bold: true };
      this.#result(amount, sum, row.amount);
      this.#open.at(-1)?.push(`${AMOUNT}${line.number}`);
    }
  }

  #line(row: SheetLine, at: number): void {
    const line = this.page.getRow(at);
    line.getCell(COLUMN.number).value = Number(row.number);
    line.getCell(COLUMN.unit).value = row.unit;
    this.#number(line.getCell(COLUMN.quantity), row.quantity, '#,##0.######');
    this.#number(line.getCell(COLUMN.price), row.price, `${this.#formats.amount}####`);
    if (Number(row.markup) !== 0) this.#number(line.getCell(COLUMN.markup), row.markup, this.#formats.amount);
    if (Number(row.discount) !== 0)
      this.#number(line.getCell(COLUMN.discount), row.discount, this.#formats.amount);
    const { minorUnits } = this.sheet;
    const product = new ExactDecimal(row.quantity).times(row.price).toDecimalPlaces(minorUnits);
    const formula = product.eq(row.base) ? `ROUND(D${at}*E${at},${minorUnits})+F${at}-G${at}` : null;
    this.#result(line.getCell(COLUMN.amount), formula, row.amount);
  }

  /** The sum of what is open. */
  #sum = (): string => sumOf(this.#open.at(-1) ?? []);

  #percentOf(base: string, percent: string | null): string | null {
    return percent === null ? null : `ROUND((${base})*${percent}/100,${this.sheet.minorUnits})`;
  }

  /** The formula of a tax that is taken on all that stands there, or on that with the taxes before it; else none. */
  #tax(base: string | undefined, rate: string, amount: string, cells: readonly string[]): string | null {
    const { sheet } = this;
    const net = sheet.totals.find(({ kind }) => kind === 'net')?.amount;
    if (net === undefined || base === undefined) return null;
    if (!new ExactDecimal(base).times(rate).div(100).toDecimalPlaces(sheet.minorUnits).eq(amount))
      return null;
    const before = sheet.totals.filter(({ kind }) => kind === 'tax').slice(0, cells.length - 1);
    const withTaxes = before.reduce((sum, tax) => sum.plus(tax.amount), new ExactDecimal(net));
    const formula = (of: string) => `ROUND((${of})*${rate}/100,${sheet.minorUnits})`;
    if (new ExactDecimal(net).eq(base)) return formula(cells[0] as string);
    return withTaxes.eq(base) ? formula(cells.join('+')) : null;
  }

  /** The formula of a payment: what the others leave of the last one, a percentage where it comes to our amount; else none. */
  #payment(payable: string, percent: string | null, amount: string, paid: readonly string[]): string | null {
    const { totals, minorUnits } = this.sheet;
    const payments = totals.filter(({ kind }) => kind === 'payment');
    if (paid.length === payments.length - 1) return [payable, ...paid].join('-');
    const whole = totals.findLast(({ kind }) => kind === 'payable' || kind === 'total')?.amount ?? '0';
    if (percent === null) return null;
    const exact = new ExactDecimal(whole).times(percent).div(100).toDecimalPlaces(minorUnits);
    return exact.eq(amount) ? `ROUND(${payable}*${percent}/100,${minorUnits})` : null;
  }

  /** What is not taken: with amounts of its own, in no sum. */
  offered(): void {
    const { sheet, page } = this;
    if (sheet.offered.length === 0) return;
    page.addRow([]);
    const head = page.addRow([null, SHEET_WORDS[sheet.language].offered]);
    head.font = { bold: true };
    head.getCell(COLUMN.marker).value = 'offered';
    for (const { group, name, unit, quantity, price, amount } of sheet.offered) {
      const line = page.addRow([]);
      line.getCell(COLUMN.marker).value = 'offered';
      line.getCell(COLUMN.name).value = `${name} [${writeChoice(group, sheet.language)}]`;
      line.getCell(COLUMN.name).alignment = { wrapText: true, vertical: 'top' };
      line.getCell(COLUMN.unit).value = unit;
      if (quantity !== null) this.#number(line.getCell(COLUMN.quantity), quantity, '#,##0.######');
      if (price !== null) this.#number(line.getCell(COLUMN.price), price, `${this.#formats.amount}####`);
      this.#result(line.getCell(COLUMN.amount), null, amount);
    }
  }

  totals(): void {
    const { sheet, page } = this;
    let standing = this.#sum();
    const taxed: string[] = [];
    const paid: string[] = [];
    for (const { kind, label, amount, percent, rate, base } of sheet.totals) {
      const line = page.addRow([]);
      line.getCell(COLUMN.name).value = label;
      const cell = line.getCell(COLUMN.amount);
      const here = `${AMOUNT}${line.number}`;
      line.getCell(COLUMN.marker).value = MARKERS[kind] ?? 'sum';
      if (kind === 'subtotal' || kind === 'net') this.#result(cell, standing, amount);
      else if (kind === 'adjustment') this.#result(cell, this.#percentOf(standing, percent), amount);
      else if (kind === 'tax') {
        this.#result(
          cell,
          rate === null ? null : this.#tax(base, rate, amount, [standing, ...taxed]),
          amount,
        );
        if (!sheet.taxIncluded) taxed.push(here);
      } else if (kind === 'total') this.#result(cell, [standing, ...taxed].join('+'), amount);
      else if (kind === 'payable') this.#result(cell, `${standing}+${AMOUNT}${line.number - 1}`, amount);
      else if (kind === 'payment') {
        this.#result(cell, this.#payment(standing, percent, amount, paid), amount);
        paid.push(here);
        continue;
      } else this.#result(cell, null, amount);
      if (kind === 'adjustment') standing = `${standing}+${here}`;
      else if (kind !== 'tax' && kind !== 'rounding') standing = here;
      if (kind === 'total' || kind === 'payable') line.font = { bold: true };
    }
  }
}

/** Neighbours are written as a range: a formula holds 8,192 characters at most. */
function sumOf(cells: readonly string[]): string {
  if (cells.length === 0) return '0';
  const rows = cells.map((cell) => Number(cell.slice(1)));
  const ranges: string[] = [];
  for (let from = 0; from < rows.length;) {
    let to = from;
    while (rows[to + 1] === (rows[to] as number) + 1) to += 1;
    ranges.push(from === to ? `${AMOUNT}${rows[from]}` : `${AMOUNT}${rows[from]}:${AMOUNT}${rows[to]}`);
    from = to + 1;
  }
  // SUM takes 255 arguments.
  const calls: string[] = [];
  for (let at = 0; at < ranges.length; at += 200) calls.push(`SUM(${ranges.slice(at, at + 200).join(',')})`);
  return calls.join('+');
}

/** Room for a logo, in pixels of 1/96 inch. */
const LOGO = { width: 240, height: 80 } as const;

/** A row of its own, with the picture on it. */
function addLogo(book: Workbook, page: Worksheet, { kind, bytes, width, height }: SheetLogo): void {
  const scale = Math.min(LOGO.width / width, LOGO.height / height);
  const ext = { width: Math.max(1, width * scale), height: Math.max(1, height * scale) };
  page.addRow([]).height = (ext.height * 72) / 96 + 4;
  const extension = kind === 'jpg' ? 'jpeg' : 'png';
  page.addImage(book.addImage({ buffer: Buffer.from(bytes) as never, extension }), {
    tl: { col: 0, row: 0 },
    ext,
  });
}

/** Under all rows; an import passes it by. */
function addFooter(page: Worksheet, footer: string): void {
  page.addRow([]);
  const row = page.addRow([null, footer]);
  row.getCell(COLUMN.marker).value = 'offered';
  row.getCell(COLUMN.name).alignment = { wrapText: true, vertical: 'top' };
}

/** Writes a sheet as a workbook. */
export async function xlsxOf(sheet: Sheet): Promise<Buffer> {
  const words = SHEET_WORDS[sheet.language];
  const book = new Workbook();
  book.created = book.modified = new Date(`${sheet.date}T00:00:00Z`);
  const page = book.addWorksheet(words.estimate, {
    pageSetup: { paperSize: 9, orientation: 'landscape', fitToPage: true, fitToWidth: 1, fitToHeight: 0 },
    properties: { outlineLevelRow: DEEPEST },
  });
  WIDTHS.forEach((width, index) => {
    page.getColumn(index + 1).width = width;
  });
  page.getColumn(COLUMN.marker).hidden = true;
  if (sheet.logo) addLogo(book, page, sheet.logo);
  const hasChoices = sheet.rows.some((row) => 'taken' in row && row.taken != null);
  if (hasChoices) page.getColumn(COLUMN.choice).width = 24;
  page.addRow([sheet.heading]).font = { bold: true, size: 14 };
  page.addRow([sheet.title]);
  for (const day of writeDays(sheet)) page.addRow([day]);
  for (const [label, party] of [
    [words.seller, sheet.seller],
    [words.client, sheet.client],
  ] as const) {
    if (party) page.addRow([`${label}: ${[party.name, ...party.details].join(', ')}`]);
  }
  if (sheet.notes) page.addRow([sheet.notes]);
  page.addRow([]);
  const head = page.addRow([
    words.number,
    words.name,
    words.unit,
    words.quantity,
    words.price,
    words.markup,
    words.discount,
    `${words.amount}, ${sheet.currency}`,
    MARKER_HEADER,
    ...(hasChoices ? [words.option] : []),
  ]);
  head.font = { bold: true };
  head.eachCell((cell) => {
    cell.fill = { type: 'pattern', pattern: 'solid', fgColor: { argb: 'FFEEEEEE' } };
  });
  page.views = [{ state: 'frozen', ySplit: head.number }];
  page.pageSetup.printTitlesRow = `${head.number}:${head.number}`;
  const table = new Table(page, sheet);
  for (const row of sheet.rows) table.add(row);
  table.totals();
  table.offered();
  if (sheet.footer) addFooter(page, sheet.footer);
  return Buffer.from(await book.xlsx.writeBuffer());
}
