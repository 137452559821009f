import type { DataExport } from '../../../../service-kit/data-export/table-export';
import type { CrmFeature } from '../feature';
import { CardEvent } from './card-event.entity';
import { cardEventLoaders } from './card-events.loaders';
import { cardEventResolvers } from './card-events.resolvers';

/** What people and organisations take with them (docs/data-export.md). */
const dataExports: readonly DataExport[] = [
  {
    table: 'card_events',
    columns: 'id connection_id kommo_id kind card_kommo_id type author_kommo_id at before after',
  },
];

export const feature = {
  name: 'cardEvents',
  entities: [CardEvent],
  resolvers: cardEventResolvers,
  loaders: cardEventLoaders,
  dataExports,
} satisfies CrmFeature;
