import type { CrmFeature } from '../feature';
import { CardChange } from './card-change.entity';
import { historyLoaders } from './history.loaders';
import { historyResolvers } from './history.resolvers';

export const feature = {
  name: 'history',
  entities: [CardChange],
  resolvers: historyResolvers,
  loaders: historyLoaders,
} satisfies CrmFeature;
