import type { CrmFeature } from '../feature';
import { Job } from './job.entity';
import { jobLoaders } from './jobs.loaders';
import { jobResolvers } from './jobs.resolvers';

export const feature = {
  name: 'jobs',
  entities: [Job],
  resolvers: jobResolvers,
  loaders: jobLoaders,
} satisfies CrmFeature;
