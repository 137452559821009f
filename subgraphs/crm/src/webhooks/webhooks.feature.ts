import type { DataExport } from '../../../../service-kit/data-export/table-export';
import type { CrmFeature } from '../feature';
import { startHookWorker } from './process-hooks';
import { Webhook } from './webhook.entity';
import { addHookRoute } from './webhooks.http';
import { webhookLoaders } from './webhooks.loaders';
import { webhookResolvers } from './webhooks.resolvers';

/** What people and organisations take with them (docs/data-export.md). */
const dataExports: readonly DataExport[] = [
  { table: 'webhooks', leftOut: 'SECRET' },
  { table: 'webhook_inbox', leftOut: 'MACHINERY' },
];

export const feature = {
  name: 'webhooks',
  entities: [Webhook],
  resolvers: webhookResolvers,
  loaders: webhookLoaders,
  routes: addHookRoute,
  workers: [startHookWorker],
  dataExports,
} satisfies CrmFeature;
