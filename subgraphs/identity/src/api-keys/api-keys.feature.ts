import type { DataExport } from '../../../../service-kit/data-export/table-export';
import type { IdentityFeature } from '../feature';
import { ApiKey } from './api-key.entity';
import { EXPIRING_KEY_MAIL } from './expiring-key-mail';
import { apiKeyLoaders } from './api-keys.loaders';
import { apiKeyResolvers } from './api-keys.resolvers';
import { serveTokenEndpoint } from './oauth-token.http';

/** What people and organisations take with them (docs/data-export.md). */
const dataExports: readonly DataExport[] = [
  {
    table: 'api_keys',
    columns:
      'id public_id name scopes allowed_addresses created_by_id created_at expires_at revoked_at version',
    omitted: { MACHINERY: 'warned_days' },
    madeBy: 'created_by_id',
  },
  { table: 'api_key_secrets', leftOut: 'SECRET' },
  {
    table: 'api_key_activity',
    columns: 'key_id last_used_at last_used_ip',
    order: 'key_id',
  },
  {
    table: 'api_key_usage',
    columns: 'key_id day operation fields requests last_used_at',
    order: 'key_id day operation',
  },
];

export const feature = {
  name: 'api-keys',
  entities: [ApiKey],
  resolvers: apiKeyResolvers,
  loaders: apiKeyLoaders,
  routes: serveTokenEndpoint,
  mails: [EXPIRING_KEY_MAIL],
  dataExports,
} satisfies IdentityFeature;
