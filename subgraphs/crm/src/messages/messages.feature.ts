import type { DataExport } from '../../../../service-kit/data-export/table-export';
import type { CrmFeature } from '../feature';
import { Message } from './message.entity';
import { messageLoaders } from './messages.loaders';
import { messageResolvers } from './messages.resolvers';
import { Talk } from './talk.entity';

/** What people and organisations take with them (docs/data-export.md). */
const dataExports: readonly DataExport[] = [
  {
    table: 'talks',
    columns:
      'id connection_id kommo_id chat_id contact_kommo_id lead_kommo_id origin is_in_work is_read channel created_at updated_at',
    omitted: { MACHINERY: 'read_to history_at' },
  },
  {
    table: 'messages',
    columns:
      'id connection_id talk_kommo_id contact_kommo_id kommo_id direction state text author_name attachment client_message_id requested_by error_code error_message error_at created_at delivered_at chat',
    omitted: { MACHINERY: 'write_id noted_at asked_at' },
    madeBy: 'requested_by',
  },
];

export const feature = {
  name: 'messages',
  entities: [Talk, Message],
  resolvers: messageResolvers,
  loaders: messageLoaders,
  dataExports,
} satisfies CrmFeature;
