import type { IdentityFeature } from '../feature';
import { ORGANIZATION_DELETED_MAIL, ORGANIZATION_RESTORED_MAIL } from './deletion-mails';
import { ACCOUNT_ERASED_MAIL } from './erasure-mail';
import { deletionResolvers } from './deletion.resolvers';

export const feature = {
  name: 'deletion',
  resolvers: deletionResolvers,
  mails: [ORGANIZATION_DELETED_MAIL, ORGANIZATION_RESTORED_MAIL, ACCOUNT_ERASED_MAIL],
} satisfies IdentityFeature;
