import { notFound } from '../../../../service-kit/errors/errors';
import type { Resolvers } from '../generated/types';

export const organizationResolvers: Resolvers = {
  Query: {
    organization: async (_root, _args, ctx) => {
      const organization = await ctx.loaders.organizations.load(ctx.viewer.orgId);
      if (!organization) throw notFound('Organisation');
      return organization;
    },
  },
};
