import { withUserErrors } from '../../../../service-kit/errors/user-errors';
import type { Resolvers } from '../generated/types';
import { linkCrmUser, unlinkCrmUser } from './crm-user-links.service';
import { listCrmUsers } from './crm-users.service';

export const crmUserResolvers: Resolvers = {
  Query: { crmUsers: (_root, args, ctx) => listCrmUsers(ctx, args) },
  Mutation: {
    linkCrmUser: (_root, { input }, ctx) => withUserErrors(() => linkCrmUser(ctx, input)),
    unlinkCrmUser: (_root, { input }, ctx) => withUserErrors(() => unlinkCrmUser(ctx, input)),
  },
  CrmUser: {
    user: async ({ id }, _args, ctx) => {
      const userId = (await ctx.loaders.membersOfCrmUsers.load(id))?.userId;
      return userId ? { id: userId } : null;
    },
    isLinkedByHand: async ({ id }, _args, ctx) =>
      (await ctx.loaders.membersOfCrmUsers.load(id))?.isByHand ?? false,
  },
};
