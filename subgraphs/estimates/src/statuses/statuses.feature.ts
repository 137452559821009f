import type { DataExport } from '../../../../service-kit/data-export/table-export';
import { StatusChange } from './status-change.entity';
import type { EstimatesFeature } from '../feature';
import { statusLoaders } from './statuses.loaders';
import { statusResolvers } from './statuses.resolvers';

/** What people and organisations take with them (docs/data-export.md). */
const dataExports: readonly DataExport[] = [
  {
    table: 'status_changes',
    columns: 'id estimate_id from_status to_status actor_id reason at',
    madeBy: 'actor_id',
  },
];

export const feature = {
  name: 'statuses',
  entities: [StatusChange],
  resolvers: statusResolvers,
  loaders: statusLoaders,
  dataExports,
} satisfies EstimatesFeature;
