import { withUserErrors } from '../../../../service-kit/errors/user-errors';
import { connectionOf } from '../connections/connection-of';
import type { Resolvers } from '../generated/types';
import { acceptUnsortedLead, declineUnsortedLead } from './decide-unsorted.service';
import { categoryOf, listUnsortedLeads } from './unsorted-leads.service';

export const unsortedLeadResolvers: Resolvers = {
  Query: { unsortedLeads: (_root, args, ctx) => listUnsortedLeads(ctx, args) },
  Mutation: {
    acceptUnsortedLead: (_root, { input }, ctx) => withUserErrors(() => acceptUnsortedLead(ctx, input)),
    declineUnsortedLead: (_root, { input }, ctx) => withUserErrors(() => declineUnsortedLead(ctx, input)),
  },
  UnsortedLead: {
    category: categoryOf,
    pipeline: ({ connectionId, pipelineKommoId: kommoId }, _args, ctx) =>
      kommoId === null ? null : ctx.loaders.pipelinesByKommoId.load({ connectionId, kommoId }),
    lead: ({ connectionId, leadKommoId: kommoId }, _args, ctx) =>
      kommoId === null ? null : ctx.loaders.leadsByKommoId.load({ connectionId, kommoId }),
    company: ({ connectionId, companyKommoId: kommoId }, _args, ctx) =>
      kommoId === null ? null : ctx.loaders.companiesByKommoId.load({ connectionId, kommoId }),
    contacts: async ({ connectionId, contactKommoIds }, _args, ctx) => {
      const found = await Promise.all(
        contactKommoIds.map((kommoId) => ctx.loaders.contactsByKommoId.load({ connectionId, kommoId })),
      );
      return found.flatMap((contact) => contact ?? []);
    },
    connection: (row, _args, ctx) => connectionOf(ctx, row),
  },
};
