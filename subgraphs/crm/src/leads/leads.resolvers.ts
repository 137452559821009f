import { amountIn } from '../../../../service-kit/data/currencies';
import { isId } from '../../../../service-kit/data/ids';
import type { Resolvers } from '../generated/types';
import { statusOfStage } from '../pipelines/stage.entity';
import { cardResolvers } from '../cards/card.resolvers';
import { freshnessOf } from '../webhooks/freshness';
import { leadAt } from '../history/lead-at';
import { getLead, listLeads } from './leads.service';

export const leadResolvers: Resolvers = {
  Query: {
    lead: (_root, { id, at }, ctx) => (at == null ? getLead(ctx, id) : leadAt(ctx, id, at)),
    leads: (_root, args, ctx) => listLeads(ctx, args),
  },
  Lead: {
    __resolveReference: ({ id }, ctx) => (isId(id) ? ctx.loaders.leads.load(id.toLowerCase()) : null),
    ...cardResolvers('LEADS', 'leads/detail'),
    price: async ({ price, connectionId }, _args, ctx) => {
      const connection = await ctx.loaders.connections.load(connectionId);
      const currency = connection?.currency ?? 'XXX';
      return { amount: amountIn(currency, price), currency };
    },
    pipeline: ({ connectionId, pipelineKommoId: kommoId }, _args, ctx) =>
      kommoId === null ? null : ctx.loaders.pipelinesByKommoId.load({ connectionId, kommoId }),
    stage: ({ connectionId, pipelineKommoId, stageKommoId: kommoId }, _args, ctx) =>
      pipelineKommoId === null || kommoId === null
        ? null
        : ctx.loaders.stagesByKommoId.load({ connectionId, pipelineKommoId, kommoId }),
    freshness: async ({ connectionId }, _args, ctx) =>
      freshnessOf(await ctx.loaders.hookStates.load(connectionId)),
    status: ({ stageKommoId }) => statusOfStage(stageKommoId),
    contacts: (lead, _args, ctx) => ctx.loaders.contactsByLead.load(lead),
    mainContact: async (lead, _args, ctx) => (await ctx.loaders.contactsByLead.load(lead))[0] ?? null,
    company: ({ connectionId, companyKommoId: kommoId }, _args, ctx) =>
      kommoId === null ? null : ctx.loaders.companiesByKommoId.load({ connectionId, kommoId }),
  },
};
