import type { DataExport } from '../../../../service-kit/data-export/table-export';
import type { IdentityFeature } from '../feature';
import { RefreshToken } from './refresh-token.entity';
import { Session } from './session.entity';
import { sessionLoaders } from './sessions.loaders';
import { sessionResolvers } from './sessions.resolvers';

/** What people and organisations take with them (docs/data-export.md). */
const dataExports: readonly DataExport[] = [
  {
    table: 'sessions',
    columns:
      'id user_id device_id app_type app_version ip user_agent created_at last_used_at idle_expires_at expires_at revoked_at revoked_reason authenticated_at second_factor_at began_at',
    omitted: { SECRET: 'family_key', MACHINERY: 'tokens_forgotten' },
    person: 'user_id',
    isPrivate: true,
  },
  { table: 'refresh_tokens', leftOut: 'SECRET' },
];

export const feature = {
  name: 'sessions',
  entities: [Session, RefreshToken],
  resolvers: sessionResolvers,
  loaders: sessionLoaders,
  dataExports,
} satisfies IdentityFeature;
