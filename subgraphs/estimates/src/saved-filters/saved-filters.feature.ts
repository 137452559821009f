import type { DataExport } from '../../../../service-kit/data-export/table-export';
import type { EstimatesFeature } from '../feature';
import { SavedFilter } from './saved-filter.entity';
import { savedFilterResolvers } from './saved-filters.resolvers';

/** What people and organisations take with them (docs/data-export.md). */
const dataExports: readonly DataExport[] = [
  {
    table: 'saved_filters',
    columns: 'id author_id name is_shared filter order_by version created_at updated_at',
    person: 'author_id',
  },
];

export const feature = {
  name: 'saved-filters',
  entities: [SavedFilter],
  resolvers: savedFilterResolvers,
  dataExports,
} satisfies EstimatesFeature;
