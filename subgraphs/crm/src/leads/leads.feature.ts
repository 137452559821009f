import type { DataExport } from '../../../../service-kit/data-export/table-export';
import type { CrmFeature } from '../feature';
import { LeadContact } from './lead-contact.entity';
import { Lead } from './lead.entity';
import { leadLoaders } from './leads.loaders';
import { leadResolvers } from './leads.resolvers';

/** What people and organisations take with them (docs/data-export.md). */
const dataExports: readonly DataExport[] = [
  {
    table: 'leads',
    columns:
      'id price pipeline_kommo_id stage_kommo_id company_kommo_id closed_at connection_id kommo_id name responsible_kommo_id tags custom_fields created_at updated_at is_deleted updater_kommo_id',
    omitted: { MACHINERY: 'synced_at' },
  },
  {
    table: 'lead_contacts',
    columns: 'connection_id lead_kommo_id contact_kommo_id is_main position',
    order: 'connection_id lead_kommo_id contact_kommo_id',
  },
];

export const feature = {
  name: 'leads',
  entities: [Lead, LeadContact],
  resolvers: leadResolvers,
  loaders: leadLoaders,
  dataExports,
} satisfies CrmFeature;
