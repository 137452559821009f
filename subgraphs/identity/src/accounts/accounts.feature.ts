import type { IdentityFeature } from '../feature';
import { PASSWORD_CHANGED_MAIL, RESET_MAIL, VERIFY_MAIL } from './account-mails';
import { CONFIRM_EMAIL_MAIL, EMAIL_CHANGED_MAIL, EMAIL_TAKEN_BACK_MAIL } from './email-change-mails';
import { accountResolvers } from './accounts.resolvers';

export const feature = {
  name: 'accounts',
  resolvers: accountResolvers,
  mails: [
    RESET_MAIL,
    VERIFY_MAIL,
    PASSWORD_CHANGED_MAIL,
    CONFIRM_EMAIL_MAIL,
    EMAIL_CHANGED_MAIL,
    EMAIL_TAKEN_BACK_MAIL,
  ],
} satisfies IdentityFeature;
