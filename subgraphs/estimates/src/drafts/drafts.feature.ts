import type { EstimatesFeature } from '../feature';
import { draftLoaders } from './drafts.loaders';

export const feature = {
  name: 'drafts',
  loaders: draftLoaders,
} satisfies EstimatesFeature;
