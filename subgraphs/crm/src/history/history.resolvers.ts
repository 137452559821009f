import type { KommoKey } from '../cards/card.entity';
import type { Resolvers } from '../generated/types';
import { checkFirst } from '../mirror/first';
import { fieldChanges } from './field-changes';

const wanted = ({ connectionId, kommoId }: KommoKey, first: number) => ({
  connectionId,
  kommoId,
  first: checkFirst(first),
});

export const historyResolvers: Resolvers = {
  CardChange: {
    id: ({ n }) => n,
    user: ({ userId }) => (userId === null ? null : { id: userId }),
    crmUser: ({ connectionId, updaterKommoId: kommoId }, _args, ctx) =>
      kommoId === null ? null : ctx.loaders.usersByKommoId.load({ connectionId, kommoId }),
    fields: ({ before, after }) => fieldChanges(before, after),
  },
  Lead: { history: (lead, { first }, ctx) => ctx.loaders.historyByLead.load(wanted(lead, first)) },
  Contact: {
    history: (contact, { first }, ctx) => ctx.loaders.historyByContact.load(wanted(contact, first)),
  },
  Company: {
    history: (company, { first }, ctx) => ctx.loaders.historyByCompany.load(wanted(company, first)),
  },
};
