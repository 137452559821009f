import { z } from 'zod';
import type { CustomField } from '../kommo/rows';
import type { CardEntity } from '../sync/sync-cursor.entity';

/*
 * What stands in a filled custom field, by Kommo's type of the field (kommo-api.md 3.8). Kommo gives one thing in many forms: a
 * number as text, a date as unix seconds, their text, or a day. A value is read in each form that has one meaning; one that has
 * none makes the field an OtherFieldValue, with all that Kommo gave.
 */

/** An entry of a field of several values, or an option chosen. */
interface FieldEntry {
  value: string;
  enumId: string | null;
  code: string | null;
}

/** What a filled field holds. `date`: a day, or unix seconds of a midnight in the account's time zone. */
export type Held =
  | { type: 'TextFieldValue'; text: string }
  | { type: 'NumberFieldValue'; number: string }
  | { type: 'MoneyFieldValue'; amount: string }
  | { type: 'FlagFieldValue'; isChecked: boolean }
  | { type: 'DateFieldValue'; date: string | number }
  | { type: 'DateTimeFieldValue'; seconds: number }
  | { type: 'ChoiceFieldValue'; options: FieldEntry[] }
  | { type: 'EntriesFieldValue'; entries: FieldEntry[] }
  | { type: 'OtherFieldValue'; data: unknown[] };

/** What has custom fields. */
export type FieldOwner = CardEntity | 'CATALOG_ELEMENTS';

/** A filled field of a card, or of something in a list. */
export interface TypedValue {
  connectionId: string;
  kind: FieldOwner;
  field: CustomField;
  held: Held;
}

type Reader = (elements: readonly unknown[]) => Held | null;

const valueOf = (element: unknown): unknown =>
  typeof element === 'object' && element !== null && 'value' in element ? element.value : element;

/** An element says something: not null, not empty, or at least an option's number. */
function isFilled(element: unknown): boolean {
  if (element === null || element === undefined) return false;
  if (typeof element !== 'object') return element !== '';
  const { value, enum_id: enumId, ...others } = element as Record<string, unknown>;
  if (enumId !== null && enumId !== undefined) return true;
  if ('value' in element) return value !== null && value !== undefined && value !== '';
  return Object.keys(others).length > 0;
}

const Plain = z.union([z.string(), z.number().transform(String), z.boolean().transform(String)]);

function plain(element: unknown): string | null {
  const parsed = Plain.safeParse(valueOf(element));
  return parsed.success ? parsed.data : null;
}

const text: Reader = (elements) => {
  const texts = elements.map(plain);
  return texts.includes(null) ? null : { type: 'TextFieldValue', text: texts.join('\n') };
};

const DECIMAL = /^[+-]?\d{1,30}(\.\d{1,20})?$/;
const EXPONENT = /^(-?)(\d)(?:\.(\d+))?e([+-]\d+)$/;

/** Digits as GraphQL's Decimal wants them; null for what is no number. A comma is a point where it is the only one. */
export function decimalOf(value: string): string | null {
  const given = value.trim().replace(/[\s\u00a0]/g, '');
  const pointed = /^[+-]?\d+,\d+$/.test(given) ? given.replace(',', '.') : given;
  const match = EXPONENT.exec(pointed);
  const whole = match ? withoutExponent(match) : pointed;
  return DECIMAL.test(whole) ? whole.replace(/^\+/, '') : null;
}

/** JavaScript writes large and small numbers with an exponent. */
function withoutExponent([, sign = '', first = '', rest = '', exponent = '0']: RegExpExecArray): string {
  const places = Number(exponent);
  if (Math.abs(places) > 30) return '';
  const digits = `${first}${rest}`;
  if (places < 0) return `${sign}0.${'0'.repeat(-places - 1)}${digits}`;
  const padded = digits.padEnd(places + 1, '0');
  const fraction = padded.slice(places + 1);
  return `${sign}${padded.slice(0, places + 1)}${fraction === '' ? '' : `.${fraction}`}`;
}

function one<R>(elements: readonly unknown[], read: (element: unknown) => R | null): R | null {
  return elements.length === 1 ? read(elements[0]) : null;
}

const number: Reader = (elements) => {
  const found = one(elements, (element) => decimalOf(plain(element) ?? ''));
  return found === null ? null : { type: 'NumberFieldValue', number: found };
};

const money: Reader = (elements) => {
  const found = one(elements, (element) => decimalOf(plain(element) ?? ''));
  return found === null ? null : { type: 'MoneyFieldValue', amount: found };
};

const FLAGS: Readonly<Record<string, boolean>> = { true: true, '1': true, false: false, '0': false };

const flag: Reader = (elements) => {
  const found = one(elements, (element) => FLAGS[(plain(element) ?? '').trim().toLowerCase()] ?? null);
  return found === null ? null : { type: 'FlagFieldValue', isChecked: found };
};

/** Unix seconds of the years 1 to 9999: birthdays are before 1970 as well. */
const FIRST_SECOND = -62_135_596_800;
const LAST_SECOND = 253_402_300_799;
const DAY = /^(\d{4})-(\d{2})-(\d{2})$/;
const EUROPEAN_DAY = /^(\d{2})\.(\d{2})\.(\d{4})$/;

function unixSeconds(value: string): number | null {
  if (!/^-?\d{1,12}(\.\d+)?$/.test(value)) return null;
  const seconds = Math.floor(Number(value));
  return seconds >= FIRST_SECOND && seconds <= LAST_SECOND ? seconds : null;
}

/** A day as text; null where there is no such day. */
export function dayOf(value: string): string | null {
  const european = EUROPEAN_DAY.exec(value);
  const day = european ? `${european[3]}-${european[2]}-${european[1]}` : value;
  if (!DAY.test(day)) return null;
  const read = new Date(`${day}T00:00:00Z`);
  return !Number.isNaN(read.getTime()) && read.toISOString().startsWith(day) ? day : null;
}

/** Unix seconds of an instant as text; null for what is none. */
export function instantOf(value: string): number | null {
  const given = Date.parse(value);
  return /^\d{4}-\d{2}-\d{2}T/.test(value) && !Number.isNaN(given) ? Math.floor(given / 1_000) : null;
}

const date: Reader = (elements) => {
  const found = one(elements, (element) => {
    const value = (plain(element) ?? '').trim();
    return dayOf(value) ?? unixSeconds(value) ?? instantOf(value);
  });
  return found === null ? null : { type: 'DateFieldValue', date: found };
};

const dateTime: Reader = (elements) => {
  const found = one(elements, (element) => {
    const value = (plain(element) ?? '').trim();
    return unixSeconds(value) ?? instantOf(value);
  });
  return found === null ? null : { type: 'DateTimeFieldValue', seconds: found };
};

const Entry = z.object({
  value: z.union([Plain, z.null()]).optional(),
  enum_id: z
    .union([z.string(), z.number().transform(String)])
    .nullish()
    .catch(null),
  enum_code: z.string().nullish().catch(null),
});

function entriesOf(elements: readonly unknown[]): FieldEntry[] | null {
  const entries = elements.map((element): FieldEntry | null => {
    const read = Entry.safeParse(typeof element === 'object' ? element : { value: element });
    if (!read.success) return null;
    const { value, enum_id: enumId, enum_code: code } = read.data;
    return { value: value ?? '', enumId: enumId ?? null, code: code ?? null };
  });
  return entries.includes(null) ? null : (entries as FieldEntry[]);
}

const choice: Reader = (elements) => {
  const options = entriesOf(elements);
  return options && { type: 'ChoiceFieldValue', options };
};

const entries: Reader = (elements) => {
  const found = entriesOf(elements);
  return found && { type: 'EntriesFieldValue', entries: found };
};

const READERS: Readonly<Record<string, Reader>> = {
  text,
  textarea: text,
  url: text,
  streetaddress: text,
  tracking_data: text,
  org_legal_name: text,
  numeric: number,
  price: number,
  monetary: money,
  checkbox: flag,
  date,
  birthday: date,
  date_time: dateTime,
  select: choice,
  radiobutton: choice,
  multiselect: choice,
  category: choice,
  multitext: entries,
  smart_address: entries,
};

/** What a field holds; null when it is not filled: no values, or only null and empty ones. */
export function heldIn(field: CustomField): Held | null {
  const elements = field.values.filter(isFilled);
  if (elements.length === 0) return null;
  const reader = Object.hasOwn(READERS, field.field_type) ? READERS[field.field_type] : undefined;
  return reader?.(elements) ?? { type: 'OtherFieldValue', data: elements };
}

/** A field's values as text, filled ones only: the plain value, or what there is of it as JSON. */
export function textsOf(field: CustomField): string[] {
  return field.values.filter(isFilled).map((element) => {
    const value = valueOf(element);
    return typeof value === 'string' ? value : JSON.stringify(value ?? element ?? null);
  });
}

const dayFormats = new Map<string, Intl.DateTimeFormat>();

/** The day in a time zone. @param seconds unix @param timeZone IANA name */
export function dayIn(timeZone: string, seconds: number): string {
  let format = dayFormats.get(timeZone);
  if (!format) {
    format = new Intl.DateTimeFormat('en-US', {
      timeZone,
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
    });
    dayFormats.set(timeZone, format);
  }
  const parts = Object.fromEntries(
    format.formatToParts(new Date(seconds * 1_000)).map(({ type, value }) => [type, value]),
  );
  return `${(parts['year'] ?? '').padStart(4, '0')}-${parts['month']}-${parts['day']}`;
}
