import type { CrmFeature } from '../feature';
import { Message } from './message.entity';
import { messageLoaders } from './messages.loaders';
import { messageResolvers } from './messages.resolvers';
import { Talk } from './talk.entity';

export const feature = {
  name: 'messages',
  entities: [Talk, Message],
  resolvers: messageResolvers,
  loaders: messageLoaders,
} satisfies CrmFeature;
