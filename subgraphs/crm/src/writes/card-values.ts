import type { InputCheck } from '../../../../service-kit/data/input-check';
import type { Card } from '../cards/card.entity';

/* What cards have in common when they are written: tags, telephone numbers, addresses, prices. */

export const LONGEST_NAME = 250;
/** Of notes and tasks. */
export const LONGEST_TEXT = 20_000;
const MOST_TAGS = 50;
const LONGEST_TAG = 255;
const MOST_NUMBERS = 20;
const LONGEST = { phones: 100, emails: 255 };
const CODES = { phones: 'PHONE', emails: 'EMAIL' } as const;
export type NumberKind = keyof typeof CODES;

function checkTexts(
  check: InputCheck,
  given: readonly string[],
  name: string,
  most: number,
  longest: number,
): string[] {
  if (given.length > most) {
    check.refuse('TOO_MANY', [name], `${name} takes at most ${most}.`);
    return [];
  }
  const texts = given.map((text, index) => check.requiredText(text, longest, [name, String(index)]));
  return [...new Set(texts)];
}

const LAST_SECOND = Date.UTC(2100, 0, 1) / 1_000;

/** Until when a task is to be done, in unix seconds. */
export function checkDueAt(check: InputCheck, given: string): number {
  const seconds = Math.floor(Date.parse(given) / 1_000);
  if (!(seconds > 0 && seconds <= LAST_SECOND)) {
    check.refuse('INVALID', ['dueAt'], 'Give an instant between 1970 and 2100.');
  }
  return seconds;
}

/** Kommo's number of a type of tasks. */
export function checkTaskType(check: InputCheck, given: number): void {
  if (given < 1) check.refuse('INVALID', ['typeId'], 'Give the number of a type of tasks in Kommo.');
}

/** Tags as they are sent, each once. */
export function checkTags(
  check: InputCheck,
  given: readonly string[] | null | undefined,
  name: string,
): string[] {
  const tags = checkTexts(check, given ?? [], name, MOST_TAGS, LONGEST_TAG);
  return [...new Map(tags.map((tag) => [tag.toLowerCase(), tag])).values()];
}

/** Telephone numbers or addresses as they are sent, each once. */
export function checkNumbers(
  check: InputCheck,
  given: readonly string[] | null | undefined,
  kind: NumberKind,
): string[] {
  const numbers = checkTexts(check, given ?? [], kind, MOST_NUMBERS, LONGEST[kind]);
  numbers.forEach((number, index) => {
    const isFit = kind === 'phones' ? /\d/.test(number) : /^[^\s@]+@[^\s@]+$/.test(number);
    if (number !== '' && !isFit) {
      const what = kind === 'phones' ? 'a telephone number: it has no digit' : 'an e-mail address';
      check.refuse('INVALID', [kind, String(index)], `This is not ${what}.`);
    }
  });
  return numbers;
}

/** A price Kommo can keep. @returns null when none was given, or none that can be kept */
export function checkPrice(check: InputCheck, given: string | null | undefined): number | null {
  if (given == null) return null;
  const price = Number(given);
  if (Number.isSafeInteger(price) && price >= 0) return price;
  check.refuse('PRICE_NOT_WHOLE', ['price'], 'Kommo keeps whole amounts from 0: round the price.');
  return null;
}

/**
 * A multi-value field as Kommo takes it. It replaces all values, so those that stay keep their kind (WORK, MOB …), by its number:
 * anything more that was read is refused (kommo-api.md 3.8).
 *
 * @param card the card as it is now; none when it is made
 */
export function numbersField(
  kind: NumberKind,
  numbers: readonly string[],
  card?: Pick<Card, 'customFields'>,
): object {
  const code = CODES[kind];
  const known = (card?.customFields ?? [])
    .filter((field) => field.field_code === code)
    .flatMap((field) => field.values as { value?: unknown; enum_id?: unknown }[]);
  const values = numbers.map((value) => {
    const enumId = known.find((one) => String(one.value) === value)?.enum_id;
    return typeof enumId === 'number' ? { value, enum_id: enumId } : { value, enum_code: 'WORK' };
  });
  return { field_code: code, values: values.length === 0 ? null : values };
}

/** The fields of a card to make. */
export const numbersToMake = (phones: readonly string[], emails: readonly string[]): object[] => [
  ...(phones.length > 0 ? [numbersField('phones', phones)] : []),
  ...(emails.length > 0 ? [numbersField('emails', emails)] : []),
];
