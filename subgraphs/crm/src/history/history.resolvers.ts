import type { Resolvers } from '../generated/types';
import { wantedOf } from '../mirror/linked-rows';
import { fieldChanges } from './field-changes';

export const historyResolvers: Resolvers = {
  CardChange: {
    id: ({ n }) => n,
    user: ({ userId }) => (userId === null ? null : { id: userId }),
    crmUser: ({ connectionId, updaterKommoId: kommoId }, _args, ctx) =>
      kommoId === null ? null : ctx.loaders.usersByKommoId.load({ connectionId, kommoId }),
    fields: ({ before, after }) => fieldChanges(before, after),
  },
  Lead: { history: (lead, { first }, ctx) => ctx.loaders.historyByLead.load(wantedOf(lead, first)) },
  Contact: {
    history: (contact, { first }, ctx) => ctx.loaders.historyByContact.load(wantedOf(contact, first)),
  },
  Company: {
    history: (company, { first }, ctx) => ctx.loaders.historyByCompany.load(wantedOf(company, first)),
  },
};
