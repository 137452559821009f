import type { DataExport } from '../../../../service-kit/data-export/table-export';
import type { EstimatesFeature } from '../feature';
import { Letterhead } from './letterhead.entity';
import { letterheadResolvers } from './letterhead.resolvers';

/** What people and organisations take with them (docs/data-export.md). */
const dataExports: readonly DataExport[] = [
  {
    table: 'letterheads',
    columns: 'legal_name address tax_ids bank_lines footer logo updated_at',
    order: 'org_id',
  },
];

export const feature = {
  name: 'letterhead',
  entities: [Letterhead],
  resolvers: letterheadResolvers,
  dataExports,
} satisfies EstimatesFeature;
