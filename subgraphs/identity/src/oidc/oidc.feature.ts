import type { DataExport } from '../../../../service-kit/data-export/table-export';
import type { IdentityFeature } from '../feature';
import { oidcResolvers } from './oidc.resolvers';
import { PROVIDER_CHANGED_MAIL } from './provider-mail';

/** What people and organisations take with them (docs/data-export.md). */
const dataExports: readonly DataExport[] = [
  {
    table: 'oidc_providers',
    columns: 'issuer client_id role_id is_enabled saved_at saved_by_id',
    omitted: { SECRET: 'client_secret_sealed' },
    order: 'org_id',
    madeBy: 'saved_by_id',
  },
  {
    table: 'oidc_domains',
    columns: 'domain verified_at created_at',
    omitted: { SECRET: 'challenge' },
    order: 'domain',
  },
  {
    table: 'oidc_identities',
    columns: 'issuer subject user_id linked_at',
    order: 'issuer subject',
    person: 'user_id',
    isPrivate: true,
  },
  { table: 'oidc_log_ins', leftOut: 'SECRET' },
];

export const feature = {
  name: 'oidc',
  resolvers: oidcResolvers,
  mails: [PROVIDER_CHANGED_MAIL],
  dataExports,
} satisfies IdentityFeature;
