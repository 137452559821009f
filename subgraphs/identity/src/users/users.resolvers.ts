import { isId } from '../../../../service-kit/data/ids';
import { withUserErrors } from '../../../../service-kit/errors/user-errors';
import type { Resolvers } from '../generated/types';
import { deactivateUser, deleteUser, reactivateUser } from './membership-changes.service';
import { updateUser } from './profile.service';
import { emailOf, getMe, getUser, hasLeft, listUsers, seePrivate, statusOf } from './users.service';

export const userResolvers: Resolvers = {
  Query: {
    me: (_root, _args, ctx) => getMe(ctx),
    user: (_root, { id }, ctx) => getUser(ctx, id),
    users: (_root, args, ctx) => listUsers(ctx, args),
  },
  Mutation: {
    updateUser: (_root, { input }, ctx) =>
      withUserErrors(async () => ({ user: await getUser(ctx, (await updateUser(ctx, input)).userId) })),
    deactivateUser: (_root, { input }, ctx) =>
      withUserErrors(async () => ({ user: await getUser(ctx, (await deactivateUser(ctx, input)).userId) })),
    reactivateUser: (_root, { input }, ctx) =>
      withUserErrors(async () => ({ user: await getUser(ctx, (await reactivateUser(ctx, input)).userId) })),
    deleteUser: (_root, { input }, ctx) =>
      withUserErrors(async () => ({ deletedUserId: (await deleteUser(ctx, input)).userId })),
  },
  User: {
    __resolveReference: ({ id }, ctx) => (isId(id) ? ctx.loaders.users.load(id) : null),
    id: ({ userId }) => userId,
    kind: ({ machine }) => machine?.kind ?? 'PERSON',
    email: (user, _args, ctx) => emailOf(seePrivate(ctx, user)),
    firstName: ({ user }) => user.firstName,
    lastName: ({ user }) => user.lastName,
    displayName: ({ user }) => `${user.firstName} ${user.lastName}`.trim(),
    status: (user, _args, ctx) => statusOf(seePrivate(ctx, user)),
    role: (user, _args, ctx) =>
      seePrivate(ctx, user).machine || hasLeft(user) ? null : ctx.loaders.roles.load(user.roleId),
    permissions: async (user, _args, ctx) => {
      const { machine, roleId } = seePrivate(ctx, user);
      if (machine || hasLeft(user)) return [...(machine?.scopes ?? [])];
      return (await ctx.loaders.roles.load(roleId))?.permissions ?? [];
    },
    organization: ({ orgId }, _args, ctx) => ctx.loaders.organizations.load(orgId),
    session: ({ userId }, _args, ctx) =>
      userId === ctx.viewer.userId ? ctx.loaders.sessions.load(ctx.viewer.sessionId) : null,
    locale: (user, _args, ctx) => (hasLeft(seePrivate(ctx, user)) ? null : user.user.locale),
    timeZone: (user, _args, ctx) => (hasLeft(seePrivate(ctx, user)) ? null : user.user.timeZone),
    isEmailVerified: (user, _args, ctx) =>
      !hasLeft(seePrivate(ctx, user)) && user.user.emailVerifiedAt !== null,
    createdAt: (user, _args, ctx) => seePrivate(ctx, user).createdAt,
    lastLoginAt: (user, _args, ctx) => seePrivate(ctx, user).lastLoginAt,
  },
};
