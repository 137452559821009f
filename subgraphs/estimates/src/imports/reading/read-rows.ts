import { ExactDecimal } from '../../calculation/rounding';
import { SIZE_LIMITS } from '../../calculation/money-limits';
import { TEXT_LIMITS } from '../../input-check';
import { nextTurn } from '../../../../../service-kit/subgraph/turns';
import { currencyOfCode } from '../xlsx/number-formats';
import type { SheetRow } from '../xlsx/sheet-reader';
import { cleanText, Issues, lineOf, NumberReader, type LineOptions } from './line-values';
import type { ReadRow, ReadSummary, RowIssue, RowOutcome, SkipReason } from './read-rows.types';
import { factsReader, withoutNumbering, type RowFacts } from './row-facts';
import {
  beginsSection,
  hasBrokenNumber,
  hasNumbers,
  hasStrangeNumber,
  isColumnNumbers,
  isCounted,
  isMarked,
  isRepeatedHeader,
  isUnder,
  lastNumber,
  SECTION_WORD,
} from './row-looks';
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

/** Reads all rows of a table. Others get a turn now and then. */
export async function readRows(
  rows: readonly SheetRow[],
  table: FoundTable,
  merges: readonly string[],
  options: ReadOptions,
): Promise<{ rows: ReadRow[]; summary: ReadSummary }> {
  return new RowsReader(rows, table, merges, options).read();
}

class RowsReader {
  readonly #facts: RowFacts[];
  readonly #out: ReadRow[] = [];
  readonly #open: OpenSection[] = [];
  readonly #sums: SumChecker;
  readonly #notes: RowIssue[] = [];
  readonly #currencies = new Map<string, number>();
  readonly #isMarkedSheet: boolean;
  readonly #hasOutline: boolean;
  readonly #isOwn: boolean;
  readonly #hasSectionWords: boolean;
  readonly #lastCounted: number;
  /** The last row in which something is counted: what is named like an adjustment before it may be a line like others. */
  readonly #lastLine: number;

  constructor(
    rows: readonly SheetRow[],
    private readonly table: FoundTable,
    merges: readonly string[],
    private readonly options: ReadOptions,
  ) {
    const factsOf = factsReader(table, merges);
    this.#facts = rows.map(factsOf);
    this.#sums = new SumChecker(options.minorUnits);
    const data = this.#facts.filter(({ row }) => row.number > (table.headerRow ?? 0));
    const texts = data.filter((facts) => !hasNumbers(facts) && facts.name !== '');
    this.#isMarkedSheet = texts.some((facts) => isMarked(facts) || facts.numbering !== null);
    this.#isOwn = data.some(({ marker }) => marker !== null);
    this.#hasOutline = data.some(({ row }) => row.outline > 0);
    this.#hasSectionWords = texts.some(({ name }) => SECTION_WORD.test(name));
    this.#lastCounted = data.findLastIndex(
      (facts) => isCounted(facts) || (hasNumbers(facts) && !isSumRow(facts)),
    );
    this.#lastLine = this.#facts.findLastIndex(({ unitPrice, quantity }) => unitPrice && quantity);
    this.#lastCounted += this.#facts.length - data.length;
  }

  async read(): Promise<{ rows: ReadRow[]; summary: ReadSummary }> {
    for (const [index, facts] of this.#facts.entries()) {
      if (index % PIECE === PIECE - 1) await nextTurn();
      this.#row(facts, index);
    }
    this.#close(0);
    this.#checkSizes();
    const currency = [...this.#currencies].sort(([, a], [, b]) => b - a)[0]?.[0] ?? null;
    const { net, tax } = this.#sums;
    const named = this.table.columns
      .map(({ header }) => currencyOfCode(header))
      .find((each) => each !== null);
    return { rows: this.#out, summary: { currency: named ?? currency, tax, net, notes: this.#notes } };
  }

  #row(facts: RowFacts, index: number): void {
    const [{ row, marker }, { headerRow, headerRows }] = [facts, this.table];
    if (headerRows.includes(row.number)) return this.#skip(facts, 'HEADER');
    if (row.number <= (headerRow ?? 0)) return this.#skip(facts, 'ABOVE_TABLE');
    if (row.isHidden && !this.options.includeHidden) return this.#skip(facts, 'HIDDEN');
    if (marker !== null && this.#ownRow(facts, marker)) return;
    if (isRepeatedHeader(row, this.table)) return this.#skip(facts, 'REPEATED_HEADER');
    if (isColumnNumbers(row)) return this.#skip(facts, 'COLUMN_NUMBERS');
    const passedBy = this.#sums.passedBy(facts);
    if (passedBy !== null) return this.#skip(facts, passedBy);
    if (isSumRow(facts)) return this.#sum(facts);
    if (isAdjustmentRow(facts) && index > this.#lastLine) return this.#skip(facts, 'ADJUSTMENT');
    if (isCounted(facts) || hasBrokenNumber(facts)) return this.#line(facts);
    if (facts.amount !== null) return this.#amountAlone(facts, index);
    if (facts.name === '') return this.#skip(facts, 'NO_NAME');
    if (index > this.#lastCounted) return this.#skip(facts, 'FOOTER');
    if (hasStrangeNumber(facts)) return this.#line(facts);
    return beginsSection(facts, this.#facts.slice(index + 1, index + 6), this.#isMarkedSheet)
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
  #amountAlone(facts: RowFacts, index: number): void {
    const next = this.#facts[index + 1];
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
        this.#hasSectionWords &&
        !SECTION_WORD.test(name) &&
        !this.#open.some((each) => each.numbering !== null);
      return numbering.length + (wordy ? 1 : 0);
    }
    if (this.#hasOutline) return row.outline + 1;
    if (indent > 0)
      return Math.min(standing + 1, 1 + this.#open.filter((each) => each.depth <= indent).length);
    return this.#hasSectionWords ? 2 : 1;
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
    const row = told && this.#out[told.index];
    if (!told || !row) return;
    const difference = new ExactDecimal(told.amount).minus(total);
    const compared = {
      kind: 'SECTION',
      amount: told.amount,
      ours: total.toFixed(this.options.minorUnits),
      difference: difference.toDecimalPlaces(Math.max(2, this.options.minorUnits)).toFixed(),
    } as const;
    this.#out[told.index] = { ...row, total: compared };
  }

  #line(facts: RowFacts): void {
    const issues = new Issues(facts.row.number);
    // In our own workbook a row that somebody put in stands where it stands, whatever its outline.
    if (this.#hasOutline && !this.#isOwn && facts.row.outline > 0) this.#close(facts.row.outline + 1);
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

  #checkSizes(): void {
    const count = (outcomes: readonly RowOutcome[]) =>
      this.#out.filter(({ outcome }) => outcomes.includes(outcome)).length;
    const tooMany = (what: string, found: number, most: number) => {
      if (found <= most) return;
      const message = `The sheet has ${found} ${what}, and an estimate at most ${most}. Have several made of it (split).`;
      this.#notes.push({ severity: 'WARNING', code: 'TOO_MANY_ITEMS', cell: null, message });
    };
    tooMany('lines', count(['POSITION', 'REMARK']), SIZE_LIMITS.positions);
    tooMany('sections', count(['SECTION']), SIZE_LIMITS.sections);
    if (/тыс/i.test(this.table.columns.map(({ header }) => header).join(' '))) {
      const message = 'A header speaks of thousands: amounts are taken as they stand there.';
      this.#notes.push({ severity: 'WARNING', code: 'THOUSANDS', cell: null, message });
    }
  }
}
