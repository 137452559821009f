import { ExactDecimal } from '../../calculation/rounding';
import {
  MONEY_LIMITS,
  parseDecimal,
  TotalsInputError,
  type DecimalLimit,
} from '../../calculation/money-limits';
import { TEXT_LIMITS } from '../../input-check';
import type { SheetCell } from '../xlsx/sheet-reader';
import type { ImportField } from './fields';
import { numberOf, type DecimalSign, type ReadNumber } from './numbers';
import type { LineValues, RowIssue } from './read-rows.types';
import { cellName, type RowFacts } from './row-facts';
import type { UnitBook } from '../../units/unit-book';
import { kindOfWord } from './kind-words';

const BAD_CHARACTERS =
  /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]/g;
const SCALE = 6;

/** A text as it may be stored. */
export const cleanText = (text: string): string => text.toWellFormed().replace(BAD_CHARACTERS, '').trim();

/** Notes what is wrong in one row. */
export class Issues {
  readonly list: RowIssue[] = [];

  constructor(private readonly row: number) {}

  add(severity: RowIssue['severity'], code: string, cell: SheetCell | null, message: string): void {
    const at = cell ? cellName(cell.column, this.row) : null;
    this.list.push({ severity, code, cell: at, message });
  }
}

/** Reads the numbers of a row's columns, and says which can't be read. */
export class NumberReader {
  constructor(
    private readonly facts: RowFacts,
    private readonly sign: DecimalSign,
    private readonly issues: Issues,
  ) {}

  /** Whether a column holds percentages: by its header, or by the cell. */
  isPercent(field: ImportField): boolean {
    const cell = this.facts.cells.get(field);
    return (
      this.facts.percentFields.has(field) ||
      (cell !== undefined && (numberOf(cell, this.sign)?.isPercent ?? false))
    );
  }

  /** @returns undefined where the cell is empty, or can't be read */
  read(field: ImportField, limit: DecimalLimit): ReadNumber | undefined {
    const cell = this.facts.cells.get(field);
    if (!cell) return undefined;
    if (cell.kind === 'error') {
      this.issues.add(
        'ERROR',
        'CELL_ERROR',
        cell,
        `The cell holds the error ${cell.value.slice(0, 20)}: mend its formula.`,
      );
      return undefined;
    }
    if (cell.kind === 'uncalculated') {
      const message =
        'The cell holds a formula without its result. Open the file in a spreadsheet, save it, and send that.';
      this.issues.add(field === 'AMOUNT' ? 'WARNING' : 'ERROR', 'NOT_CALCULATED', cell, message);
      return undefined;
    }
    if (/^[-–—.]$/.test(cell.value.trim())) return undefined; // a stroke for nothing
    const number = numberOf(cell, this.sign);
    if (!number) {
      this.issues.add('ERROR', 'NOT_A_NUMBER', cell, `“${cell.value.slice(0, 60)}” is no number.`);
      return undefined;
    }
    return this.#within(number, limit, cell);
  }

  #within(number: ReadNumber, limit: DecimalLimit, cell: SheetCell): ReadNumber | undefined {
    const exact = new ExactDecimal(number.value);
    const rounded = exact.toDecimalPlaces(SCALE);
    if (rounded.isZero() && !exact.isZero()) {
      const message = `${number.value} is less than ${SCALE} decimals hold: give it in a larger unit.`;
      this.issues.add('ERROR', 'BELOW_MINIMUM', cell, message);
      return undefined;
    }
    if (!rounded.eq(exact)) {
      this.issues.add(
        'WARNING',
        'ROUNDED',
        cell,
        `${number.value} is taken as ${rounded.toFixed()}: ${SCALE} decimals are kept.`,
      );
    }
    try {
      return { ...number, value: parseDecimal(rounded.toFixed(), limit, []).toFixed() };
    } catch (error) {
      if (!(error instanceof TotalsInputError)) throw error;
      this.issues.add('ERROR', error.code, cell, error.message);
      return undefined;
    }
  }
}

/** What a negative amount may be: it is compared, never stored. */
const ANY_AMOUNT: DecimalLimit = { ...MONEY_LIMITS.amount, min: `-${MONEY_LIMITS.amount.max}`, scale: SCALE };

/** Quantity × price, then the markup, then the discount; each rounded (docs/money.md). */
function amountOf(values: LineValues, decimals: number): InstanceType<typeof ExactDecimal> {
  const base = new ExactDecimal(values.quantity ?? 0).times(values.unitPrice ?? 0).toDecimalPlaces(decimals);
  const measured = (change: LineValues['markup'], on: InstanceType<typeof ExactDecimal>) => {
    if (change === undefined) return new ExactDecimal(0);
    const amount =
      change.mode === 'PERCENT' ? on.times(change.value).div(100) : new ExactDecimal(change.value);
    return amount.toDecimalPlaces(decimals);
  };
  const marked = base.plus(measured(values.markup, base));
  return marked.minus(measured(values.discount, marked));
}

/** How lines are read. */
export interface LineOptions {
  /** Decimals of the currency. */
  readonly minorUnits: number;
  readonly units: UnitBook;
}

/** Reads a row as a line. @returns its values, and its amount by them */
export function lineOf(
  facts: RowFacts,
  sign: DecimalSign,
  { minorUnits, units }: LineOptions,
  issues: Issues,
): { values: LineValues; amount: string } {
  const numbers = new NumberReader(facts, sign, issues);
  const values: LineValues = textsOf(facts, issues, units);
  let quantity = numbers.read('QUANTITY', MONEY_LIMITS.signedQuantity);
  let price = numbers.read('UNIT_PRICE', MONEY_LIMITS.unitPrice)?.value;
  const amount = numbers.read('AMOUNT', ANY_AMOUNT)?.value;
  if (quantity && quantity.rest !== '' && values.unit == null)
    values.unit = units.spelled(cut(quantity.rest, TEXT_LIMITS.unit));
  const isPercent = quantity?.isPercent === true || facts.unit === '%';
  if (isPercent && amount !== undefined) {
    const cell = facts.cells.get('QUANTITY') ?? facts.cells.get('UNIT') ?? null;
    issues.add(
      'WARNING',
      'PERCENT_LINE',
      cell,
      'A percentage of something: taken as one piece at its amount.',
    );
    quantity = undefined;
    price = undefined;
  }
  if (
    price === undefined &&
    amount !== undefined &&
    !issues.list.some(({ severity }) => severity === 'ERROR')
  ) {
    const count = new ExactDecimal(quantity?.value ?? 1);
    if (!count.isZero()) {
      const derived = new ExactDecimal(amount).div(count);
      price = priceFrom(derived, facts, issues);
    }
  }
  values.quantity = quantity?.value ?? (isPercent || price !== undefined ? '1' : '0');
  if (!quantity && !isPercent) missing(facts, price, issues);
  if (price !== undefined) values.unitPrice = price;
  else if (facts.cells.has('QUANTITY') && !issues.list.some(({ severity }) => severity === 'ERROR')) {
    issues.add(
      'WARNING',
      'NO_PRICE',
      facts.cells.get('UNIT_PRICE') ?? null,
      'There is no price: 0 is taken.',
    );
  }
  moreNumbers(values, numbers);
  const ours = amountOf(values, minorUnits);
  compareAmount(facts, values, amount, ours, issues);
  return { values, amount: ours.toFixed(minorUnits) };
}

function priceFrom(
  derived: InstanceType<typeof ExactDecimal>,
  facts: RowFacts,
  issues: Issues,
): string | undefined {
  const cell = facts.cells.get('AMOUNT') ?? null;
  if (derived.isNegative() && !derived.isZero()) {
    issues.add('ERROR', 'BELOW_MINIMUM', cell, 'A negative amount: enter it as a discount.');
    return undefined;
  }
  const price = derived.toDecimalPlaces(SCALE);
  const isOwn = facts.cells.has('QUANTITY');
  if (price.isZero() && !derived.isZero()) {
    const message = `Amount and quantity come to a price of less than ${SCALE} decimals hold: give the quantity in a larger unit.`;
    issues.add('ERROR', 'BELOW_MINIMUM', cell, message);
    return undefined;
  }
  if (price.gt(MONEY_LIMITS.unitPrice.max)) {
    issues.add('ERROR', 'ABOVE_MAXIMUM', cell, `The price must be ${MONEY_LIMITS.unitPrice.max} at most.`);
    return undefined;
  }
  if (isOwn)
    issues.add(
      'WARNING',
      'PRICE_FROM_AMOUNT',
      cell,
      `There is no price: ${price.toFixed()} follows from amount and quantity.`,
    );
  return price.toFixed();
}

function missing(facts: RowFacts, price: string | undefined, issues: Issues): void {
  if (facts.cells.has('QUANTITY')) return; // told already
  if (facts.cells.has('UNIT_PRICE'))
    issues.add('WARNING', 'NO_QUANTITY', null, 'There is no quantity: 1 is taken.');
  else if (price === undefined)
    issues.add('WARNING', 'NO_QUANTITY', null, 'There is neither quantity nor price: 0 is taken.');
}

function moreNumbers(values: LineValues, numbers: NumberReader): void {
  const cost = numbers.read('UNIT_COST', MONEY_LIMITS.unitCost);
  if (cost) values.unitCost = cost.value;
  const tax = numbers.read('TAX_RATE', MONEY_LIMITS.taxRate);
  if (tax) values.taxRate = tax.value;
  for (const [field, name] of [
    ['MARKUP', 'markup'],
    ['DISCOUNT', 'discount'],
  ] as const) {
    const isPercent = numbers.isPercent(field);
    const number = numbers.read(field, isPercent ? MONEY_LIMITS[`${name}Percent`] : MONEY_LIMITS.amount);
    if (number && Number(number.value) !== 0)
      values[name] = { mode: isPercent ? 'PERCENT' : 'FIXED', value: number.value };
  }
}

function compareAmount(
  facts: RowFacts,
  values: LineValues,
  theirs: string | undefined,
  ours: InstanceType<typeof ExactDecimal>,
  issues: Issues,
): void {
  if (theirs === undefined || issues.list.some(({ severity }) => severity === 'ERROR')) return;
  if (ours.minus(theirs).abs().lt('0.005') || ours.eq(new ExactDecimal(theirs).toDecimalPlaces(2))) return;
  const message = `${theirs} stands there; ${values.quantity} × ${values.unitPrice ?? 0} comes to ${ours.toFixed()}.`;
  issues.add('WARNING', 'AMOUNT_DIFFERS', facts.cells.get('AMOUNT') ?? null, message);
}

const cut = (text: string, most: number): string => cleanText(text).slice(0, most).toWellFormed();

function textsOf(facts: RowFacts, issues: Issues, units: UnitBook): LineValues {
  const { cells } = facts;
  const text = (field: ImportField, most: number): string | null => {
    const cell = cells.get(field);
    if (!cell || cell.kind === 'error' || cell.kind === 'uncalculated') return null;
    const clean = cleanText(cell.value);
    if (clean.length > most)
      issues.add('WARNING', 'TEXT_CUT', cell, `Only the first ${most} characters are taken.`);
    return clean === '' ? null : clean.slice(0, most).toWellFormed();
  };
  const values: LineValues = { name: '' };
  const all = cleanText(facts.name);
  values.name = all.slice(0, TEXT_LIMITS.positionName).toWellFormed();
  if (cells.has('DESCRIPTION')) values.description = text('DESCRIPTION', TEXT_LIMITS.description);
  if (all.length > TEXT_LIMITS.positionName) {
    values.description = [all, values.description]
      .filter(Boolean)
      .join('\n')
      .slice(0, TEXT_LIMITS.description)
      .toWellFormed();
    issues.add(
      'WARNING',
      'NAME_TOO_LONG',
      facts.nameCell,
      `A name has ${TEXT_LIMITS.positionName} characters at most: all of it is in the description.`,
    );
  }
  if (cells.has('CODE')) values.code = text('CODE', TEXT_LIMITS.code);
  if (values.name === '' && values.code != null) values.name = values.code;
  if (values.name === '') issues.add('ERROR', 'REQUIRED', null, 'The row has numbers and no name.');
  const unit = text('UNIT', TEXT_LIMITS.unit);
  if (cells.has('UNIT')) values.unit = unit === null ? null : units.spelled(unit);
  const kind = cells.get('KIND');
  const known = kind ? kindOfWord(kind.value) : null;
  if (known) values.kind = known;
  return values;
}
