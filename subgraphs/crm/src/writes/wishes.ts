import type { InputCheck } from '../../../../service-kit/data/input-check';
import type { Card } from '../cards/card.entity';
import type { CustomField } from '../custom-fields/custom-field.entity';
import type { CrmUser } from '../crm-users/crm-user.entity';
import type { CrmCardField } from '../generated/types';
import { checkNumbers, checkTags, numbersField, type NumberKind } from './card-values';

/** A field that is to have a value. */
export interface Wish<C extends Card> {
  field: CrmCardField;
  /** Which one, where it is a custom field. */
  customField?: CustomField;
  /** Where it stands in the input. */
  path: string[];
  /** Whether a card has it already. */
  isMet(card: C): boolean;
  /** What a card has there, as text. */
  shown(card: C): string;
  /** What Kommo is sent to make a card have it. */
  body(card: C): Record<string, unknown>;
}

/** A plain column. */
export const valueWish = <C extends Card>(
  field: CrmCardField,
  path: string,
  wanted: string,
  shown: (card: C) => string,
  body: Record<string, unknown>,
): Wish<C> => ({
  field,
  path: [path],
  isMet: (card) => shown(card) === wanted,
  shown,
  body: () => body,
});

/** Another responsible person. */
export const personWish = <C extends Card>(user: CrmUser): Wish<C> =>
  valueWish<C>(
    'RESPONSIBLE_USER',
    'responsibleUserId',
    user.kommoId,
    (card) => card.responsibleKommoId ?? '',
    { responsible_user_id: Number(user.kommoId) },
  );

const sameTexts = (left: readonly string[], right: readonly string[]): boolean =>
  JSON.stringify([...new Set(left)].sort()) === JSON.stringify([...new Set(right)].sort());

/** These numbers or addresses, and no others. */
export function numbersWish<C extends Card & Record<NumberKind, string[]>>(
  check: InputCheck,
  given: readonly string[],
  kind: NumberKind,
): Wish<C> {
  const wanted = checkNumbers(check, given, kind);
  return {
    field: kind === 'phones' ? 'PHONES' : 'EMAILS',
    path: [kind],
    isMet: (card) => sameTexts(card[kind], wanted),
    shown: (card) => card[kind].join(', '),
    body: (card) => ({ custom_fields_values: [numbersField(kind, wanted, card)] }),
  };
}

/** Tags that are to be there and tags that are not to be; null when neither is named. */
export function tagsWish<C extends Card>(
  check: InputCheck,
  input: { addTags?: readonly string[] | null; removeTags?: readonly string[] | null },
): Wish<C> | null {
  const add = checkTags(check, input.addTags, 'addTags');
  const remove = checkTags(check, input.removeTags, 'removeTags');
  const gone = new Set(remove.map((tag) => tag.toLowerCase()));
  add.forEach((tag, index) => {
    if (gone.has(tag.toLowerCase())) {
      check.refuse('CONTRADICTION', ['addTags', String(index)], 'This tag is to be added and taken away.');
    }
  });
  if (add.length + remove.length === 0) return null;
  const namesOf = (card: C) => new Map(card.tags.map(({ name }) => [name.toLowerCase(), name]));
  const toAdd = (card: C) => add.filter((tag) => !namesOf(card).has(tag.toLowerCase()));
  const toRemove = (card: C) => remove.flatMap((tag) => namesOf(card).get(tag.toLowerCase()) ?? []);
  const rows = (names: readonly string[]) => names.map((name) => ({ name }));
  return {
    field: 'TAGS',
    path: [add.length > 0 ? 'addTags' : 'removeTags'],
    isMet: (card) => toAdd(card).length + toRemove(card).length === 0,
    shown: (card) => card.tags.map(({ name }) => name).join(', '),
    body: (card) => ({
      ...(toAdd(card).length > 0 ? { tags_to_add: rows(toAdd(card)) } : {}),
      ...(toRemove(card).length > 0 ? { tags_to_delete: rows(toRemove(card)) } : {}),
    }),
  };
}
