import { enterAs } from '../../../../service-kit/subgraph/context';
import { withUserErrors } from '../../../../service-kit/errors/user-errors';
import type { Context } from '../context';
import type { Resolvers } from '../generated/types';
import { acceptInvitation, previewInvitation } from './accept.service';
import { inviteUser, listInvitations, resendInvitation, revokeInvitation } from './invitations.service';

const shown = async (ctx: Context, { id }: { id: string }) => ({
  invitation: await ctx.loaders.invitations.load(id),
});

export const invitationResolvers: Resolvers = {
  Query: {
    invitationPreview: (_root, { token }, ctx) => previewInvitation(ctx, token),
    invitations: (_root, args, ctx) => listInvitations(ctx, args),
  },
  Mutation: {
    inviteUser: (_root, { input }, ctx) =>
      withUserErrors(async () => shown(ctx, await inviteUser(ctx, input))),
    resendInvitation: (_root, { input }, ctx) =>
      withUserErrors(async () => shown(ctx, await resendInvitation(ctx, input))),
    revokeInvitation: (_root, { input }, ctx) =>
      withUserErrors(async () => ({ revokedInvitationId: (await revokeInvitation(ctx, input)).id })),
    acceptInvitation: (_root, { input }, ctx) =>
      withUserErrors(async () => {
        const answer = await acceptInvitation(ctx, input);
        if ('challenge' in answer) return { ...answer, tokens: null, user: null };
        const { viewer, ...entered } = answer;
        enterAs(ctx, viewer);
        return { ...entered, challenge: null };
      }),
  },
  Invitation: {
    role: ({ roleId }, _args, ctx) => ctx.loaders.roles.load(roleId),
    invitedBy: ({ invitedById }, _args, ctx) => ctx.loaders.users.load(invitedById),
    isExpired: ({ id }, _args, ctx) => ctx.loaders.invitationsOver.load(id),
  },
};
