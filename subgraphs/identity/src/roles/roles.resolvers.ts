import { withUserErrors } from '../../../../service-kit/errors/user-errors';
import type { Context } from '../context';
import type { Resolvers } from '../generated/types';
import { getUser } from '../users/users.service';
import { createRole, deleteRole, duplicateRole, updateRole } from './custom-roles.service';
import { explainAccess, rolesThatWould } from './explain-access.service';
import { listPermissions } from './permission-list';
import { listConcerned, previewRoleChange } from './role-preview.service';
import { transferOwnership } from './ownership.service';
import { assignRole, listRoles } from './roles.service';

const shown = async (ctx: Context, { id }: { id: string }) => ({ role: await ctx.loaders.roles.load(id) });

export const roleResolvers: Resolvers = {
  Query: {
    roles: (_root, _args, ctx) => listRoles(ctx),
    permissions: (_root, _args, ctx) => listPermissions(ctx),
    explainAccess: (_root, args, ctx) => explainAccess(ctx, args),
    previewRoleChange: (_root, { input }, ctx) => previewRoleChange(ctx, input),
  },
  Mutation: {
    assignRole: (_root, { input }, ctx) =>
      withUserErrors(async () => {
        const { userId } = await assignRole(ctx, input);
        return { user: await getUser(ctx, userId) };
      }),
    transferOwnership: (_root, { input }, ctx) =>
      withUserErrors(async () => ({
        owner: await getUser(ctx, (await transferOwnership(ctx, input)).userId),
      })),
    createRole: (_root, { input }, ctx) =>
      withUserErrors(async () => shown(ctx, await createRole(ctx, input))),
    updateRole: (_root, { input }, ctx) =>
      withUserErrors(async () => shown(ctx, await updateRole(ctx, input))),
    duplicateRole: (_root, { input }, ctx) =>
      withUserErrors(async () => shown(ctx, await duplicateRole(ctx, input))),
    deleteRole: (_root, { input }, ctx) =>
      withUserErrors(async () => ({ deletedRoleId: (await deleteRole(ctx, input)).id })),
  },
  Role: {
    memberCount: ({ id }, _args, ctx) => ctx.loaders.roleMemberCounts.load(id),
  },
  AccessExplanation: {
    user: ({ userId }, _args, ctx) => getUser(ctx, userId),
    isAllowed: ({ steps }) => steps.every(({ holds }) => holds),
    missing: ({ steps }) => steps.filter(({ holds }) => !holds),
    rolesThatWould: (explanation, _args, ctx) => rolesThatWould(ctx, explanation),
  },
  RoleChangePreview: {
    users: (preview, args, ctx) => listConcerned(ctx, preview, args),
  },
};
