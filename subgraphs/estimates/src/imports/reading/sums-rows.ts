import { ExactDecimal } from '../../calculation/rounding';
import { SHEET_WORDS } from '../../exports/sheet-words';
import type { RowFacts } from './row-facts';
import type { RowTotal, SkipReason } from './read-rows.types';

/*
 * Rows of sums: they are compared and never become lines. A row is one by the word it begins with, when nothing is counted or
 * priced in it.
 */

const SUM =
  /^(в том числе|в т ?\. ?ч|итого|всего|итог|сумма|общая сумма|общая стоимость|к оплате|ндс|налог|нал?ог на добавленную|без ндс|total|sub-?total|grand total|sum|net|gross|vat|tax|sales tax|amount due|to be paid|incl)(?![\p{L}])/iu;
const ADJUSTMENT =
  /^(скидка|наценка|накладные расходы|сметная прибыль|непредвиденные|транспортные расходы|discount|markup|overheads?|profit|contingenc)(?![\p{L}])/iu;
const TAX = /(ндс|налог|vat|tax)/i;
const WITH_TAX =
  /(с ндс|с учетом ндс|включая ндс|с налог|incl(uding|\.)? ?(of )?(vat|tax)|with (vat|tax)|gross)/i;
const WITHOUT_TAX =
  /(без ндс|без уч[её]та ндс|без налог|excl(uding|\.)? ?(vat|tax)|before (vat|tax)|without (vat|tax)|net|sub-?total)/i;
const PART_OF = /(в т(ом)?[. ]*ч|incl)/i;
const SECTION = /(по разделу|раздел[ау]?|по этапу|по подразделу|section|chapter|part)/i;

export const isSumRow = (facts: RowFacts): boolean =>
  SUM.test(facts.name) &&
  facts.unitPrice === null &&
  (facts.unit === '' || facts.unit === '%') &&
  facts.quantity === null;

/** A share of something beside the lines; the amount alone says nothing of what it is measured on. */
export const isAdjustmentRow = (facts: RowFacts): boolean =>
  ADJUSTMENT.test(facts.name) &&
  facts.unitPrice === null &&
  (facts.quantity === null || facts.quantity.isPercent || facts.unit === '%');

const WORDS = Object.values(SHEET_WORDS);

/** Whether a CSV of ours tells from here on what is in no sum: options and alternatives that were not taken. */
export const beginsOffered = ({ name, quantity, unitPrice, amount }: RowFacts): boolean =>
  quantity === null && unitPrice === null && amount === null && WORDS.some(({ offered }) => offered === name);

/** Adds up lines as they come, and compares sums that stand between and under them. */
export class SumChecker {
  readonly #zero = new ExactDecimal(0);
  #all = this.#zero;
  #taxSeen: InstanceType<typeof ExactDecimal> | null = null;
  /** By how much what is to be paid is rounded. */
  #rounding = this.#zero;
  #isBelow = false;
  tax: { rate: string; isIncluded: boolean } | null = null;

  constructor(private readonly minorUnits: number) {}

  add(amount: string): void {
    this.#all = this.#all.plus(amount);
  }

  /** Why a row that a CSV of ours has below its lines, where none is marked, is in no sum; null for any other row. */
  passedBy(facts: RowFacts): SkipReason | null {
    const { name, quantity, unitPrice, amount } = facts;
    this.#isBelow ||= beginsOffered(facts);
    if (this.#isBelow) return 'FOOTER';
    if (amount === null || quantity !== null || unitPrice !== null) return null;
    if (WORDS.some(({ exempt, due }) => exempt === name || name.startsWith(`${due}: `))) return 'FOOTER';
    if (!WORDS.some(({ rounding }) => rounding === name)) return null;
    this.#rounding = new ExactDecimal(amount.value ?? '0');
    return 'ADJUSTMENT';
  }

  get net(): string {
    return this.#all.toFixed(this.minorUnits);
  }

  /** @param section what the innermost open section came to; null when none is open */
  compare(facts: RowFacts, amount: string, section: string | null): RowTotal {
    const { name } = facts;
    const theirs = new ExactDecimal(amount);
    const isTax = TAX.test(name) && !WITH_TAX.test(name) && !WITHOUT_TAX.test(name);
    if (isTax) return this.#told('TAX', theirs, this.#taxOf(name, theirs));
    const isNearer = section !== null && theirs.minus(section).abs().lt(theirs.minus(this.#all).abs());
    const inSection = section !== null && (SECTION.test(name) || (!WITH_TAX.test(name) && isNearer));
    if (inSection && this.#taxSeen === null) return this.#told('SECTION', theirs, new ExactDecimal(section));
    const added = this.#taxSeen !== null && !this.tax?.isIncluded && !WITHOUT_TAX.test(name);
    const rounding = WORDS.some(({ payable }) => payable === name) ? this.#rounding : this.#zero;
    const gross = (added ? this.#all.plus(this.#taxSeen ?? 0) : this.#all).plus(rounding);
    return this.#told(added || WITH_TAX.test(name) ? 'GROSS' : 'NET', theirs, gross);
  }

  #taxOf(name: string, theirs: InstanceType<typeof ExactDecimal>): InstanceType<typeof ExactDecimal> {
    const percent = /(\d{1,2}(?:[.,]\d+)?)\s*%/.exec(name)?.[1]?.replace(',', '.');
    const isIncluded = PART_OF.test(name);
    const rate =
      percent ??
      (this.#all.isZero()
        ? '0'
        : theirs
            .times(100)
            .div(isIncluded ? this.#all.minus(theirs) : this.#all)
            .toDecimalPlaces(0)
            .toFixed());
    if (Number(rate) >= 0 && Number(rate) <= 100) this.tax = { rate, isIncluded };
    const base = isIncluded
      ? this.#all.times(rate).div(new ExactDecimal(rate).plus(100))
      : this.#all.times(rate).div(100);
    this.#taxSeen = base.toDecimalPlaces(this.minorUnits);
    return this.#taxSeen;
  }

  #told(
    kind: RowTotal['kind'],
    theirs: InstanceType<typeof ExactDecimal>,
    ours: InstanceType<typeof ExactDecimal>,
  ): RowTotal {
    const difference = theirs.minus(ours).toDecimalPlaces(Math.max(2, this.minorUnits));
    return {
      kind,
      amount: theirs.toFixed(),
      ours: ours.toFixed(this.minorUnits),
      difference: difference.toFixed(),
    };
  }
}
