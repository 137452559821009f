import type { DataExport } from '../../../../service-kit/data-export/table-export';
import type { CrmFeature } from '../feature';
import { credentialsResolvers } from './credentials.resolvers';
import { KommoCredentials } from './kommo-credentials.entity';

/** What people and organisations take with them (docs/data-export.md). */
const dataExports: readonly DataExport[] = [
  {
    table: 'kommo_credentials',
    columns: 'id client_id redirect_uri saved_at saved_by',
    omitted: { SECRET: 'client_secret_sealed secret_hint' },
    madeBy: 'saved_by',
  },
];

export const feature = {
  name: 'credentials',
  entities: [KommoCredentials],
  resolvers: credentialsResolvers,
  dataExports,
} satisfies CrmFeature;
