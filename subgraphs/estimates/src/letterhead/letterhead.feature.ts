import type { EstimatesFeature } from '../feature';
import { Letterhead } from './letterhead.entity';
import { letterheadResolvers } from './letterhead.resolvers';

export const feature = {
  name: 'letterhead',
  entities: [Letterhead],
  resolvers: letterheadResolvers,
} satisfies EstimatesFeature;
