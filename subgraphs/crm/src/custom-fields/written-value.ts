import { Decimal } from 'decimal.js';
import type { InputCheck } from '../../../../service-kit/data/input-check';
import type { CustomFieldInput } from '../generated/types';
import type { CustomField as Filled } from '../kommo/rows';
import type { CustomField, FieldOption } from './custom-field.entity';
import { dayIn, dayOf, decimalOf, heldIn, instantOf, type Held } from './field-value';
import { midnightIn } from './midnight';

/*
 * What Kommo is sent to give a custom field a value, by Kommo's type of the field, and how it is told that a card has it already
 * (kommo-api.md 3.8). What is read in many forms (`field-value.ts`) is written in one.
 */

const LONGEST_TEXT = 50_000;
const LONGEST_ENTRY = 1_000;
const MOST_ENTRIES = 20;
const MOST_NAMED = 10;

/** A value as it is sent. */
export interface WrittenValue {
  /** Null clears the field. */
  values: object[] | null;
  /** Whether a field of a card holds just this. */
  isHeld(held: Held | null): boolean;
}

/** What a value is written with. */
interface Place {
  check: InputCheck;
  field: Pick<CustomField, 'type' | 'options' | 'name'>;
  timeZone: string;
  path: readonly string[];
}

type Member = 'text' | 'number' | 'isChecked' | 'date' | 'dateTime' | 'options' | 'entries';
type Given<M extends Member> = NonNullable<CustomFieldInput[M]>;
interface Writer<M extends Member> {
  member: M;
  write(given: Given<M>, place: Place): WrittenValue | null;
}
const writer = <M extends Member>(member: M, write: Writer<M>['write']): Writer<Member> =>
  ({ member, write }) as Writer<Member>;

const texts = writer('text', (given, { check, path }) => {
  const text = check.requiredText(given, LONGEST_TEXT, [...path, 'text']);
  return {
    values: [{ value: text }],
    isHeld: (held) => held?.type === 'TextFieldValue' && held.text === text,
  };
});

/** Both are amounts; how many decimals it keeps is Kommo's to say. */
const numbers = writer('number', (given) => ({
  values: [{ value: given }],
  isHeld: (held) =>
    (held?.type === 'NumberFieldValue' && new Decimal(held.number).eq(given)) ||
    (held?.type === 'MoneyFieldValue' && new Decimal(held.amount).eq(given)),
}));

/** What was never ticked is not listed. */
const flags = writer('isChecked', (given) => ({
  values: [{ value: given }],
  isHeld: (held) => (held === null ? !given : held.type === 'FlagFieldValue' && held.isChecked === given),
}));

const dates = writer('date', (given, { timeZone }) => ({
  values: [{ value: midnightIn(timeZone, given) }],
  isHeld: (held) =>
    held?.type === 'DateFieldValue' &&
    (typeof held.date === 'string' ? held.date : dayIn(timeZone, held.date)) === given,
}));

const instants = writer('dateTime', (given) => {
  const seconds = Math.floor(Date.parse(given) / 1_000);
  return {
    values: [{ value: seconds }],
    isHeld: (held) => held?.type === 'DateTimeFieldValue' && held.seconds === seconds,
  };
});

const isNamed = ({ value, code }: FieldOption, name: string): boolean => value === name || code === name;

/** By its text; by its number where no option has such a text. */
const optionOf = (options: readonly FieldOption[], name: string): FieldOption | undefined =>
  options.find((option) => isNamed(option, name)) ?? options.find(({ enumId }) => enumId === name);

const numbered = ({ enumId, value }: FieldOption): object =>
  enumId === null ? { value } : { enum_id: Number(enumId) };

const sameSet = (left: readonly string[], right: readonly string[]): boolean =>
  JSON.stringify([...new Set(left)].sort()) === JSON.stringify([...new Set(right)].sort());

const choices = writer('options', (given, { check, field, path }) => {
  const most = field.type === 'multiselect' ? field.options.length : 1;
  if (given.length === 0 || given.length > Math.max(1, most)) {
    const words =
      given.length === 0 ? 'Name an option, or say "clear".' : `This field takes at most ${most}.`;
    check.refuse(given.length === 0 ? 'REQUIRED' : 'TOO_MANY', [...path, 'options'], words);
    return null;
  }
  const chosen = given.map((name, index) => {
    const found = optionOf(field.options, name.trim());
    if (!found) {
      const known = field.options.slice(0, MOST_NAMED).map(({ value }) => `“${value}”`);
      const more = field.options.length > MOST_NAMED ? ' …' : '';
      const words = `“${field.name}” has no such option. It has: ${known.join(', ')}${more}.`;
      check.refuse('OPTION_NOT_FOUND', [...path, 'options', String(index)], words);
    }
    return found;
  });
  const options = [...new Set(chosen.flatMap((option) => option ?? []))];
  return {
    values: options.map(numbered),
    isHeld: (held) =>
      held?.type === 'ChoiceFieldValue' &&
      sameSet(
        held.options.map(({ enumId, value }) => enumId ?? value),
        options.map(({ enumId, value }) => enumId ?? value),
      ),
  };
});

const entries = writer('entries', (given, { check, field, path }) => {
  if (given.length === 0 || given.length > MOST_ENTRIES) {
    const words = given.length === 0 ? 'Give a value, or say "clear".' : `At most ${MOST_ENTRIES} values.`;
    check.refuse(given.length === 0 ? 'REQUIRED' : 'TOO_MANY', [...path, 'entries'], words);
    return null;
  }
  const written = given.map(({ value, kind }, index) => {
    const at = [...path, 'entries', String(index)];
    const option = kind == null ? undefined : optionOf(field.options, kind.trim());
    if (kind != null && !option) {
      check.refuse('KIND_NOT_FOUND', [...at, 'kind'], `“${field.name}” has no values of this kind.`);
    }
    return {
      value: check.requiredText(value, LONGEST_ENTRY, [...at, 'value']),
      enumId: option?.enumId ?? null,
    };
  });
  return {
    values: written.map(({ value, enumId }) => ({
      value,
      ...(enumId === null ? {} : { enum_id: Number(enumId) }),
    })),
    isHeld: (held) =>
      held?.type === 'EntriesFieldValue' &&
      held.entries.length === written.length &&
      written.every(({ value, enumId }, index) => {
        const there = held.entries[index];
        return there?.value === value && (enumId === null || there.enumId === enumId);
      }),
  };
});

const WRITERS: Readonly<Record<string, Writer<Member>>> = {
  text: texts,
  textarea: texts,
  url: texts,
  streetaddress: texts,
  tracking_data: texts,
  org_legal_name: texts,
  numeric: numbers,
  price: numbers,
  monetary: numbers,
  checkbox: flags,
  date: dates,
  birthday: dates,
  date_time: instants,
  select: choices,
  radiobutton: choices,
  multiselect: choices,
  category: choices,
  multitext: entries,
  smart_address: entries,
};

const MEMBERS = ['text', 'number', 'isChecked', 'date', 'dateTime', 'options', 'entries'] as const;
const CLEARED: WrittenValue = { values: null, isHeld: (held) => held === null };

/** Reads the value of an input for a field. @returns null when it is refused, which `check` tells */
export function writtenValue(input: CustomFieldInput, place: Place): WrittenValue | null {
  const { check, field, path } = place;
  const found = Object.hasOwn(WRITERS, field.type) ? WRITERS[field.type] : undefined;
  if (!found) {
    check.refuse(
      'FIELD_NOT_WRITABLE',
      path,
      `Values of the type ${field.type} can’t be written: change it in Kommo.`,
    );
    return null;
  }
  const given = MEMBERS.filter((member) => input[member] != null);
  const { member, write } = found;
  if (given.length + (input.clear ? 1 : 0) !== 1 || (!input.clear && given[0] !== member)) {
    check.refuse(
      'VALUE_NEEDED',
      path,
      `“${field.name}” is of the type ${field.type}: give "${member}" or "clear: true".`,
    );
    return null;
  }
  return input.clear ? CLEARED : write(input[member] as Given<Member>, place);
}

const READ: Partial<Record<Member, (text: string) => Partial<CustomFieldInput> | null>> = {
  text: (text) => ({ text }),
  number: (text) => {
    const number = decimalOf(text);
    return number === null ? null : { number };
  },
  isChecked: (text) => (/^(true|false)$/.test(text) ? { isChecked: text === 'true' } : null),
  date: (date) => (dayOf(date) === null ? null : { date }),
  dateTime: (dateTime) => (instantOf(dateTime) === null ? null : { dateTime }),
  options: (option) => ({ options: [option] }),
  entries: (value) => ({ entries: [{ value }] }),
};

/** A value that is written as a text. @returns null when it is none of the field's type */
export function inputOfText(type: string, text: string): CustomFieldInput | null {
  const member = Object.hasOwn(WRITERS, type) ? WRITERS[type]?.member : undefined;
  const input = member && READ[member]?.(text);
  return input ? { clear: false, ...input } : null;
}

/** Whether fields of a type can be written. */
export const isWritable = (type: string): boolean => Object.hasOwn(WRITERS, type);

/** What a card holds in a field; null for nothing. */
export function heldOf(fields: readonly Filled[], kommoId: string): Held | null {
  const field = fields.find(({ field_id: id }) => id === kommoId);
  return field ? heldIn(field) : null;
}
