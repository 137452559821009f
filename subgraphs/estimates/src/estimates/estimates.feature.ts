import type { EstimatesFeature } from '../feature';
import { Estimate } from './estimate.entity';
import { estimateLoaders } from './estimates.loaders';
import { estimateResolvers } from './estimates.resolvers';

export const feature = {
  name: 'estimates',
  entities: [Estimate],
  resolvers: estimateResolvers,
  loaders: estimateLoaders,
} satisfies EstimatesFeature;
