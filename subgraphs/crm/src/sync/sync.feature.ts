import type { CrmFeature } from '../feature';
import { ConnectionNotice } from './connection-notice.entity';
import { SyncCursor } from './sync-cursor.entity';
import { startSyncWorker } from './sync-worker';
import { syncLoaders } from './sync.loaders';

export const feature = {
  name: 'sync',
  entities: [SyncCursor, ConnectionNotice],
  loaders: syncLoaders,
  workers: [startSyncWorker],
} satisfies CrmFeature;
