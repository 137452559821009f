import { notFound } from '../../../../service-kit/errors/errors';
import { checkId } from '../../../../service-kit/data/ids';
import { readPage } from '../../../../service-kit/data/pages';
import type { Page, PageArgs } from '../../../../service-kit/data/pagination';
import type { Context } from '../context';
import type { CardFieldOrder, ContactFilter, ContactOrder } from '../generated/types';
import { cardOrder, cardsMatching } from '../cards/card-list';
import { narrowByFields } from '../cards/field-filter';
import { Contact } from './contact.entity';

/** The organisation's contacts. @throws GraphQLError BAD_USER_INPUT */
export async function listContacts(
  ctx: Context,
  args: PageArgs & {
    filter?: ContactFilter | null;
    orderBy: ContactOrder;
    orderByField?: CardFieldOrder | null;
  },
): Promise<Page<Contact>> {
  const { filter, orderBy } = args;
  const where = cardsMatching<Contact>(filter, 'contacts');
  const byField = await narrowByFields(ctx, where, {
    kind: 'CONTACTS',
    connectionId: filter?.connectionId,
    conditions: filter?.customFields,
    order: args.orderByField,
  });
  return readPage(ctx, { entity: Contact, alias: 'card', where, order: byField ?? cardOrder(orderBy) }, args);
}

/** One contact. @throws GraphQLError NOT_FOUND */
export async function getContact(ctx: Context, id: string): Promise<Contact> {
  const contact = await ctx.loaders.contacts.load(checkId(id, 'Contact'));
  if (!contact) throw notFound('Contact');
  return contact;
}
