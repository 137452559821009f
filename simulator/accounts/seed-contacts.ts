import type { Random } from '../random';
import type { CollectionSource } from '../store/collection';
import type { ContactRow, CustomFieldValue } from './rows';
import {
  FIRST_IDS,
  enumValue,
  fieldNamed,
  filled,
  firstId,
  pickAuthor,
  pickOwner,
  rowRandom,
  rowTimes,
  stateEvery,
  type SeedContext,
} from './seed-context';
import { localMidnight } from './time-zone';
import { FIRST_NAMES, LAST_NAMES, ODD_NAMES, POSITIONS } from './words';

/** Deleted contacts, contacts merged into another one, contacts that only a not yet accepted incoming lead has. */
export const contactState = stateEvery([
  ['bin', 97, 41],
  ['gone', 211, 77],
  ['hidden', 401, 123],
]);

function phoneOf(slot: number, form: number): string {
  const line = String(1000 + (slot % 9000));
  const area = String(212 + (Math.floor(slot / 9000) % 700)).padStart(3, '0');
  const forms = [
    `+1${area}555${line}`,
    `+1 (${area}) 555-${line}`,
    `1-${area}-555-${line}`,
    `${area}.555.${line}`,
  ];
  return forms[form % forms.length] as string;
}

function phones(context: SeedContext, slot: number, random: Random): CustomFieldValue {
  const field = fieldNamed(context, 'contacts', 'PHONE');
  // Every 25th contact has the number of its neighbour, written in another way: a duplicate to be found.
  const values =
    slot % 25 === 24
      ? [enumValue(field, 0, phoneOf(slot - 1, 1))]
      : [enumValue(field, random.below(3), phoneOf(slot, slot % 25 === 23 ? 0 : random.below(4)))];
  if (slot % 6 === 0)
    values.push(enumValue(field, 2, phoneOf(slot + 450_000, 0)), enumValue(field, 4, phoneOf(slot, 3)));
  return filled(field, values);
}

function plainEmail(first: string, last: string, slot: number): string {
  const plain = (text: string): string => {
    // eslint-disable-next-line no-restricted-syntax -- its own short names; the simulator has npm packages only
    const letters = text.normalize('NFD');
    return letters.replace(/[^a-z]/gi, '').toLowerCase();
  };
  return `${plain(first)}.${plain(last)}${slot}@example.test`;
}

interface PersonName {
  name: string;
  first: string;
  last: string;
}

function personName(slot: number, random: Random): PersonName {
  const first = random.pick(FIRST_NAMES);
  const last = random.pick(LAST_NAMES);
  if (slot % 83 === 2) return { name: '', first: '', last: '' };
  if (slot % 31 === 9) {
    const odd = ODD_NAMES[Math.floor(slot / 31) % ODD_NAMES.length] as string;
    return { name: odd, first: '', last: '' };
  }
  return { name: `${first} ${last}`, first, last };
}

function contactFields(
  context: SeedContext,
  slot: number,
  person: PersonName,
  random: Random,
): CustomFieldValue[] | null {
  if (slot % 10 === 1) return null;
  const field = (name: string) => fieldNamed(context, 'contacts', name);
  const values = [phones(context, slot, random)];
  if (person.first && random.chance(0.8)) {
    const email = plainEmail(person.first, person.last, slot);
    values.push(filled(field('EMAIL'), [enumValue(field('EMAIL'), 0, email)]));
  }
  if (random.chance(0.4)) values.push(filled(field('POSITION'), [{ value: random.pick(POSITIONS) }]));
  if (random.chance(0.2)) values.push(filled(field('Gender'), [enumValue(field('Gender'), random.below(3))]));
  if (random.chance(0.2)) {
    // Some birthdays lie before 1970: negative unix seconds are legal.
    const day = localMidnight(context.profile.timeZone, random.between(-8_000, 13_000) * 86_400);
    values.push(filled(field('Birthday'), [{ value: day }]));
  }
  return values;
}

/** Seeded contacts of an account as pure functions of the row number. */
export function contactSource(context: SeedContext, tagIds: readonly number[]): CollectionSource<ContactRow> {
  const { profile } = context;
  const count = profile.counts.contacts;
  const times = rowTimes(context, 'contacts', count);
  const randomOf = rowRandom(context, 'contacts');
  const generate = (slot: number): ContactRow => {
    const random = randomOf(slot);
    const { created, updated } = times(slot);
    const owner = pickOwner(context, random);
    const person = personName(slot, random);
    return {
      id: firstId(FIRST_IDS.contacts, profile.series) + slot,
      name: person.name,
      first_name: person.first,
      last_name: person.last,
      responsible_user_id: owner.userId,
      group_id: owner.groupId,
      created_by: pickAuthor(owner.userId, random),
      updated_by: pickAuthor(owner.userId, random),
      created_at: created,
      updated_at: updated,
      is_unsorted: contactState(slot) === 'hidden',
      custom_fields_values: contactFields(context, slot, person, random),
      tags: random.chance(0.1) ? [random.pick(tagIds)] : [],
    };
  };
  return {
    firstId: firstId(FIRST_IDS.contacts, profile.series),
    count,
    generate,
    stateOf: contactState,
    columns: { created_at: (slot) => times(slot).created, updated_at: (slot) => times(slot).updated },
  };
}
