import type { EstimatesFeature } from '../feature';
import { previewResolvers } from './previews.resolvers';

export const feature = { name: 'previews', resolvers: previewResolvers } satisfies EstimatesFeature;
