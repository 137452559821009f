import type { DataExport } from '../../../../service-kit/data-export/table-export';
import type { CrmFeature } from '../feature';
import { Task } from './task.entity';
import { taskLoaders } from './tasks.loaders';
import { taskResolvers } from './tasks.resolvers';

/** What people and organisations take with them (docs/data-export.md). */
const dataExports: readonly DataExport[] = [
  {
    table: 'tasks',
    columns:
      'id card_kind card_kommo_id type_kommo_id text is_completed result due_at duration_seconds connection_id kommo_id responsible_kommo_id author_kommo_id created_at updated_at is_deleted updater_kommo_id',
    omitted: { MACHINERY: 'synced_at' },
  },
];

export const feature = {
  name: 'tasks',
  entities: [Task],
  resolvers: taskResolvers,
  loaders: taskLoaders,
  dataExports,
} satisfies CrmFeature;
