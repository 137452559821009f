import type { CrmFeature } from '../feature';
import { SyncCursor } from './sync-cursor.entity';
import { startSyncWorker } from './sync-worker';
import { syncLoaders } from './sync.loaders';

export const feature = {
  name: 'sync',
  entities: [SyncCursor],
  loaders: syncLoaders,
  workers: [startSyncWorker],
} satisfies CrmFeature;
