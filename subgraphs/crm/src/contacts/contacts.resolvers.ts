import { isId } from '../../../../service-kit/data/ids';
import type { Resolvers } from '../generated/types';
import { cardResolvers } from '../cards/card.resolvers';
import { getContact, listContacts } from './contacts.service';

export const contactResolvers: Resolvers = {
  Query: {
    contact: (_root, { id }, ctx) => getContact(ctx, id),
    contacts: (_root, args, ctx) => listContacts(ctx, args),
  },
  Contact: {
    __resolveReference: ({ id }, ctx) => (isId(id) ? ctx.loaders.contacts.load(id.toLowerCase()) : null),
    ...cardResolvers('CONTACTS', 'contacts/detail'),
    company: ({ connectionId, companyKommoId: kommoId }, _args, ctx) =>
      kommoId === null ? null : ctx.loaders.companiesByKommoId.load({ connectionId, kommoId }),
    leads: (contact, _args, ctx) => ctx.loaders.leadsByContact.load(contact),
  },
};
