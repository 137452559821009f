import type { DataExport } from '../../../../service-kit/data-export/table-export';
import type { CrmFeature } from '../feature';
import { startPollWorker } from './polling';
import { SyncRun } from './sync-run.entity';
import { syncResolvers } from './sync.resolvers';
import { syncRunLoaders } from './sync-runs.loaders';

/** What people and organisations take with them (docs/data-export.md). */
const dataExports: readonly DataExport[] = [{ table: 'sync_runs', leftOut: 'MACHINERY' }];

export const feature = {
  name: 'sync-runs',
  entities: [SyncRun],
  resolvers: syncResolvers,
  loaders: syncRunLoaders,
  workers: [startPollWorker],
  dataExports,
} satisfies CrmFeature;
