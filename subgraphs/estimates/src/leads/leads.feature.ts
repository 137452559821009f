import type { DataExport } from '../../../../service-kit/data-export/table-export';
import type { EstimatesFeature } from '../feature';
import { KnownLeadCard } from './known-lead-card.entity';
import { leadProjection } from './lead-projection';
import { leadLoaders } from './leads.loaders';

/** What people and organisations take with them (docs/data-export.md). */
const dataExports: readonly DataExport[] = [
  { table: 'known_leads', leftOut: 'DERIVED' },
  { table: 'known_lead_cards', leftOut: 'DERIVED' },
  { table: 'known_crm_users', leftOut: 'DERIVED' },
];

export const feature = {
  name: 'leads',
  entities: [KnownLeadCard],
  loaders: leadLoaders,
  consumers: [leadProjection],
  dataExports,
} satisfies EstimatesFeature;
