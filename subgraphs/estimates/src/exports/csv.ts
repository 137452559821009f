import { stringify } from 'csv-stringify/sync';
import { writeDate } from '../../../../service-kit/data/written-values';
import { SHEET_WORDS, writeChoice, writeTaken } from './sheet-words';
import type { Sheet } from './sheet.types';

const NUMBER = /^-?\d+(\.\d+)?$/;

/**
 * Makes a text harmless for spreadsheets, which take what begins with `=`, `+`, `-`, `@`, a tab or a return for a formula. A
 * number stays a number: "-5" is none.
 */
export const harmless = (text: string): string =>
  /^[=+\-@\t\r]/.test(text) && !NUMBER.test(text) && !/^-?\d+,\d+$/.test(text) ? `'${text}` : text;

/** Writes a sheet as CSV in its language: decimal commas and semicolons in Russian. With a mark, so that Excel reads UTF-8. */
export function csvOf(sheet: Sheet): Buffer {
  const words = SHEET_WORDS[sheet.language];
  const isRussian = sheet.language === 'RU';
  const number = (value: string): string => (isRussian ? value.replace('.', ',') : value);
  const records: string[][] = [
    [words.number, words.name, words.unit, words.quantity, words.price, words.amount, words.currency],
  ];
  const add = (code: string, name: string, ...rest: string[]) =>
    records.push([harmless(code), harmless(name), ...rest]);
  for (const each of sheet.rows) {
    const taken = 'taken' in each ? writeTaken(each.taken, sheet.language) : null;
    const row = taken === null ? each : { ...each, name: `${each.name} [${taken}]` };
    if (row.kind === 'section') add(row.code, row.name, '', '', '', '', '');
    else if (row.kind === 'line' && row.number === null) add('', row.name, '', '', '', '', '');
    else if (row.kind === 'line') {
      const unit = harmless(row.unit ?? '');
      add(
        row.number ?? '',
        row.name,
        unit,
        number(row.quantity),
        number(row.price),
        number(row.amount),
        sheet.currency,
      );
    } else if (row.kind === 'adjustment') add('', row.name, '', '', '', number(row.amount), sheet.currency);
    else
      add(
        '',
        `${words.sectionTotal} ${row.code}. ${row.name}`,
        '',
        '',
        '',
        number(row.amount),
        sheet.currency,
      );
  }
  for (const { label, amount } of sheet.totals) add('', label, '', '', '', number(amount), sheet.currency);
  if (sheet.supplyDate !== null) {
    add('', `${words.supplyDate}: ${writeDate(sheet.supplyDate, sheet.language)}`, '', '', '', '', '');
  }
  if (sheet.offered.length > 0) add('', words.offered, '', '', '', '', '');
  for (const { group, name, unit, quantity, price, amount } of sheet.offered) {
    const marked = `${name} [${writeChoice(group, sheet.language)}]`;
    const [count, each] = [quantity ?? '', price ?? ''].map(number) as [string, string];
    add('', marked, harmless(unit ?? ''), count, each, number(amount), sheet.currency);
  }
  const text = stringify(records, {
    delimiter: isRussian ? ';' : ',',
    record_delimiter: 'windows',
    quoted_match: /[\r\n]/, // by itself it looks for the delimiter alone, and a text's lines end otherwise
    bom: true,
  });
  return Buffer.from(text, 'utf8');
}
