import type { DataExport } from '../../../../service-kit/data-export/table-export';
import type { CrmFeature } from '../feature';
import { CardChange } from './card-change.entity';
import { historyLoaders } from './history.loaders';
import { startJournalMonths } from './journal-months';
import { historyResolvers } from './history.resolvers';

/** What people and organisations take with them (docs/data-export.md). */
const dataExports: readonly DataExport[] = [
  {
    table: 'card_changes',
    columns: 'n connection_id kind kommo_id at learned_at cause user_id updater_kommo_id before after',
    order: 'n',
    madeBy: 'user_id',
  },
];

export const feature = {
  name: 'history',
  entities: [CardChange],
  resolvers: historyResolvers,
  loaders: historyLoaders,
  workers: [startJournalMonths],
  dataExports,
} satisfies CrmFeature;
