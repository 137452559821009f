import type { DataExport } from '../../../../service-kit/data-export/table-export';
import type { CrmFeature } from '../feature';
import { ConnectionNotice } from './connection-notice.entity';
import { SyncCursor } from './sync-cursor.entity';
import { startSyncWorker } from './sync-worker';
import { syncLoaders } from './sync.loaders';

/** What people and organisations take with them (docs/data-export.md). */
const dataExports: readonly DataExport[] = [
  { table: 'sync_cursors', leftOut: 'MACHINERY' },
  { table: 'tombstones', leftOut: 'MACHINERY' },
];

export const feature = {
  name: 'sync',
  entities: [SyncCursor, ConnectionNotice],
  loaders: syncLoaders,
  workers: [startSyncWorker],
  dataExports,
} satisfies CrmFeature;
