import type { IdentityFeature } from '../feature';
import { ORGANIZATION_DELETED_MAIL, ORGANIZATION_RESTORED_MAIL } from './deletion-mails';
import { deletionResolvers } from './deletion.resolvers';

export const feature = {
  name: 'deletion',
  resolvers: deletionResolvers,
  mails: [ORGANIZATION_DELETED_MAIL, ORGANIZATION_RESTORED_MAIL],
} satisfies IdentityFeature;
