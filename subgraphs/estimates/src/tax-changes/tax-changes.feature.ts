import type { EstimatesFeature } from '../feature';
import { taxChangeResolvers } from './tax-changes.resolvers';

export const feature = { name: 'tax-changes', resolvers: taxChangeResolvers } satisfies EstimatesFeature;
