import { accountAddress } from '../kommo/settings';
import type { CustomField } from '../kommo/rows';
import type { Context } from '../context';
import type { Card } from './card.entity';

/** One element of a custom field's values as text: the plain value, or what there is of it as JSON. */
function valueText(element: unknown): string {
  const value =
    typeof element === 'object' && element !== null && 'value' in element ? element.value : element;
  return typeof value === 'string' ? value : JSON.stringify(value ?? null);
}

const shownField = (field: CustomField) => ({
  fieldId: field.field_id,
  name: field.field_name,
  code: field.field_code,
  type: field.field_type,
  values: field.values.map(valueText),
});

async function connectionOf(ctx: Context, card: Card) {
  const connection = await ctx.loaders.connections.load(card.connectionId);
  if (!connection) throw new Error('A card is without its connection.'); // a foreign key forbids it
  return connection;
}

/**
 * Fields that leads, contacts and companies resolve alike.
 *
 * @param page the card's page in Kommo, before its number
 */
export const cardResolvers = (page: string) => ({
  connection: (card: Card, _args: object, ctx: Context) => connectionOf(ctx, card),
  responsibleUser: ({ connectionId, responsibleKommoId }: Card, _args: object, ctx: Context) =>
    responsibleKommoId === null
      ? null
      : ctx.loaders.usersByKommoId.load({ connectionId, kommoId: responsibleKommoId }),
  tags: ({ tags }: Card) => tags.map(({ id, name }) => ({ kommoId: id, name })),
  customFields: ({ customFields }: Card) => customFields.map(shownField),
  url: async (card: Card, _args: object, ctx: Context) => {
    const { subdomain } = await connectionOf(ctx, card);
    return `${accountAddress(ctx.crm.settings, subdomain)}/${page}/${card.kommoId}`;
  },
});
