/* Amounts and days as people write them, in the two languages that papers and pages are written in. */

export type WrittenLanguage = 'EN' | 'RU';

const SYMBOLS: Readonly<Record<string, string>> = { RUB: '₽', EUR: '€', USD: '$', GBP: '£' };

/** How amounts of a currency are marked. */
export const currencySign = (currency: string): string => SYMBOLS[currency] ?? currency;

/** Writes a decimal as people of a language do, digit by digit: `1234567.50` is `1 234 567,50` or `1,234,567.50`. */
export function writeDecimal(value: string, language: WrittenLanguage): string {
  const [, sign = '', whole = '0', fraction] = /^(-?)(\d+)(?:\.(\d+))?$/.exec(value) ?? [];
  const [group, point] = language === 'RU' ? ['\u00a0', ','] : [',', '.'];
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, group);
  return `${sign === '' ? '' : '−'}${grouped}${fraction === undefined ? '' : point + fraction}`;
}

/** `2026-01-31` is `31.01.2026` in Russian. */
export const writeDate = (day: string, language: WrittenLanguage): string =>
  language === 'RU' ? day.split('-').reverse().join('.') : day;
