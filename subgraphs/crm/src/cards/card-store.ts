import type { CustomField, Tag } from '../kommo/rows';
import {
  describeTable,
  instant,
  type MirrorColumn,
  type MirroredRow,
  type MirrorTable,
} from '../mirror/mirror-table';
import type { CardEntity } from '../sync/sync-cursor.entity';

/** What every row of Kommo's that becomes a card has. */
export interface CardRow extends MirroredRow {
  name: string;
  responsible_user_id: string | null;
  updated_by: string | null;
  created_at: number;
  custom_fields_values: CustomField[];
  _embedded: { tags: Tag[] };
}

const COMMON: readonly MirrorColumn<CardRow>[] = [
  { name: 'name', type: 'text', valueOf: (row) => row.name },
  { name: 'responsible_kommo_id', type: 'bigint', valueOf: (row) => row.responsible_user_id },
  { name: 'updater_kommo_id', type: 'bigint', valueOf: (row) => row.updated_by },
  { name: 'tags', type: 'jsonb', valueOf: (row) => JSON.stringify(row._embedded.tags) },
  { name: 'custom_fields', type: 'jsonb', valueOf: (row) => JSON.stringify(row.custom_fields_values) },
  { name: 'created_at', type: 'timestamptz', valueOf: (row) => instant(row.created_at) },
];

/** Describes the table of a kind of card: what all cards have, and what this kind has of its own. */
export const describeCardTable = <R extends CardRow>(
  entity: CardEntity,
  own: readonly MirrorColumn<R>[],
): MirrorTable<R> => describeTable<R>(entity, [...COMMON, ...own]);
