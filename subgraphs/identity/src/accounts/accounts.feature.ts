import type { DataExport } from '../../../../service-kit/data-export/table-export';
import type { IdentityFeature } from '../feature';
import { PASSWORD_CHANGED_MAIL, RESET_MAIL, VERIFY_MAIL } from './account-mails';
import { CONFIRM_EMAIL_MAIL, EMAIL_CHANGED_MAIL, EMAIL_TAKEN_BACK_MAIL } from './email-change-mails';
import { accountResolvers } from './accounts.resolvers';

/** What people and organisations take with them (docs/data-export.md). */
const dataExports: readonly DataExport[] = [
  { table: 'account_tokens', leftOut: 'SECRET' },
  {
    table: 'email_changes',
    columns:
      'id user_id new_email requested_at expires_at state changed_at old_email old_verified_at undo_expires_at',
    omitted: {
      SECRET: 'token_hash undo_hash',
      DERIVED: 'new_email_key old_email_key',
      MACHINERY: 'from_org_id session_id',
    },
    person: 'user_id',
    isPrivate: true,
    of: 'true',
    purpose: 'email_change',
  },
];

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
  dataExports,
} satisfies IdentityFeature;
