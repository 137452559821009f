import type { DataExport } from '../../../../service-kit/data-export/table-export';
import type { CrmFeature } from '../feature';
import { companyLoaders } from './companies.loaders';
import { companyResolvers } from './companies.resolvers';
import { Company } from './company.entity';

/** What people and organisations take with them (docs/data-export.md). */
const dataExports: readonly DataExport[] = [
  {
    table: 'companies',
    columns:
      'id phones emails connection_id kommo_id name responsible_kommo_id tags custom_fields created_at updated_at is_deleted updater_kommo_id',
    omitted: { MACHINERY: 'synced_at' },
  },
];

export const feature = {
  name: 'companies',
  entities: [Company],
  resolvers: companyResolvers,
  loaders: companyLoaders,
  dataExports,
} satisfies CrmFeature;
