import { withUserErrors } from '../../../../service-kit/errors/user-errors';
import type { Context } from '../context';
import type { Resolvers } from '../generated/types';
import { grantSupportAccess, listSupportGrants, revokeSupportAccess } from './support.service';

const shown = async (ctx: Context, { id }: { id: string }) => ({
  supportGrant: await ctx.loaders.supportGrants.load(id),
});

export const supportResolvers: Resolvers = {
  Query: {
    supportGrants: (_root, _args, ctx) => listSupportGrants(ctx),
  },
  Mutation: {
    grantSupportAccess: (_root, { input }, ctx) =>
      withUserErrors(async () => shown(ctx, await grantSupportAccess(ctx, input))),
    revokeSupportAccess: (_root, { input }, ctx) =>
      withUserErrors(async () => shown(ctx, await revokeSupportAccess(ctx, input))),
  },
  SupportGrant: {
    grantedBy: ({ grantedById }, _args, ctx) => ctx.loaders.users.load(grantedById),
    isActive: ({ revokedAt, expiresAt }) => revokedAt === null && expiresAt.getTime() > Date.now(),
    uses: ({ id }, _args, ctx) => ctx.loaders.supportUses.load(id),
  },
};
