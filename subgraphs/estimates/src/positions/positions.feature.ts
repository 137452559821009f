import type { EstimatesFeature } from '../feature';
import { Position } from './position.entity';
import { positionLoaders } from './positions.loaders';
import { positionResolvers } from './positions.resolvers';

export const feature = {
  name: 'positions',
  entities: [Position],
  resolvers: positionResolvers,
  loaders: positionLoaders,
} satisfies EstimatesFeature;
