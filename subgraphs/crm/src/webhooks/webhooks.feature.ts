import type { CrmFeature } from '../feature';
import { startHookWorker } from './process-hooks';
import { Webhook } from './webhook.entity';
import { addHookRoute } from './webhooks.http';
import { webhookLoaders } from './webhooks.loaders';
import { webhookResolvers } from './webhooks.resolvers';

export const feature = {
  name: 'webhooks',
  entities: [Webhook],
  resolvers: webhookResolvers,
  loaders: webhookLoaders,
  routes: addHookRoute,
  workers: [startHookWorker],
} satisfies CrmFeature;
