/*
 * Which formats show a number as a date or a percentage. A cell holds 46051 and a style; only the style says that it is a day
 * (ECMA-376-1, 18.8.30; the numbers of built-in formats stand there).
 */

/** How a number is meant. */
export type NumberMeaning = 'number' | 'date' | 'percent';

const BUILT_IN_DATES: readonly (readonly [first: number, last: number])[] = [
  [14, 22],
  [27, 36],
  [45, 47],
  [50, 58],
];
const BUILT_IN_PERCENTS = new Set([9, 10]);

/** Takes a format's number and, for one of the workbook's own, its code. */
export function meaningOf(id: number, code: string | undefined): NumberMeaning {
  if (code !== undefined) return meaningOfCode(code);
  if (BUILT_IN_PERCENTS.has(id)) return 'percent';
  return BUILT_IN_DATES.some(([first, last]) => id >= first && id <= last) ? 'date' : 'number';
}

/** Texts in quotes, escaped letters, colours and locales say nothing; elapsed hours (`[h]`) do. */
const DECORATION = /"[^"]*"|\\.|_.|\*.|\[(?!(?:h+|m+|s+)\])[^\]]*\]/gi;

function meaningOfCode(code: string): NumberMeaning {
  const [first = ''] = code.replace(DECORATION, '').split(';');
  if (/general/i.test(first)) return 'number';
  if (/[ymdhs]/i.test(first)) return 'date';
  return first.includes('%') ? 'percent' : 'number';
}

const DAY_MS = 86_400_000;
/** Day 0 of both systems. Lotus took 1900 for a leap year and Excel kept it: days before March 1900 are one later. */
const EPOCH_1900 = Date.UTC(1899, 11, 30);
const EPOCH_1904 = Date.UTC(1904, 0, 1);
const LEAP_BUG = 60;
/** The last day of the year 9999. */
const LAST_SERIAL = 2_958_466;

/**
 * Takes a date as a sheet holds it; answers it as `2026-01-31`, `2026-01-31T08:30:00` or, for a time without a day, `08:30:00`. Null
 * for a number that is no date.
 */
export function dateOf(serial: number, is1904: boolean): string | null {
  if (!(serial >= 0) || serial >= LAST_SERIAL) return null;
  const isTime = serial < 1 && !is1904 && serial !== 0;
  const day = !is1904 && serial < LEAP_BUG ? serial + 1 : serial;
  const at = Math.round(((is1904 ? EPOCH_1904 : EPOCH_1900) + day * DAY_MS) / 1_000) * 1_000;
  const text = new Date(at).toISOString();
  if (isTime) return text.slice(11, 19);
  return at % DAY_MS === 0 ? text.slice(0, 10) : text.slice(0, 19);
}

const SIGNS: readonly (readonly [RegExp, string])[] = [
  [/₽|руб|р\.|-419\]|RUB/i, 'RUB'],
  [/€|EUR/i, 'EUR'],
  [/£|GBP/i, 'GBP'],
  [/₸|KZT|тенге/i, 'KZT'],
  [/₴|UAH|грн/i, 'UAH'],
  [/BYN/i, 'BYN'],
  [/\$(?!-)|USD/i, 'USD'],
];

/** The currency that a format, or a text, names; null for none. */
export const currencyOfCode = (text: string): string | null =>
  SIGNS.find(([sign]) => sign.test(text.replace(/\[\$(?=-)/g, '[')))?.[1] ?? null;
