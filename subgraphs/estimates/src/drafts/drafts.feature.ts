import type { EstimatesFeature } from '../feature';
import { draftLoaders } from './drafts.loaders';

export const feature: EstimatesFeature = {
  name: 'drafts',
  loaders: draftLoaders,
};
