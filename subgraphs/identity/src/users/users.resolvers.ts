import { isId } from '../../../../service-kit/data/ids';
import type { Resolvers } from '../generated/types';
import { getMe, getUser, listUsers, seePrivate } from './users.service';

export const userResolvers: Resolvers = {
  Query: {
    me: (_root, _args, ctx) => getMe(ctx),
    user: (_root, { id }, ctx) => getUser(ctx, id),
    users: (_root, args, ctx) => listUsers(ctx, args),
  },
  User: {
    __resolveReference: ({ id }, ctx) => (isId(id) ? ctx.loaders.users.load(id) : null),
    id: ({ userId }) => userId,
    email: (user, _args, ctx) => seePrivate(ctx, user).user.email,
    firstName: ({ user }) => user.firstName,
    lastName: ({ user }) => user.lastName,
    displayName: ({ user }) => `${user.firstName} ${user.lastName}`,
    status: (user, _args, ctx) =>
      [seePrivate(ctx, user).status, user.user.status].includes('DISABLED') ? 'DISABLED' : 'ACTIVE',
    role: (user, _args, ctx) => ctx.loaders.roles.load(seePrivate(ctx, user).roleId),
    permissions: async (user, _args, ctx) =>
      (await ctx.loaders.roles.load(seePrivate(ctx, user).roleId))?.permissions ?? [],
    organization: ({ orgId }, _args, ctx) => ctx.loaders.organizations.load(orgId),
    session: ({ userId }, _args, ctx) =>
      userId === ctx.viewer.userId ? ctx.loaders.sessions.load(ctx.viewer.sessionId) : null,
    createdAt: (user, _args, ctx) => seePrivate(ctx, user).createdAt,
    lastLoginAt: (user, _args, ctx) => seePrivate(ctx, user).lastLoginAt,
  },
};
