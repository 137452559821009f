import { ExactDecimal } from '../../calculation/rounding';
import { SIZE_LIMITS } from '../../calculation/money-limits';
import { TEXT_LIMITS } from '../../input-check';
import { nextTurn } from '../../../../../service-kit/subgraph/turns';
import { currencyOfCode } from '../xlsx/number-formats';
import type { SheetRow } from '../xlsx/sheet-reader';
import { cleanText, Issues, lineOf, NumberReader, type LineOptions } from './line-values';
import { PackedRows } from './packed-rows';
import type { ReadRow, ReadSummary, RowIssue, RowOutcome, RowTotal, SkipReason } from './read-rows.types';
import { factsReader, withoutNumbering, type RowFacts } from './row-facts';
import {
  beginsSection,
  hasBrokenNumber,
  hasStrangeNumber,
  isColumnNumbers,
  isCounted,
  isMarked,
  isRepeatedHeader,
  isUnder,
  lastNumber,
  plainHeaders,
  SECTION_WORD,
} from './row-looks';
import { sheetFacts, type SheetFacts } from './sheet-facts';
import { sizeNotes, withHeads } from './sheet-rest';
import { isAdjustmentRow, isSumRow, SumChecker } from './sums-rows';
import type { FoundTable } from './table';

/*
 * Reads a table's rows as sections and lines. A row is a line when something is counted or priced in it; a sum by its words; a section
 * when it has a text alone and looks like one: bold, merged, numbered above what follows, begun with «Раздел», or, in a sheet
 * where nothing is marked, simply followed by lines.
 */

/** How rows are read. */
export interface ReadOptions extends LineOptions {
  readonly includeHidden: boolean;
}

interface OpenSection {
  readonly depth: number;
  readonly numbering: readonly number[] | null;
  readonly name: string;
  total: InstanceType<typeof ExactDecimal>;
  /** The sum that stands in its own row. */
  readonly told: { index: number; amount: string } | null;
}

const PIECE = 500;

/** Rows that are looked at before it is said what one is. */
const LOOKED_AHEAD = 5;

/** Reads all rows of a table, which are gone through twice. Others get a turn now and then. */
export async function readRows(
  rows: Iterable<SheetRow>,
  table: FoundTable,
  merges: readonly string[],
  options: ReadOptions,
): Promise<{ rows: Iterable<ReadRow>; summary: ReadSummary }> {
  return new RowsReader(rows, table, merges, options).read();
}

class RowsReader {
  readonly #out = new PackedRows<ReadRow>();
  /** Sums of sections that stand in their own rows, by the row's place: they are known when the section is over. */
  readonly #heads = new Map<number, RowTotal>();
  /** The next rows. */
  readonly #ahead: RowFacts[] = [];
  readonly #counts = { lines: 0, sections: 0 };
  readonly #open: OpenSection[] = [];
  readonly #sums: SumChecker;
  readonly #notes: RowIssue[] = [];
  readonly #currencies = new Map<string, number>();
  readonly #headers: ReadonlyMap<number, string>;
  readonly #sheet: SheetFacts;

  constructor(
    private readonly rows: Iterable<SheetRow>,
    private readonly table: FoundTable,
    private readonly merges: readonly string[],
    private readonly options: ReadOptions,
  ) {
    this.#sums = new SumChecker(options.minorUnits);
    this.#headers = plainHeaders(table);
    this.#sheet = sheetFacts(this.#facts(), table.headerRow ?? 0);
  }

  *#facts(): Generator<RowFacts, void> {
    const factsOf = factsReader(this.table, this.merges);
    for (const row of this.rows) yield factsOf(row);
  }

  async read(): Promise<{ rows: Iterable<ReadRow>; summary: ReadSummary }> {
    let index = 0;
    const next = () => {
      const facts = this.#ahead.shift();
      if (facts) this.#row(facts, index);
      index += 1;
    };
    for (const facts of this.#facts()) {
      this.#ahead.push(facts);
      if (this.#ahead.length > LOOKED_AHEAD) next();
      if (index % PIECE === PIECE - 1) await nextTurn();
    }
    while (this.#ahead.length > 0) next();
    this.#close(0);
    this.#notes.push(...sizeNotes(this.#counts, this.table));
    const currency = [...this.#currencies].sort(([, a], [, b]) => b - a)[0]?.[0] ?? null;
    const { net, tax } = this.#sums;
    const named = this.table.columns
      .map(({ header }) => currencyOfCode(header))
      .find((each) => each !== null);
    const [out, heads] = [this.#out, this.#heads];
    return {
      rows: { [Symbol.iterator]: () => withHeads(out, heads) },
      summary: { currency: named ?? currency, tax, net, notes: this.#notes },
    };
  }

  #row(facts: RowFacts, index: number): void {
    const [{ row, marker }, { headerRow, headerRows }] = [facts, this.table];
    if (headerRows.includes(row.number)) return this.#skip(facts, 'HEADER');
    if (row.number <= (headerRow ?? 0)) return this.#skip(facts, 'ABOVE_TABLE');
    if (row.isHidden && !this.options.includeHidden) return this.#skip(facts, 'HIDDEN');
    if (marker !== null && this.#ownRow(facts, marker)) return;
    if (isRepeatedHeader(row, this.#headers)) return this.#skip(facts, 'REPEATED_HEADER');
    if (isColumnNumbers(row)) return this.#skip(facts, 'COLUMN_NUMBERS');
    const passedBy = this.#sums.passedBy(facts);
    if (passedBy !== null) return this.#skip(facts, passedBy);
    if (isSumRow(facts)) return this.#sum(facts);
    if (isAdjustmentRow(facts) && index > this.#sheet.lastLine) return this.#skip(facts, 'ADJUSTMENT');
    if (isCounted(facts) || hasBrokenNumber(facts)) return this.#line(facts);
    if (facts.amount !== null) return this.#amountAlone(facts);
    if (facts.name === '') return this.#skip(facts, 'NO_NAME');
    if (index > this.#sheet.lastCounted) return this.#skip(facts, 'FOOTER');
    if (hasStrangeNumber(facts)) return this.#line(facts);
    return beginsSection(facts, this.#ahead, this.#sheet.isMarked)
      ? this.#section(facts)
      : this.#remark(facts);
  }

  /** A row that our own export has marked. */
  #ownRow(facts: RowFacts, marker: string): boolean {
    const [what] = marker.split(' ');
    if (what === 'adjustment') this.#skip(facts, 'ADJUSTMENT');
    else if (what === 'offered') this.#skip(facts, 'FOOTER');
    else if (what === 'sum') this.#sum(facts);
    else if (what === 'total') {
      this.#close(facts.row.outline + 2);
      this.#sum(facts);
    } else if (what === 'section') this.#section(facts);
    else if (what === 'line') this.#line(facts);
    else if (what === 'remark') this.#remark(facts);
    else return false;
    return true;
  }

  /** A sum beside a name: of a section when it looks like one, else one piece for that amount. */
  #amountAlone(facts: RowFacts): void {
    const next = this.#ahead[0];
    const isHead =
      next !== undefined &&
      ((facts.numbering !== null && isUnder(facts.numbering, next.numbering)) ||
        (isMarked(facts) && isCounted(next)));
    if (isHead) return this.#section(facts);
    if (facts.name === '') return this.#sum(facts);
    this.#line(facts);
  }

  #depthOf(facts: RowFacts): number {
    const { numbering, row, indent, name, marker } = facts;
    if (marker !== null) return row.outline + 1;
    const standing = this.#open.length;
    if (SECTION_WORD.test(name) && !/^(подраздел|этап|stage|phase)/i.test(name) && numbering === null)
      return 1;
    if (numbering !== null) {
      // Numbers of sections count on from another section's: «Раздел 1», then 1.1 below it.
      const wordy =
        this.#sheet.hasSectionWords &&
        !SECTION_WORD.test(name) &&
        !this.#open.some((each) => each.numbering !== null);
      return numbering.length + (wordy ? 1 : 0);
    }
    if (this.#sheet.hasOutline) return row.outline + 1;
    if (indent > 0)
      return Math.min(standing + 1, 1 + this.#open.filter((each) => each.depth <= indent).length);
    return this.#sheet.hasSectionWords ? 2 : 1;
  }

  #section(facts: RowFacts): void {
    const issues = new Issues(facts.row.number);
    const wanted = this.#depthOf(facts);
    this.#close(wanted);
    const depth = Math.min(wanted, (this.#open.at(-1)?.depth ?? 0) + 1);
    if (depth > SIZE_LIMITS.sectionDepth) {
      issues.add(
        'ERROR',
        'SECTIONS_TOO_DEEP',
        facts.nameCell,
        `Sections nest at most ${SIZE_LIMITS.sectionDepth} levels deep.`,
      );
    }
    const full = cleanText(facts.marker === null ? withoutNumbering(facts.name) : facts.name);
    const name = full.slice(0, TEXT_LIMITS.name).toWellFormed();
    if (name !== full)
      issues.add(
        'WARNING',
        'TEXT_CUT',
        facts.nameCell,
        `Only the first ${TEXT_LIMITS.name} characters are taken.`,
      );
    if (name === '') issues.add('ERROR', 'REQUIRED', facts.nameCell, 'The section has no name.');
    const told = facts.amount === null ? null : { index: this.#out.length, amount: facts.amount.value };
    this.#open.push({
      depth,
      numbering: facts.numbering,
      name: facts.name,
      total: new ExactDecimal(0),
      told,
    });
    this.#push(facts, 'SECTION', { depth, values: { name }, issues: issues.list });
  }

  /** Ends the sections of this depth and below. */
  #close(depth: number): void {
    for (let last = this.#open.at(-1); last && last.depth >= depth; last = this.#open.at(-1)) {
      this.#open.pop();
      this.#compareHead(last);
    }
  }

  #compareHead({ told, total }: OpenSection): void {
    if (!told) return;
    const difference = new ExactDecimal(told.amount).minus(total);
    this.#heads.set(told.index, {
      kind: 'SECTION',
      amount: told.amount,
      ours: total.toFixed(this.options.minorUnits),
      difference: difference.toDecimalPlaces(Math.max(2, this.options.minorUnits)).toFixed(),
    });
  }

  #line(facts: RowFacts): void {
    const issues = new Issues(facts.row.number);
    // In our own workbook a row that somebody put in stands where it stands, whatever its outline.
    if (this.#sheet.hasOutline && !this.#sheet.isOwn && facts.row.outline > 0)
      this.#close(facts.row.outline + 1);
    if (facts.marker !== null) this.#close(facts.row.outline + 1);
    const { values, amount } = lineOf(facts, this.table.decimalSign, this.options, issues);
    this.#sums.add(amount);
    for (const section of this.#open) section.total = section.total.plus(amount);
    for (const currency of [facts.amount?.currency, facts.unitPrice?.currency]) {
      if (currency) this.#currencies.set(currency, (this.#currencies.get(currency) ?? 0) + 1);
    }
    this.#push(facts, 'POSITION', {
      depth: this.#open.at(-1)?.depth ?? 0,
      values,
      amount,
      issues: issues.list,
    });
  }

  #remark(facts: RowFacts): void {
    const issues = new Issues(facts.row.number);
    const all = cleanText(facts.name);
    const name = all.slice(0, TEXT_LIMITS.positionName).toWellFormed();
    const description = all === name ? null : all.slice(0, TEXT_LIMITS.description).toWellFormed();
    this.#push(facts, 'REMARK', {
      depth: this.#open.at(-1)?.depth ?? 0,
      values: {
        name,
        kind: 'TEXT',
        quantity: '0',
        unitPrice: '0',
        ...(description === null ? {} : { description }),
      },
      issues: issues.list,
    });
  }

  #sum(facts: RowFacts): void {
    const issues = new Issues(facts.row.number);
    const amount =
      new NumberReader(facts, this.table.decimalSign, issues).read('AMOUNT', {
        min: '-999999999999999',
        max: '999999999999999',
        scale: 6,
      })?.value ?? lastNumber(facts);
    const section = this.#open.at(-1)?.total.toFixed(this.options.minorUnits) ?? null;
    const isOwnTotal = facts.marker?.startsWith('total') ?? false;
    const total = amount === null ? null : this.#sums.compare(facts, amount, section);
    if (total && total.kind === 'SECTION' && !isOwnTotal)
      this.#open.splice(-1).forEach((each) => this.#compareHead(each));
    this.#push(facts, 'TOTAL', {
      total,
      issues: issues.list.map((issue) => ({ ...issue, severity: 'WARNING' as const })),
    });
    if (isOwnTotal) this.#close(facts.row.outline + 1);
  }

  #skip(facts: RowFacts, reason: SkipReason): void {
    this.#push(facts, 'SKIPPED', { reason });
  }

  #push(facts: RowFacts, outcome: RowOutcome, more: Partial<ReadRow>): void {
    const { row, marker } = facts;
    const text = row.cells
      .filter(({ kind }) => kind !== 'uncalculated')
      .map(({ value }) => value)
      .join(' | ');
    if (outcome === 'SECTION') this.#counts.sections += 1;
    else if (outcome === 'POSITION' || outcome === 'REMARK') this.#counts.lines += 1;
    this.#out.push({
      row: row.number,
      outcome,
      reason: null,
      depth: 0,
      text: cleanText(facts.hasOwnName && outcome !== 'SKIPPED' ? facts.name : text)
        .slice(0, 300)
        .toWellFormed(),
      values: null,
      amount: null,
      marker,
      issues: [],
      total: null,
      ...more,
    });
  }
}
