import { withUserErrors } from '../../../../service-kit/errors/user-errors';
import type { Resolvers } from '../generated/types';
import { getUser } from '../users/users.service';
import { assignRole, listRoles } from './roles.service';

export const roleResolvers: Resolvers = {
  Query: {
    roles: (_root, _args, ctx) => listRoles(ctx),
  },
  Mutation: {
    assignRole: (_root, { input }, ctx) =>
      withUserErrors(async () => {
        const { userId } = await assignRole(ctx, input);
        return { user: await getUser(ctx, userId) };
      }),
  },
};
