import { createInputCheck } from '../../../../service-kit/data/input-check';
import type { InputRejected } from '../../../../service-kit/errors/user-errors';
import type { Context } from '../context';
import type { CreateContactInput, UpdateContactInput } from '../generated/types';
import type { ConnectionRef } from '../runtime';
import { checkNumbers, checkTags, LONGEST_NAME, numbersToMake } from '../writes/card-values';
import { CardChange, type Changed } from '../writes/change-card';
import { copyOf, makeInKommo, type Made } from '../writes/create-card';
import { Duplicate, duplicatesOf, refuseDuplicates } from '../writes/duplicates';
import { connectionFor, withReferences } from '../writes/references';
import { numbersWish, personWish, tagsWish, valueWish, type Wish } from '../writes/wishes';
import { Contact } from './contact.entity';

/** A payload that has the others beside the refusal. */
type CreatedContact = Made & { contact: Contact | null; duplicates: Contact[]; refusal?: InputRejected };

/** Makes a contact in Kommo. @throws InputRejected */
export async function createContact(ctx: Context, input: CreateContactInput): Promise<CreatedContact> {
  const ref = await connectionFor(ctx, input.connectionId);
  const { body, numbers } = await bodyOf(ctx, ref, input);
  const duplicates = await duplicatesOf(ctx, 'contacts', numbers, ref.connectionId);
  const plan = { ...ref, entity: 'CONTACTS', path: '/contacts', body } as const;
  try {
    const made = await makeInKommo(ctx, 'Contact', plan, async (ctx) => {
      if (input.ifDuplicate === 'REFUSE') await refuseDuplicates(ctx, 'contacts', numbers, ref);
    });
    const contact = await copyOf(ctx, Contact, ref.connectionId, made.kommoId);
    return { ...made, contact, duplicates: duplicates.filter(({ id }) => id !== contact?.id) };
  } catch (error) {
    if (!(error instanceof Duplicate)) throw error;
    return { kommoId: null, job: null, contact: null, duplicates, refusal: error };
  }
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
  check.finish();
  const fields = numbersToMake(numbers.phones, numbers.emails);
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
  wishes.push(tagsWish(check, input));
  check.finish();
  return wishes.filter((wish) => wish !== null);
}
