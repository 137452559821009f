import type { InputCheck } from '../../../../service-kit/data/input-check';
import type { Card } from '../cards/card.entity';
import { connectionOf } from '../connections/connection-of';
import type { Context } from '../context';
import type { CustomField } from '../custom-fields/custom-field.entity';
import { driftOf } from '../custom-fields/field-drift';
import { isFieldKey } from '../custom-fields/field-key';
import { textsOf } from '../custom-fields/field-value';
import { heldOf, writtenValue, type WrittenValue } from '../custom-fields/written-value';
import type { CustomFieldInput } from '../generated/types';
import type { CardEntity } from '../sync/sync-cursor.entity';
import type { Wish } from './wishes';

/* Values of custom fields in an input: which fields they are for, and what Kommo is sent. */

const MOST = 40;
const NUMBER = /^[1-9]\d{0,17}$/;
const OF_NUMBERS: Readonly<Record<string, string>> = { PHONE: 'phones', EMAIL: 'emails' };

/** A custom field with the value it is to have. */
interface Wanted extends WrittenValue {
  field: CustomField;
  path: string[];
}

type Given = readonly CustomFieldInput[] | null | undefined;
interface Cards {
  connectionId: string;
  kind: CardEntity;
}

/** Reads an input's custom fields; `check` tells what is wrong with them. */
async function readWanted(ctx: Context, check: InputCheck, cards: Cards, given: Given): Promise<Wanted[]> {
  if (!given || given.length === 0) return [];
  if (given.length > MOST) {
    check.refuse('TOO_MANY', ['customFields'], `At most ${MOST} custom fields at a time.`);
    return [];
  }
  const { timeZone } = await connectionOf(ctx, cards);
  const fields = await Promise.all(given.map((input) => fieldOf(ctx, cards, input)));
  const seen = new Set<string>();
  return given.flatMap((input, index) => {
    const path = ['customFields', String(index)];
    const field = fields[index] ?? null;
    const refusal = field ? refusalOf(field, input, seen) : notThere(input);
    if (refusal) check.refuse(refusal[0], path, refusal[1]);
    if (refusal || !field) return [];
    seen.add(field.kommoId);
    const written = writtenValue(input, { check, field, timeZone, path });
    return written ? [{ ...written, field, path }] : [];
  });
}

async function fieldOf(
  ctx: Context,
  cards: Cards,
  { key, fieldId }: CustomFieldInput,
): Promise<CustomField | null> {
  if ((key == null) === (fieldId == null)) return null;
  const { connectionId, kind } = cards;
  const isKey = key != null && isFieldKey(key);
  const kommoId = isKey
    ? await ctx.loaders.fieldNumbersByKey.load({ connectionId, kind, key })
    : (fieldId ?? null);
  return kommoId === null || !NUMBER.test(kommoId)
    ? null
    : ctx.loaders.fieldsByNumber.load({ connectionId, kind, kommoId });
}

type Refusal = readonly [code: string, message: string];

const notThere = ({ key, fieldId }: CustomFieldInput): Refusal =>
  (key == null) === (fieldId == null)
    ? ['FIELD_NEEDED', 'Name the field: either by "key" or by "fieldId".']
    : ['CUSTOM_FIELD_NOT_FOUND', 'Such cards of this account have no such custom field: see "customFields".'];

function refusalOf(field: CustomField, { key }: CustomFieldInput, seen: ReadonlySet<string>): Refusal | null {
  const drift = key == null ? 'NONE' : driftOf(field);
  if (field.isDeleted) return ['CUSTOM_FIELD_NOT_FOUND', `“${field.name}” was deleted in Kommo.`];
  if (drift === 'RETYPED') {
    const was = `“${field.name}” was ${field.mappedType}, and is ${field.type} now`;
    return ['CUSTOM_FIELD_RETYPED', `${was}: look at what uses its key, then map it again.`];
  }
  if (seen.has(field.kommoId)) return ['REPEATED', `“${field.name}” is named twice.`];
  const instead = field.type === 'multitext' ? OF_NUMBERS[field.code ?? ''] : undefined;
  return instead === undefined ? null : ['USE_NUMBERS', `Write “${field.name}” by "${instead}".`];
}

const sent = ({ field, values }: Wanted): object => ({ field_id: Number(field.kommoId), values });

/** The fields of a card to make, in the order of the input. A new card has nothing to clear. */
export async function customToMake(
  ctx: Context,
  check: InputCheck,
  cards: Cards,
  given: Given,
): Promise<object[]> {
  given?.forEach(({ clear }, index) => {
    if (clear)
      check.refuse('INVALID', ['customFields', String(index), 'clear'], 'A new card has nothing to clear.');
  });
  return (await readWanted(ctx, check, cards, given)).map(sent);
}

/** What of a card is to be changed. */
export async function customWishes<C extends Card>(
  ctx: Context,
  check: InputCheck,
  cards: Cards,
  given: Given,
): Promise<Wish<C>[]> {
  const wanted = await readWanted(ctx, check, cards, given);
  return wanted.map((one) => ({
    field: 'CUSTOM_FIELD',
    customField: one.field,
    path: one.path,
    isMet: (card) => one.isHeld(heldOf(card.customFields, one.field.kommoId)),
    shown: (card) =>
      card.customFields
        .filter(({ field_id: id }) => id === one.field.kommoId)
        .flatMap(textsOf)
        .join(', '),
    body: () => ({ custom_fields_values: [sent(one)] }),
  }));
}
