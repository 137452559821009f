import type { CrmFeature } from '../feature';
import { Task } from './task.entity';
import { taskLoaders } from './tasks.loaders';
import { taskResolvers } from './tasks.resolvers';

export const feature = {
  name: 'tasks',
  entities: [Task],
  resolvers: taskResolvers,
  loaders: taskLoaders,
} satisfies CrmFeature;
