import type { Random } from '../random';
import type { CollectionSource } from '../store/collection';
import type { CompanyRow, CustomFieldValue } from './rows';
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
import { CITIES, COMPANY_FORMS, LAST_NAMES, ODD_NAMES, STREETS } from './words';

/** Which seeded companies were deleted. */
export const companyState = stateEvery([['bin', 61, 17]]);

function companyName(slot: number, random: Random): string {
  if (slot % 67 === 3) return '';
  if (slot % 37 === 8) return ODD_NAMES[Math.floor(slot / 37) % ODD_NAMES.length] as string;
  const owner = random.pick(LAST_NAMES);
  const form = random.pick(COMPANY_FORMS);
  return random.chance(0.4) ? `${owner} & ${random.pick(LAST_NAMES)} ${form}` : `${owner} ${form}`;
}

function companyFields(
  context: SeedContext,
  slot: number,
  name: string,
  random: Random,
): CustomFieldValue[] | null {
  if (slot % 10 === 1) return null;
  const field = (key: string) => fieldNamed(context, 'companies', key);
  const city = random.pick(CITIES);
  const host = `${name.replace(/[^a-z]/gi, '').toLowerCase() || 'company'}${slot}.example.test`;
  const values = [
    filled(field('PHONE'), [enumValue(field('PHONE'), 0, `+1914555${String(1000 + (slot % 9000))}`)]),
  ];
  if (random.chance(0.6)) values.push(filled(field('WEB'), [{ value: `https://${host.slice(-60)}` }]));
  if (random.chance(0.6)) {
    values.push(
      filled(field('ADDRESS'), [{ value: `${random.between(1, 90)} ${random.pick(STREETS)}\n${city}` }]),
    );
  }
  if (random.chance(0.3)) {
    const entity = {
      name: name || 'Unnamed',
      entity_type: 1,
      vat_id: `US${random.between(10_000_000, 99_999_999)}`,
    };
    values.push(filled(field('Legal entity'), [{ value: entity }]));
  }
  return values;
}

/** Seeded companies of an account as pure functions of the row number. */
export function companySource(context: SeedContext, tagIds: readonly number[]): CollectionSource<CompanyRow> {
  const { profile } = context;
  const count = profile.counts.companies;
  const times = rowTimes(context, 'companies', count);
  const randomOf = rowRandom(context, 'companies');
  const generate = (slot: number): CompanyRow => {
    const random = randomOf(slot);
    const { created, updated } = times(slot);
    const owner = pickOwner(context, random);
    const name = companyName(slot, random);
    return {
      id: firstId(FIRST_IDS.companies, profile.series) + slot,
      name,
      responsible_user_id: owner.userId,
      group_id: owner.groupId,
      created_by: pickAuthor(owner.userId, random),
      updated_by: pickAuthor(owner.userId, random),
      created_at: created,
      updated_at: updated,
      custom_fields_values: companyFields(context, slot, name, random),
      tags: random.chance(0.15) ? [random.pick(tagIds)] : [],
    };
  };
  return {
    firstId: firstId(FIRST_IDS.companies, profile.series),
    count,
    generate,
    stateOf: companyState,
    columns: { created_at: (slot) => times(slot).created, updated_at: (slot) => times(slot).updated },
  };
}
