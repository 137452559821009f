import { createInputCheck } from '../../../../service-kit/data/input-check';
import type { Context } from '../context';
import type { CreateContactInput, UpdateContactInput } from '../generated/types';
import type { ConnectionRef } from '../runtime';
import { checkNumbers, checkTags, LONGEST_NAME, numbersToMake } from '../writes/card-values';
import { CardChange, type Changed } from '../writes/change-card';
import { customToMake, customWishes } from '../writes/custom-values';
import { makeUnlessDuplicate } from '../writes/make-unless-duplicate';
import { connectionFor, withReferences } from '../writes/references';
import { numbersWish, personWish, tagsWish, valueWish, type Wish } from '../writes/wishes';
import type { Contact } from './contact.entity';

/** Makes a contact in Kommo. @throws InputRejected */
export async function createContact(ctx: Context, input: CreateContactInput) {
  const ref = await connectionFor(ctx, input.connectionId);
  const planned = await bodyOf(ctx, ref, input);
  const { ifDuplicate } = input;
  const { card, ...made } = await makeUnlessDuplicate(ctx, 'contacts', { ref, ...planned, ifDuplicate });
  return { ...made, contact: card };
}

async function bodyOf(ctx: Context, ref: ConnectionRef, input: CreateContactInput) {
  const check = createInputCheck();
  const names = {
    name: check.text(input.name, LONGEST_NAME, ['name']),
    first_name: check.text(input.firstName, LONGEST_NAME, ['firstName']),
    last_name: check.text(input.lastName, LONGEST_NAME, ['lastName']),
  };
  const given = Object.entries(names).filter(([, value]) => value !== null);
  if (given.length === 0) {
    check.refuse('REQUIRED', ['name'], 'Give a name, or a first or last name.');
  }
  const numbers = {
    phones: checkNumbers(check, input.phones, 'phones'),
    emails: checkNumbers(check, input.emails, 'emails'),
  };
  const tags = checkTags(check, input.tags, 'tags');
  const { company, user } = await withReferences(ctx, ref, check, async (references) => ({
    company: input.companyId == null ? null : await references.card('Company', input.companyId, 'companyId'),
    user: await references.person(input.responsibleUserId, 'responsibleUserId'),
  }));
  const custom = await customToMake(ctx, check, { ...ref, kind: 'CONTACTS' }, input.customFields);
  check.finish();
  const fields = [...numbersToMake(numbers.phones, numbers.emails), ...custom];
  const body = {
    ...Object.fromEntries(given),
    ...(user ? { responsible_user_id: Number(user.kommoId) } : {}),
    ...(fields.length > 0 ? { custom_fields_values: fields } : {}),
    _embedded: {
      ...(company ? { companies: [{ id: Number(company.kommoId) }] } : {}),
      ...(tags.length > 0 ? { tags: tags.map((name) => ({ name })) } : {}),
    },
  };
  return { body, numbers };
}

/** Changes a contact in Kommo. @throws InputRejected, GraphQLError NOT_FOUND */
export const updateContact = (ctx: Context, input: UpdateContactInput): Promise<Changed<Contact>> =>
  new CardChange(ctx, 'Contact', input, (contact) => wishesOf(ctx, contact, input)).make(input.id);

async function wishesOf(ctx: Context, contact: Contact, input: UpdateContactInput): Promise<Wish<Contact>[]> {
  const check = createInputCheck();
  const wishes: (Wish<Contact> | null)[] = [];
  if (input.name != null) {
    const name = check.requiredText(input.name, LONGEST_NAME, ['name']);
    wishes.push(valueWish('NAME', 'name', name, (card) => card.name, { name }));
  }
  if (input.firstName != null) {
    const first = check.text(input.firstName, LONGEST_NAME, ['firstName']) ?? '';
    wishes.push(valueWish('FIRST_NAME', 'firstName', first, (card) => card.firstName, { first_name: first }));
  }
  if (input.lastName != null) {
    const last = check.text(input.lastName, LONGEST_NAME, ['lastName']) ?? '';
    wishes.push(valueWish('LAST_NAME', 'lastName', last, (card) => card.lastName, { last_name: last }));
  }
  if (input.phones) wishes.push(numbersWish(check, input.phones, 'phones'));
  if (input.emails) wishes.push(numbersWish(check, input.emails, 'emails'));
  await withReferences(ctx, contact, check, async ({ person }) => {
    const user = await person(input.responsibleUserId, 'responsibleUserId');
    if (user) wishes.push(personWish(user));
  });
  wishes.push(
    ...(await customWishes<Contact>(ctx, check, { ...contact, kind: 'CONTACTS' }, input.customFields)),
  );
  wishes.push(tagsWish(check, input));
  check.finish();
  return wishes.filter((wish) => wish !== null);
}
