import { decimalOf, dayIn, dayOf, heldIn, instantOf } from './field-value';
import type { CustomField } from '../kommo/rows';

/*
 * What a field holds, as texts whose order by bytes is the order of the values (docs/decisions/0028). The first letter tells the kind, so
 * that values which came before a field got another type are never taken for the new one's.
 */

/** What can be compared with what. */
export type Comparable = 'NUMBER' | 'DATE' | 'DATE_TIME' | 'FLAG' | 'TEXT';

/** A value of a card: one row. */
export interface SortableValue {
  sort: string;
  /** Of a text: all of it, to look for a part in. */
  words: string | null;
}

const COMPARABLE: Readonly<Record<string, Comparable>> = {
  text: 'TEXT',
  textarea: 'TEXT',
  url: 'TEXT',
  streetaddress: 'TEXT',
  tracking_data: 'TEXT',
  org_legal_name: 'TEXT',
  select: 'TEXT',
  radiobutton: 'TEXT',
  multiselect: 'TEXT',
  category: 'TEXT',
  multitext: 'TEXT',
  smart_address: 'TEXT',
  numeric: 'NUMBER',
  price: 'NUMBER',
  monetary: 'NUMBER',
  checkbox: 'FLAG',
  date: 'DATE',
  birthday: 'DATE',
  date_time: 'DATE_TIME',
};

/** How values of a type of Kommo's are compared; null for what can't be. */
export const comparableOf = (type: string): Comparable | null =>
  Object.hasOwn(COMPARABLE, type) ? (COMPARABLE[type] ?? null) : null;

/** One more than what may be asked for, so that a longer text is never taken for its beginning. */
export const LONGEST_ASKED = 200;
/** More values than people give one field; the rest is not looked into. */
const MOST_VALUES = 100;

const plain = (sort: string): SortableValue => ({ sort, words: null });

function ofText(text: string): SortableValue {
  const words = text.toLowerCase();
  return { sort: `s${words.slice(0, LONGEST_ASKED + 1)}`, words };
}

const ofInstant = (seconds: number): SortableValue => plain(`t${new Date(seconds * 1_000).toISOString()}`);

/** Digits behind their number, so that longer ones are larger; below nought all of it turned round. */
function ofNumber(decimal: string): SortableValue {
  const [, sign, whole = '', fraction = ''] = /^(-?)0*(\d*)(?:\.(\d*?)0*)?$/.exec(decimal) ?? [];
  const size = `${String(whole.length).padStart(2, '0')}${whole}${fraction}`;
  if (whole === '' && fraction === '') return plain('np00');
  if (sign !== '-') return plain(`np${size}`);
  return plain(`nm${size.replace(/\d/g, (digit) => String(9 - Number(digit)))}~`);
}

/** What a filled field of a card holds; nothing where it can't be read as its type. */
export function sortableOf(field: CustomField, timeZone: string): SortableValue[] {
  const held = heldIn(field);
  switch (held?.type) {
    case 'TextFieldValue':
      return [ofText(held.text)];
    case 'NumberFieldValue':
      return [ofNumber(held.number)];
    case 'MoneyFieldValue':
      return [ofNumber(held.amount)];
    case 'FlagFieldValue':
      return [plain(`f${Number(held.isChecked)}`)];
    case 'DateFieldValue':
      return [plain(`d${typeof held.date === 'string' ? held.date : dayIn(timeZone, held.date)}`)];
    case 'DateTimeFieldValue':
      return [ofInstant(held.seconds)];
    case 'ChoiceFieldValue':
      return distinct(held.options.map(({ value }) => value));
    case 'EntriesFieldValue':
      return distinct(held.entries.map(({ value }) => value));
    case 'OtherFieldValue':
    case undefined:
      return [];
  }
}

const distinct = (texts: readonly string[]): SortableValue[] =>
  [...new Set(texts.filter((text) => text !== '').map((text) => text.toLowerCase()))]
    .slice(0, MOST_VALUES)
    .map(ofText);

const FLAGS: Readonly<Record<string, string>> = { true: 'f1', false: 'f0' };

/** What is asked for, in the form that cards' values have; null where it is no value of the kind. */
export function sortableAsked(kind: Comparable, given: string): string | null {
  const text = given.trim();
  switch (kind) {
    case 'TEXT':
      return given.length > LONGEST_ASKED ? null : ofText(given).sort;
    case 'NUMBER': {
      const decimal = decimalOf(text);
      return decimal === null ? null : ofNumber(decimal).sort;
    }
    case 'DATE': {
      const day = dayOf(text);
      return day === null ? null : `d${day}`;
    }
    case 'DATE_TIME': {
      const seconds = instantOf(text);
      return seconds === null ? null : ofInstant(seconds).sort;
    }
    case 'FLAG':
      return Object.hasOwn(FLAGS, text.toLowerCase()) ? (FLAGS[text.toLowerCase()] ?? null) : null;
  }
}
