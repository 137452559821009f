import type { EstimatesFeature } from '../feature';
import { revisionResolvers } from './revisions.resolvers';

export const feature = {
  name: 'revisions',
  resolvers: revisionResolvers,
} satisfies EstimatesFeature;
