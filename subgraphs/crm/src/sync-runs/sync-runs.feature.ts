import type { CrmFeature } from '../feature';
import { startPollWorker } from './polling';
import { SyncRun } from './sync-run.entity';
import { syncResolvers } from './sync.resolvers';
import { syncRunLoaders } from './sync-runs.loaders';

export const feature = {
  name: 'sync-runs',
  entities: [SyncRun],
  resolvers: syncResolvers,
  loaders: syncRunLoaders,
  workers: [startPollWorker],
} satisfies CrmFeature;
