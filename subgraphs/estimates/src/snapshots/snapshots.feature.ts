import type { EstimatesFeature } from '../feature';
import { Snapshot } from './snapshot.entity';
import { snapshotResolvers } from './snapshots.resolvers';

export const feature = {
  name: 'snapshots',
  entities: [Snapshot],
  resolvers: snapshotResolvers,
} satisfies EstimatesFeature;
