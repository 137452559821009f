import type { TaskRow } from '../kommo/rows';
import { describeTable, instant } from '../mirror/mirror-table';
import { CARD_ENTITIES } from '../sync/sync-cursor.entity';

const cardKind = ({ entity_type: type }: TaskRow): string | null =>
  CARD_ENTITIES.find((entity) => entity.toLowerCase() === type) ?? null;

export const TASKS = describeTable<TaskRow>('TASKS', [
  { name: 'responsible_kommo_id', type: 'bigint', valueOf: (row) => row.responsible_user_id },
  { name: 'author_kommo_id', type: 'bigint', valueOf: (row) => row.created_by },
  { name: 'updater_kommo_id', type: 'bigint', valueOf: (row) => row.updated_by, isBeside: true },
  { name: 'created_at', type: 'timestamptz', valueOf: (row) => instant(row.created_at) },
  { name: 'card_kind', type: 'text', valueOf: cardKind },
  {
    name: 'card_kommo_id',
    type: 'bigint',
    valueOf: (row) => (cardKind(row) === null ? null : row.entity_id),
  },
  { name: 'type_kommo_id', type: 'bigint', valueOf: (row) => row.task_type_id },
  { name: 'text', type: 'text', valueOf: (row) => row.text },
  { name: 'is_completed', type: 'boolean', valueOf: (row) => String(row.is_completed) },
  { name: 'result', type: 'text', valueOf: (row) => row.result },
  // Kommo's tasks all have a date; one that came without is due when it was made.
  { name: 'due_at', type: 'timestamptz', valueOf: (row) => instant(row.complete_till ?? row.created_at) },
  { name: 'duration_seconds', type: 'integer', valueOf: (row) => String(Math.max(0, row.duration)) },
]);
