import { Decimal } from 'decimal.js';
import type { CustomField } from '../kommo/rows';
import { heldIn, type Held } from './field-value';
import { normalForm } from '../../../../service-kit/data/normal-form';

/*
 * Whether a card has what a field of it was sent, though Kommo gives values back in forms of its own (kommo-api.md 3.8). Where that
 * can't be told it is believed: a card that is not recognised is made twice.
 */

/** A date is a midnight somewhere: offsets reach to 14 hours. */
const DAY_MARGIN_S = 14 * 3_600;
const MINUTE_S = 60;

type HeldAs<T extends Held['type']> = Extract<Held, { type: T }>;
type Comparers = { [T in Held['type']]: (sent: HeldAs<T>, there: HeldAs<T>) => boolean };

const wordsOf = (text: string): string => normalForm(text).replace(/\s+/g, ' ').trim();

/** Kommo keeps as many decimals as the field has: what is left out may be less than one of the last. */
function sameNumber(sent: string, there: string): boolean {
  const [ours, theirs] = [new Decimal(sent), new Decimal(there)];
  if (ours.eq(theirs)) return true;
  const places = theirs.decimalPlaces();
  return places < ours.decimalPlaces() && ours.minus(theirs).abs().lt(new Decimal(10).pow(-places));
}

const secondsOf = (date: string | number): number =>
  typeof date === 'number' ? date : Date.parse(`${date}T00:00:00Z`) / 1_000;

type Entry = HeldAs<'EntriesFieldValue'>['entries'][number];

/** An option is known by its number, where it was sent by it. */
const sameOption = (sent: Entry, there: Entry): boolean =>
  sent.enumId === null ? wordsOf(sent.value) === wordsOf(there.value) : sent.enumId === there.enumId;

const SAME: Comparers = {
  TextFieldValue: (sent, there) => wordsOf(sent.text) === wordsOf(there.text),
  NumberFieldValue: (sent, there) => sameNumber(sent.number, there.number),
  MoneyFieldValue: (sent, there) => sameNumber(sent.amount, there.amount),
  FlagFieldValue: (sent, there) => sent.isChecked === there.isChecked,
  DateFieldValue: (sent, there) => Math.abs(secondsOf(sent.date) - secondsOf(there.date)) <= DAY_MARGIN_S,
  DateTimeFieldValue: (sent, there) => Math.abs(sent.seconds - there.seconds) < MINUTE_S,
  ChoiceFieldValue: (sent, there) =>
    sent.options.every((one) => there.options.some((other) => sameOption(one, other))),
  EntriesFieldValue: (sent, there) =>
    sent.entries.every(({ value }) => there.entries.some((other) => wordsOf(value) === wordsOf(other.value))),
  OtherFieldValue: () => true,
};

const isUnticked = (element: unknown): boolean => (element as { value?: unknown } | null)?.value === false;

/**
 * Whether a card has what was sent.
 *
 * @param there the card's field; undefined where it lists none
 * @param sent its `values`
 */
export function hasSent(there: CustomField | undefined, sent: readonly unknown[]): boolean {
  const theirs = there ? heldIn(there) : null;
  if (!there || !theirs) return sent.every(isUnticked); // what is not ticked Kommo does not list
  const ours = heldIn({ ...there, values: [...sent] });
  if (ours === null || ours.type !== theirs.type) return true;
  return (SAME[ours.type] as (sent: Held, there: Held) => boolean)(ours, theirs);
}
