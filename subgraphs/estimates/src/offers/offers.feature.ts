import type { EstimatesFeature } from '../feature';
import { offerResolvers } from './offers.resolvers';

export const feature = {
  name: 'offers',
  resolvers: offerResolvers,
} satisfies EstimatesFeature;
