import type { DataExport } from '../../../../service-kit/data-export/table-export';
import type { EstimatesFeature } from '../feature';
import { Snapshot } from './snapshot.entity';
import { snapshotResolvers } from './snapshots.resolvers';

/** What people and organisations take with them (docs/data-export.md). */
const dataExports: readonly DataExport[] = [
  {
    table: 'snapshots',
    columns: 'estimate_id format policy_version content_hash shown rows totals created_at letterhead',
    order: 'estimate_id',
  },
];

export const feature = {
  name: 'snapshots',
  entities: [Snapshot],
  resolvers: snapshotResolvers,
  dataExports,
} satisfies EstimatesFeature;
