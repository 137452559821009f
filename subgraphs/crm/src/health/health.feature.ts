import type { CrmFeature } from '../feature';
import { healthLoaders } from './health.loaders';
import { healthResolvers } from './health.resolvers';

export const feature = {
  name: 'health',
  resolvers: healthResolvers,
  loaders: healthLoaders,
} satisfies CrmFeature;
