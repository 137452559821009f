import type { EstimatesFeature } from '../feature';
import { adjustmentResolvers } from './adjustments.resolvers';

export const feature = { name: 'adjustments', resolvers: adjustmentResolvers } satisfies EstimatesFeature;
