import { accountAddress } from '../kommo/settings';
import { connectionOf } from '../connections/connection-of';
import type { Context } from '../context';
import { heldIn, type FieldOwner, type TypedValue } from '../custom-fields/field-value';
import { isFieldKey } from '../custom-fields/field-key';
import type { CardEntity } from '../sync/sync-cursor.entity';
import type { Card } from './card.entity';

/** The filled fields; those without a value are not. */
export const filledFields = (
  { connectionId, customFields }: Pick<Card, 'connectionId' | 'customFields'>,
  kind: FieldOwner,
): TypedValue[] =>
  customFields.flatMap((field) => {
    const held = heldIn(field);
    return held ? [{ connectionId, kind, field, held }] : [];
  });

/**
 * Fields that leads, contacts and companies resolve alike.
 *
 * @param page the card's page in Kommo, before its number
 */
export const cardResolvers = (kind: CardEntity, page: string) => ({
  connection: (card: Card, _args: object, ctx: Context) => connectionOf(ctx, card),
  responsibleUser: ({ connectionId, responsibleKommoId }: Card, _args: object, ctx: Context) =>
    responsibleKommoId === null
      ? null
      : ctx.loaders.usersByKommoId.load({ connectionId, kommoId: responsibleKommoId }),
  tags: ({ tags }: Card) => tags.map(({ id, name }) => ({ kommoId: id, name })),
  customFields: (card: Card) => filledFields(card, kind),
  customField: async (card: Card, { key }: { key: string }, ctx: Context) => {
    const { connectionId } = card;
    if (!isFieldKey(key)) return null;
    const number = await ctx.loaders.fieldNumbersByKey.load({ connectionId, kind, key });
    return filledFields(card, kind).find(({ field }) => field.field_id === number) ?? null;
  },
  url: async (card: Card, _args: object, ctx: Context) => {
    const { subdomain } = await connectionOf(ctx, card);
    return `${accountAddress(ctx.crm.settings, subdomain)}/${page}/${card.kommoId}`;
  },
});
