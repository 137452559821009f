import { withUserErrors } from '../../../../service-kit/errors/user-errors';
import type { Resolvers } from '../generated/types';
import { getAgent, listAgents, setAgentStatus, upsertAgent } from './agents.service';

export const agentResolvers: Resolvers = {
  Query: {
    crmAgents: (_root, args, ctx) => listAgents(ctx, args),
    crmAgent: (_root, { id }, ctx) => getAgent(ctx, id),
  },
  Mutation: {
    upsertCrmAgent: (_root, { input }, ctx) => withUserErrors(() => upsertAgent(ctx, input)),
    setCrmAgentStatus: (_root, { input }, ctx) => withUserErrors(() => setAgentStatus(ctx, input)),
  },
  CrmAgent: {
    crmUser: ({ connectionId, userKommoId: kommoId }, _args, ctx) =>
      connectionId === null || kommoId === null
        ? null
        : ctx.loaders.usersByKommoId.load({ connectionId, kommoId }),
    leads: ({ connectionId, userKommoId: kommoId }, _args, ctx) =>
      connectionId === null || kommoId === null
        ? []
        : ctx.loaders.leadsByUser.load({ connectionId, kommoId }),
  },
};
