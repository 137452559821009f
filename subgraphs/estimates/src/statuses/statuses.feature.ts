import { StatusChange } from './status-change.entity';
import type { EstimatesFeature } from '../feature';
import { statusLoaders } from './statuses.loaders';
import { statusResolvers } from './statuses.resolvers';

export const feature = {
  name: 'statuses',
  entities: [StatusChange],
  resolvers: statusResolvers,
  loaders: statusLoaders,
} satisfies EstimatesFeature;
