import type { CrmFeature } from '../feature';
import { SyncCursor } from './sync-cursor.entity';
import { startSyncWorker } from './sync-worker';
import { syncLoaders } from './sync.loaders';

export const feature: CrmFeature = {
  name: 'sync',
  entities: [SyncCursor],
  loaders: syncLoaders,
  workers: [startSyncWorker],
};
