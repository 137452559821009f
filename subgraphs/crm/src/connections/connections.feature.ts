import type { DataExport } from '../../../../service-kit/data-export/table-export';
import type { CrmFeature } from '../feature';
import { closedOrganizations } from './closed-organizations';
import { ConnectionTokens } from './connection-tokens.entity';
import { Connection } from './connection.entity';
import { connectionLoaders } from './connections.loaders';
import { connectionResolvers } from './connections.resolvers';

/** What people and organisations take with them (docs/data-export.md). */
const dataExports: readonly DataExport[] = [
  {
    table: 'connections',
    columns:
      'id account_id subdomain account_name currency state auth_kind connected_at connected_by error_code error_message error_at created_at time_zone',
    omitted: {
      MACHINERY:
        'paused_until full_at sampled_at counted_at told_state told_at told_days told_expiry journal_since closed_until talks_refused_at',
    },
    madeBy: 'connected_by',
  },
  { table: 'connection_tokens', leftOut: 'SECRET' },
  { table: 'account_pace', leftOut: 'MACHINERY' },
];

export const feature = {
  name: 'connections',
  entities: [Connection, ConnectionTokens],
  resolvers: connectionResolvers,
  loaders: connectionLoaders,
  consumers: [closedOrganizations],
  dataExports,
} satisfies CrmFeature;
