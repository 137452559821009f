import { writeDate } from '../../../../service-kit/data/written-values';
import type { Sheet, SheetLanguage } from './sheet.types';

const EN = {
  estimate: 'Estimate',
  revision: 'revision',
  agreed: 'as approved',
  draft: 'Draft',
  date: 'Date',
  validUntil: 'Valid until',
  supplyDate: 'Date of supply',
  seller: 'Contractor',
  client: 'Client',
  number: 'No.',
  name: 'Description',
  unit: 'Unit',
  quantity: 'Quantity',
  price: 'Price',
  amount: 'Amount',
  markup: 'Markup',
  discount: 'Discount',
  sectionTotal: 'Total of section',
  subtotal: 'Subtotal',
  net: 'Net',
  tax: 'Tax',
  taxIncluded: 'Tax included',
  exempt: 'Exempt from tax',
  total: 'Total',
  rounding: 'Rounding',
  payable: 'To be paid',
  carried: 'Carried over',
  brought: 'Brought forward',
  page: 'Page',
  of: 'of',
  signature: 'Signature',
  currency: 'Currency',
  option: 'Option',
  alternative: 'Alternative',
  chosen: 'chosen',
  due: 'Amount due',
  offered: 'Options and alternatives, not in the total',
};

const RU: typeof EN = {
  estimate: 'Смета',
  revision: 'редакция',
  agreed: 'согласовано',
  draft: 'Черновик',
  date: 'Дата',
  validUntil: 'Действует до',
  supplyDate: 'Дата поставки',
  seller: 'Исполнитель',
  client: 'Заказчик',
  number: '№',
  name: 'Наименование',
  unit: 'Ед.',
  quantity: 'Количество',
  price: 'Цена',
  amount: 'Сумма',
  markup: 'Наценка',
  discount: 'Скидка',
  sectionTotal: 'Итого по разделу',
  subtotal: 'Итого по позициям',
  net: 'Сумма без налога',
  tax: 'Налог',
  taxIncluded: 'В том числе налог',
  exempt: 'Без налога',
  total: 'Всего',
  rounding: 'Округление',
  payable: 'К оплате',
  carried: 'К переносу',
  brought: 'Перенесено',
  page: 'Страница',
  of: 'из',
  signature: 'Подпись',
  currency: 'Валюта',
  option: 'Опция',
  alternative: 'Вариант',
  chosen: 'выбрано',
  due: 'К оплате',
  offered: 'Опции и варианты, не входят в итог',
};

/** What a sheet says in each language. */
export const SHEET_WORDS: Readonly<Record<SheetLanguage, typeof EN>> = { EN, RU };

/** Says that a row is an option, or which alternatives it is one of (`group`). */
export function writeChoice(group: string | null, language: SheetLanguage): string {
  const { option, alternative } = SHEET_WORDS[language];
  return group === null ? option : `${alternative}: ${group}`;
}

/** The same of one that is taken, given as sheets mark it: null is part of the offer, an empty text an option. */
export function writeTaken(taken: string | null | undefined, language: SheetLanguage): string | null {
  if (taken == null) return null;
  return `${writeChoice(taken === '' ? null : taken, language)} (${SHEET_WORDS[language].chosen})`;
}

/** The days that stand in the head of a sheet, each with what it is. */
export function writeDays({ language, date, validUntil, supplyDate }: Sheet): string[] {
  const words = SHEET_WORDS[language];
  const days = [
    [words.date, date],
    [words.validUntil, validUntil],
    [words.supplyDate, supplyDate],
  ] as const;
  return days.flatMap(([label, day]) => (day === null ? [] : [`${label}: ${writeDate(day, language)}`]));
}
