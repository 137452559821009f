import type { IdentityFeature } from '../feature';
import { INVITATION_MAIL } from './invitation-mail';
import { Invitation } from './invitation.entity';
import { invitationLoaders } from './invitations.loaders';
import { invitationResolvers } from './invitations.resolvers';

export const feature = {
  name: 'invitations',
  entities: [Invitation],
  resolvers: invitationResolvers,
  loaders: invitationLoaders,
  mails: [INVITATION_MAIL],
} satisfies IdentityFeature;
