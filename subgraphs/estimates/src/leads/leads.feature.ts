import type { DataExport } from '../../../../service-kit/data-export/table-export';
import type { EstimatesFeature } from '../feature';
import { leadProjection } from './lead-projection';

/** What people and organisations take with them (docs/data-export.md). */
const dataExports: readonly DataExport[] = [
  { table: 'known_leads', leftOut: 'DERIVED' },
  { table: 'known_crm_users', leftOut: 'DERIVED' },
];

export const feature = {
  name: 'leads',
  consumers: [leadProjection],
  dataExports,
} satisfies EstimatesFeature;
