import type { CrmFeature } from '../feature';
import { CardEvent } from './card-event.entity';
import { cardEventLoaders } from './card-events.loaders';
import { cardEventResolvers } from './card-events.resolvers';

export const feature = {
  name: 'cardEvents',
  entities: [CardEvent],
  resolvers: cardEventResolvers,
  loaders: cardEventLoaders,
} satisfies CrmFeature;
