import { createInputCheck } from '../../../../service-kit/data/input-check';
import type { Context } from '../context';
import type { CreateCompanyInput, UpdateCompanyInput } from '../generated/types';
import type { ConnectionRef } from '../runtime';
import { checkNumbers, checkTags, LONGEST_NAME, numbersToMake } from '../writes/card-values';
import { CardChange, type Changed } from '../writes/change-card';
import { customToMake, customWishes } from '../writes/custom-values';
import { makeUnlessDuplicate } from '../writes/make-unless-duplicate';
import { connectionFor, withReferences } from '../writes/references';
import { numbersWish, personWish, tagsWish, valueWish, type Wish } from '../writes/wishes';
import type { Company } from './company.entity';

/** Makes a company in Kommo. @throws InputRejected */
export async function createCompany(ctx: Context, input: CreateCompanyInput) {
  const ref = await connectionFor(ctx, input.connectionId);
  const planned = await bodyOf(ctx, ref, input);
  const { ifDuplicate } = input;
  const { card, ...made } = await makeUnlessDuplicate(ctx, 'companies', { ref, ...planned, ifDuplicate });
  return { ...made, company: card };
}

async function bodyOf(ctx: Context, ref: ConnectionRef, input: CreateCompanyInput) {
  const check = createInputCheck();
  const name = check.requiredText(input.name, LONGEST_NAME, ['name']);
  const numbers = {
    phones: checkNumbers(check, input.phones, 'phones'),
    emails: checkNumbers(check, input.emails, 'emails'),
  };
  const tags = checkTags(check, input.tags, 'tags');
  const user = await withReferences(ctx, ref, check, ({ person }) =>
    person(input.responsibleUserId, 'responsibleUserId'),
  );
  const custom = await customToMake(ctx, check, { ...ref, kind: 'COMPANIES' }, input.customFields);
  check.finish();
  const fields = [...numbersToMake(numbers.phones, numbers.emails), ...custom];
  const body = {
    name,
    ...(user ? { responsible_user_id: Number(user.kommoId) } : {}),
    ...(fields.length > 0 ? { custom_fields_values: fields } : {}),
    ...(tags.length > 0 ? { _embedded: { tags: tags.map((tag) => ({ name: tag })) } } : {}),
  };
  return { body, numbers };
}

/** Changes a company in Kommo. @throws InputRejected, GraphQLError NOT_FOUND */
export const updateCompany = (ctx: Context, input: UpdateCompanyInput): Promise<Changed<Company>> =>
  new CardChange(ctx, 'Company', input, (company) => wishesOf(ctx, company, input)).make(input.id);

async function wishesOf(ctx: Context, company: Company, input: UpdateCompanyInput): Promise<Wish<Company>[]> {
  const check = createInputCheck();
  const wishes: (Wish<Company> | null)[] = [];
  if (input.name != null) {
    const name = check.requiredText(input.name, LONGEST_NAME, ['name']);
    wishes.push(valueWish('NAME', 'name', name, (card) => card.name, { name }));
  }
  if (input.phones) wishes.push(numbersWish(check, input.phones, 'phones'));
  if (input.emails) wishes.push(numbersWish(check, input.emails, 'emails'));
  await withReferences(ctx, company, check, async ({ person }) => {
    const user = await person(input.responsibleUserId, 'responsibleUserId');
    if (user) wishes.push(personWish(user));
  });
  wishes.push(
    ...(await customWishes<Company>(ctx, check, { ...company, kind: 'COMPANIES' }, input.customFields)),
  );
  wishes.push(tagsWish(check, input));
  check.finish();
  return wishes.filter((wish) => wish !== null);
}
