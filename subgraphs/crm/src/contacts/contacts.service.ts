import { read } from '../../../../service-kit/subgraph/context';
import { notFound } from '../../../../service-kit/errors/errors';
import { checkId } from '../../../../service-kit/data/ids';
import { readPage, type Page, type PageArgs } from '../../../../service-kit/data/pagination';
import type { Context } from '../context';
import type { ContactFilter, ContactOrder } from '../generated/types';
import { cardOrder, cardQuery, countLater } from '../cards/card-list';
import { Contact } from './contact.entity';

/** The organisation's contacts. @throws GraphQLError BAD_USER_INPUT */
export async function listContacts(
  ctx: Context,
  args: PageArgs & { filter?: ContactFilter | null; orderBy: ContactOrder },
): Promise<Page<Contact>> {
  const { filter, orderBy } = args;
  return read(ctx, (db) => {
    const query = cardQuery(db, Contact, ctx.viewer.orgId, filter, 'contacts');
    return readPage(query, cardOrder(orderBy), args, countLater(ctx, query));
  });
}

/** One contact. @throws GraphQLError NOT_FOUND */
export async function getContact(ctx: Context, id: string): Promise<Contact> {
  const contact = await ctx.loaders.contacts.load(checkId(id, 'Contact'));
  if (!contact) throw notFound('Contact');
  return contact;
}
