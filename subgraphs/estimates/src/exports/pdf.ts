import PdfDocument from 'pdfkit';
import { ExactDecimal } from '../calculation/rounding';
import { currencySign, writeDecimal } from '../../../../service-kit/data/written-values';
import { drawHead } from './pdf-head';
import {
  MARGIN,
  WIDTH,
  BOTTOM,
  SIGNATURES_HEIGHT,
  COLUMNS,
  WIDTHS,
  PADDING,
  SIZE,
  NOTE_HEIGHT,
  FONTS,
  GREY,
  LINE,
  EMPTY_CELLS,
  type Cells,
  type Style,
} from './pdf-layout';
import { inLettersOfFont } from './pdf-letters';
import { SHEET_WORDS, writeChoice, writeTaken } from './sheet-words';
import type { Sheet, SheetRow } from './sheet.types';

/* The paper of an estimate: A4, PT Sans (Latin and Cyrillic, ₽ and m²), with sums carried over from page to page. */

class Paper {
  readonly doc: PDFKit.PDFDocument;
  readonly words;
  /** What stands above the next row of the table; null outside the table. */
  #carried: InstanceType<typeof ExactDecimal> | null = null;

  constructor(readonly sheet: Sheet) {
    this.words = SHEET_WORDS[sheet.language];
    this.doc = new PdfDocument({
      size: 'A4',
      margin: MARGIN,
      bufferPages: true,
      info: { Title: `${sheet.heading}. ${sheet.title}`, CreationDate: new Date(`${sheet.date}T00:00:00Z`) },
    });
    this.doc.registerFont('plain', FONTS.plain).registerFont('bold', FONTS.bold);
    this.doc.font('plain').fontSize(SIZE);
  }

  write = (value: string): string => writeDecimal(value, this.sheet.language);

  table(): void {
    this.#header();
    this.#carried = new ExactDecimal(0);
    for (const row of this.sheet.rows) this.#row(row);
    this.#carried = null;
  }

  /** What is not taken, below the totals. */
  offered(): void {
    const { sheet, words, doc } = this;
    if (sheet.offered.length === 0) return;
    doc.y += 8;
    this.#fit(['', words.offered, '', '', '', ''], { bold: true });
    for (const { group, name, note, unit, quantity, price, amount } of sheet.offered) {
      const marked = [writeChoice(group, sheet.language), note].filter((part) => part !== null).join('\n');
      const numbers = [quantity, price].map((value) => (value === null ? '' : this.write(value)));
      const [count, each] = numbers as [string, string];
      this.#fit(['', name, unit ?? '', count, each, this.write(amount)], { note: marked, color: GREY });
    }
  }

  #header(): void {
    const { words, sheet } = this;
    const amount = `${words.amount}, ${currencySign(sheet.currency)}`;
    this.#cells([words.number, words.name, words.unit, words.quantity, words.price, amount], {
      bold: true,
      filled: true,
    });
  }

  #row(row: SheetRow): void {
    const indent = Math.min(row.depth, 8) * 8;
    if (row.kind === 'section') {
      const note = notes(writeTaken(row.taken, this.sheet.language), row.note);
      return this.#fit([row.code, row.name, '', '', '', ''], { bold: true, indent, note });
    }
    if (row.kind === 'total') {
      const name = `${this.words.sectionTotal} ${row.code}. ${row.name}`;
      return this.#fit(['', name, '', '', '', this.write(row.amount)], { bold: true, indent });
    }
    if (row.kind === 'adjustment') {
      this.#fit(['', row.name, '', '', '', this.write(row.amount)], { indent, color: GREY });
    } else if (row.number === null) {
      return this.#fit(['', row.name, '', '', '', ''], { indent, note: row.note, color: GREY });
    } else {
      const cells = [row.quantity, row.price, row.amount].map(this.write) as [string, string, string];
      this.#fit([row.number, row.name, row.unit ?? '', ...cells], { indent, note: this.#noteOf(row) });
    }
    this.#carried = this.#carried?.plus(row.amount) ?? null;
  }

  #noteOf({ note, taken, markup, discount }: Extract<SheetRow, { kind: 'line' }>): string | null {
    const parts = [writeTaken(taken, this.sheet.language), note].filter(
      (part) => part !== null && part !== '',
    );
    if (Number(markup) !== 0) parts.push(`${this.words.markup}: ${this.write(markup)}`);
    if (Number(discount) !== 0) parts.push(`${this.words.discount}: ${this.write(discount)}`);
    return parts.length === 0 ? null : parts.join('\n');
  }

  /** The width of each cell: where nothing stands between name and amount, both may have the room. */
  #widths([, , unit, quantity, price, amount]: Cells, { bold = false }: Style): number[] {
    if (unit + quantity + price !== '') return WIDTHS;
    const needed =
      this.doc
        .font(bold ? 'bold' : 'plain')
        .fontSize(SIZE)
        .widthOfString(amount) +
      2 * PADDING +
      1;
    const last = Math.min(Math.max(COLUMNS.amount, needed), WIDTH / 2);
    return [COLUMNS.number, WIDTH - COLUMNS.number - last, 0, 0, 0, last];
  }

  #heightOf(cells: Cells, style: Style): number {
    const { doc } = this;
    const { bold, indent = 0, note } = style;
    const widths = this.#widths(cells, style);
    const roomOf = (index: number) => (widths[index] ?? 0) - 2 * PADDING - (index === 1 ? indent : 0);
    doc.font(bold ? 'bold' : 'plain').fontSize(SIZE);
    const heights = cells.map((text, index) =>
      text === '' ? 0 : doc.heightOfString(text, { width: roomOf(index) }),
    );
    const line = doc.heightOfString(' ', { width: WIDTH });
    const whole = note
      ? doc
          .font('plain')
          .fontSize(SIZE - 1)
          .heightOfString(note, { width: roomOf(1) })
      : 0;
    const named = Math.max(heights[1] ?? 0, line) + Math.min(whole, NOTE_HEIGHT);
    return Math.max(named, ...heights) + 2 * PADDING;
  }

  /** Draws a row where it fits: at the top of a new page, below what was carried over, when there is no room here. */
  #fit(cells: Cells, style: Style): void {
    const room = this.#heightOf(EMPTY_CELLS, {});
    if (this.doc.y + this.#heightOf(cells, style) + room > BOTTOM) this.#turn();
    this.#cells(cells, style);
  }

  #turn(): void {
    const sum = this.#carried ? this.write(this.#carried.toFixed(this.sheet.minorUnits)) : null;
    if (sum !== null) this.#cells(['', this.words.carried, '', '', '', sum], { color: GREY });
    this.doc.addPage();
    this.doc.x = MARGIN;
    this.doc.y = MARGIN;
    if (sum === null) return;
    this.#header();
    this.#cells(['', this.words.brought, '', '', '', sum], { color: GREY });
  }

  #cells(cells: Cells, style: Style): void {
    const { doc } = this;
    const top = doc.y;
    const height = this.#heightOf(cells, style);
    if (style.filled) doc.rect(MARGIN, top, WIDTH, height).fill('#eeeeee');
    const indent = style.indent ?? 0;
    let x = MARGIN;
    const widths = this.#widths(cells, style);
    doc
      .fillColor(style.color ?? 'black')
      .font(style.bold ? 'bold' : 'plain')
      .fontSize(SIZE);
    cells.forEach((text, index) => {
      const width = widths[index] as number;
      const own = index === 1 ? indent : 0;
      const box = {
        width: width - 2 * PADDING - own,
        align: index > 2 ? ('right' as const) : ('left' as const),
      };
      if (text !== '') doc.text(text, x + PADDING + own, top + PADDING, box);
      if (index === 1 && style.note) {
        doc
          .font('plain')
          .fontSize(SIZE - 1)
          .fillColor(GREY);
        doc.text(style.note, x + PADDING + own, doc.y, { ...box, height: NOTE_HEIGHT, ellipsis: true });
        doc
          .font(style.bold ? 'bold' : 'plain')
          .fontSize(SIZE)
          .fillColor(style.color ?? 'black');
      }
      x += width;
    });
    doc
      .moveTo(MARGIN, top + height)
      .lineTo(MARGIN + WIDTH, top + height)
      .lineWidth(0.5)
      .stroke(LINE);
    doc.fillColor('black');
    doc.x = MARGIN;
    doc.y = top + height;
  }

  totals(): void {
    const { sheet, doc } = this;
    if (doc.y + sheet.totals.length * 20 + 90 > BOTTOM) this.#turn();
    doc.y += 8;
    for (const { kind, label, amount } of sheet.totals) {
      const bold = kind === 'total' || kind === 'payable';
      const sign = bold ? ` ${currencySign(sheet.currency)}` : '';
      this.#fit(['', label, '', '', '', this.write(amount) + sign], { bold });
    }
  }

  signatures(): void {
    const { doc, words } = this;
    if (doc.y + SIGNATURES_HEIGHT > BOTTOM) this.#turn();
    const top = doc.y + 40;
    [words.seller, words.client].forEach((label, index) => {
      const x = MARGIN + index * (WIDTH / 2 + 8);
      const width = WIDTH / 2 - 16;
      doc
        .moveTo(x, top)
        .lineTo(x + width, top)
        .lineWidth(0.5)
        .stroke('black');
      doc
        .fontSize(SIZE - 1)
        .fillColor(GREY)
        .text(`${label}: ${words.signature}`, x, top + 3, { width });
    });
    doc.fillColor('black');
  }

  feet(): void {
    const { doc, sheet, words } = this;
    const { start, count } = doc.bufferedPageRange();
    for (let page = 0; page < count; page += 1) {
      doc.switchToPage(start + page);
      doc.page.margins.bottom = 0; // what is written below it would begin a new page
      doc
        .font('plain')
        .fontSize(SIZE - 1)
        .fillColor(GREY);
      const y = BOTTOM + 10;
      const numbers = `${words.page} ${page + 1} ${words.of} ${count}`;
      doc.text(numbers, MARGIN, y, { width: WIDTH, align: 'right', lineBreak: false });
      const left = sheet.isDraft ? words.draft : `${sheet.heading}  ${sheet.contentHash?.slice(0, 16) ?? ''}`;
      doc.text(left, MARGIN, y, { width: WIDTH / 2, lineBreak: false });
      if (!sheet.footer) continue;
      const height = 2 * doc.currentLineHeight(true);
      doc.text(sheet.footer, MARGIN, y + 12, { width: WIDTH, height, align: 'center', ellipsis: true });
    }
  }
}

/** Puts notes below each other. */
function notes(...parts: (string | null)[]): string | null {
  const found = parts.filter((part) => part !== null && part !== '');
  return found.length === 0 ? null : found.join('\n');
}

/** Writes a sheet as PDF. */
export function pdfOf(given: Sheet): Promise<Buffer> {
  const sheet = inLettersOfFont(given);
  const paper = new Paper(sheet);
  const { doc } = paper;
  const chunks: Buffer[] = [];
  const done = new Promise<Buffer>((resolve, reject) => {
    doc.on('data', (chunk: Buffer) => chunks.push(chunk));
    doc.on('end', () => resolve(Buffer.concat(chunks)));
    doc.on('error', reject);
  });
  drawHead(doc, sheet);
  paper.table();
  paper.totals();
  paper.offered();
  paper.signatures();
  paper.feet();
  doc.end();
  return done;
}
