import type { DataExport } from '../../../../service-kit/data-export/table-export';
import type { IdentityFeature } from '../feature';
import { FACTOR_RESET_MAIL } from './reset-mail';
import { secondFactorResolvers } from './second-factor.resolvers';
import { SECURITY_MAIL } from './security-notices';

/** What people and organisations take with them (docs/data-export.md). */
const dataExports: readonly DataExport[] = [
  {
    table: 'totp_factors',
    columns: 'user_id confirmed_at created_at',
    omitted: { SECRET: 'sealed_secret last_step' },
    order: 'user_id',
    person: 'user_id',
    isPrivate: true,
    of: 'true',
  },
  { table: 'recovery_codes', leftOut: 'SECRET' },
  {
    table: 'passkeys',
    columns: 'id user_id transports name created_at last_used_at',
    omitted: { SECRET: 'credential_id public_key counter' },
    person: 'user_id',
    isPrivate: true,
    of: 'true',
  },
  {
    table: 'remembered_devices',
    columns: 'id user_id user_agent ip created_at last_used_at expires_at',
    omitted: { SECRET: 'token_hash' },
    person: 'user_id',
    isPrivate: true,
    of: 'true',
  },
  { table: 'log_in_challenges', leftOut: 'SECRET' },
  { table: 'passkey_challenges', leftOut: 'SECRET' },
];

export const feature = {
  name: 'second-factor',
  resolvers: secondFactorResolvers,
  mails: [SECURITY_MAIL, FACTOR_RESET_MAIL],
  dataExports,
} satisfies IdentityFeature;
