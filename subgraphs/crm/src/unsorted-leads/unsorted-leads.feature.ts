import type { DataExport } from '../../../../service-kit/data-export/table-export';
import type { CrmFeature } from '../feature';
import { UnsortedLead } from './unsorted-lead.entity';
import { unsortedLeadResolvers } from './unsorted-leads.resolvers';

/** What people and organisations take with them (docs/data-export.md). */
const dataExports: readonly DataExport[] = [
  {
    table: 'unsorted_leads',
    columns:
      'id connection_id uid category source_uid source_name pipeline_kommo_id lead_kommo_id company_kommo_id contact_kommo_ids metadata created_at state closed_at',
    omitted: { MACHINERY: 'synced_at deciding_until' },
  },
];

export const feature = {
  name: 'unsortedLeads',
  entities: [UnsortedLead],
  resolvers: unsortedLeadResolvers,
  dataExports,
} satisfies CrmFeature;
