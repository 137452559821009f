import type { IdentityFeature } from '../feature';
import { PASSWORD_CHANGED_MAIL, RESET_MAIL, VERIFY_MAIL } from './account-mails';
import { accountResolvers } from './accounts.resolvers';

export const feature = {
  name: 'accounts',
  resolvers: accountResolvers,
  mails: [RESET_MAIL, VERIFY_MAIL, PASSWORD_CHANGED_MAIL],
} satisfies IdentityFeature;
