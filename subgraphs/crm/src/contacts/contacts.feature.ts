import type { DataExport } from '../../../../service-kit/data-export/table-export';
import type { CrmFeature } from '../feature';
import { Contact } from './contact.entity';
import { contactLoaders } from './contacts.loaders';
import { contactResolvers } from './contacts.resolvers';

/** What people and organisations take with them (docs/data-export.md). */
const dataExports: readonly DataExport[] = [
  {
    table: 'contacts',
    columns:
      'id first_name last_name phones emails company_kommo_id connection_id kommo_id name responsible_kommo_id tags custom_fields created_at updated_at is_deleted updater_kommo_id',
    omitted: { MACHINERY: 'synced_at' },
  },
];

export const feature = {
  name: 'contacts',
  entities: [Contact],
  resolvers: contactResolvers,
  loaders: contactLoaders,
  dataExports,
} satisfies CrmFeature;
