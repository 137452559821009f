import { ExactDecimal } from '../../calculation/rounding';
import { currencyOfCode } from '../xlsx/number-formats';
import { plainNumber, type SheetCell } from '../xlsx/sheet-reader';
import { normalForm } from '../../../../../service-kit/data/normal-form';

/** Which sign parts the whole from the rest. */
export type DecimalSign = 'COMMA' | 'POINT';

const SPACES = /[\s\u00a0\u2007\u2009\u202f'’]/g;
const CURRENCY = /(₽|руб(лей|ля|\.)?|р\.|€|\$|£|₸|\b(rub|eur|usd|gbp|kzt|byn|uah)\b)/giu;

/** Longer texts are no numbers; reading one costs the cube of its length. */
const LONGEST = 100;

/** Digits with signs between them, without spaces, currency and the signs of a negative number. */
function bare(
  text: string,
): { digits: string; isNegative: boolean; isPercent: boolean; rest: string } | null {
  if (text.length > LONGEST) return null;
  const spaced = normalForm(text, 'NFKC').replace(/[−–—]/g, '-').replace(CURRENCY, ' ').trim();
  const found = /^(\()?\s*([-+])?\s*(\d[\d\s\u00a0'’.,]*|[.,]\d+)(-)?(\))?\s*(.*)$/u.exec(spaced);
  if (!found) return null;
  const [, open, sign, digits = '', after, close, rest = ''] = found;
  if ((open === undefined) !== (close === undefined)) return null;
  return {
    digits: digits.replace(SPACES, '').replace(/[.,]$/, ''),
    isNegative: open !== undefined || sign === '-' || after !== undefined,
    isPercent: /^%/.test(rest.trim()),
    rest: rest.trim().replace(/^%\s*/, ''),
  };
}

/** Counts which sign the texts of a column speak for: positive for a comma. */
export function decimalEvidence(text: string): number {
  const digits = bare(text)?.digits ?? '';
  if (/,.*\./.test(digits) || /^\d*\.(\d{1,2}|\d{4,})$/.test(digits)) return -1;
  if (/\..*,/.test(digits) || /^\d*,(\d{1,2}|\d{4,})$/.test(digits) || /^0,\d+$/.test(digits)) return 1;
  return /^0\.\d+$/.test(digits) ? -1 : 0;
}

/** `1.234.567,50` by its decimal sign: a plain decimal; null for what is none. */
function plain(digits: string, sign: DecimalSign): string | null {
  const [point, group] = sign === 'COMMA' ? [',', '.'] : ['.', ','];
  const lastGroup = digits.lastIndexOf(group);
  const lastPoint = digits.lastIndexOf(point);
  const isGrouped = new RegExp(`^\\d{1,3}(\\${group}\\d{3})+(\\${point}\\d*)?$`).test(digits);
  if (isGrouped) return digits.split(group).join('').replace(point, '.');
  if (lastGroup >= 0 && lastPoint >= 0) return null;
  // One sign alone that parts no thousands is the decimal one, whichever the file's is.
  const text = lastGroup >= 0 ? digits.replace(group, '.') : digits.replace(point, '.');
  return /^\d*(\.\d+)?$/.test(text) && text !== '' ? (text.startsWith('.') ? `0${text}` : text) : null;
}

/** A number as a cell holds it. */
export interface ReadNumber {
  /** A plain decimal. */
  readonly value: string;
  readonly isPercent: boolean;
  /** What stands after it: `м2` in `12,5 м2`. */
  readonly rest: string;
  readonly currency: string | null;
}

/** Spreadsheets calculate with 15 digits; what stands behind is noise of floats (0.30000000000000004). */
const FLOAT_DIGITS = 15;

/** Takes a cell; answers its number, or null for what is none. A percentage is as people write it: 20, not 0.2. */
export function numberOf(cell: SheetCell, sign: DecimalSign): ReadNumber | null {
  if (cell.kind === 'number' || cell.kind === 'percent') {
    const number = new ExactDecimal(cell.value).toSignificantDigits(FLOAT_DIGITS);
    const isPercent = cell.kind === 'percent';
    const value = (isPercent ? number.times(100) : number).toFixed();
    return { value, isPercent, rest: '', currency: cell.currency };
  }
  if (cell.kind !== 'text') return null;
  if (/^[-+]?\d+(\.\d+)?e[-+]?\d{1,2}$/i.test(cell.value.trim())) {
    return { value: plainNumber(Number(cell.value)), isPercent: false, rest: '', currency: null };
  }
  const found = bare(cell.value);
  const value = found && plain(found.digits, sign);
  if (!found || value === null) return null;
  const { isPercent, rest, isNegative } = found;
  return {
    value: `${isNegative ? '-' : ''}${new ExactDecimal(value).toFixed()}`,
    isPercent,
    rest,
    currency: currencyOfCode(cell.value),
  };
}
