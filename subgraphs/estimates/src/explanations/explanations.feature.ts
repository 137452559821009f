import type { EstimatesFeature } from '../feature';
import { explanationResolvers } from './explanations.resolvers';

export const feature = {
  name: 'explanations',
  resolvers: explanationResolvers,
} satisfies EstimatesFeature;
