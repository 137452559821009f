import type { EntityManager } from 'typeorm';
import { newId } from '../../../../service-kit/data/ids';
import type { CustomField, Tag } from '../kommo/rows';
import type { ConnectionRef } from '../runtime';
import type { CardEntity } from '../sync/sync-cursor.entity';

/** A column of a card's table: its PostgreSQL type, and its value of a row. */
export interface CardColumn<R> {
  name: string;
  type: string;
  valueOf: (row: R) => string | null;
}

/** What every row of Kommo's that becomes a card has. */
export interface CardRow {
  id: string;
  name: string;
  responsible_user_id: string | null;
  created_at: number;
  updated_at: number;
  custom_fields_values: CustomField[];
  _embedded: { tags: Tag[] };
}

/** Unix seconds as PostgreSQL reads them. */
export const instant = (seconds: number): string => new Date(seconds * 1000).toISOString();

const COMMON: readonly CardColumn<CardRow>[] = [
  { name: 'kommo_id', type: 'bigint', valueOf: (row) => row.id },
  { name: 'name', type: 'text', valueOf: (row) => row.name },
  { name: 'responsible_kommo_id', type: 'bigint', valueOf: (row) => row.responsible_user_id },
  { name: 'tags', type: 'jsonb', valueOf: (row) => JSON.stringify(row._embedded.tags) },
  { name: 'custom_fields', type: 'jsonb', valueOf: (row) => JSON.stringify(row.custom_fields_values) },
  { name: 'created_at', type: 'timestamptz', valueOf: (row) => instant(row.created_at) },
  { name: 'updated_at', type: 'timestamptz', valueOf: (row) => instant(row.updated_at) },
];

/** A card's table and the SQL that stores a page of it. */
export interface CardTable<R extends CardRow> {
  entity: CardEntity;
  table: string;
  columns: readonly CardColumn<R>[];
  sql: string;
}

/**
 * Describes a card's table.
 *
 * The statement takes a page as arrays. Rows that bring nothing new are left out before the insert, so they cost one
 * index look-up and no write; a stored row that is newer is never overwritten; of the same second, the later fetch
 * wins (kommo-api.md 3.17). A row whose id has a tombstone is stored as deleted, and `is_deleted` of a stored row is
 * left alone: only deletions.ts changes it.
 */
export function describeCardTable<R extends CardRow>(
  entity: CardEntity,
  own: readonly CardColumn<R>[],
): CardTable<R> {
  const table = `crm.${entity.toLowerCase()}`;
  const columns: CardColumn<R>[] = [...COMMON, ...own];
  const names = columns.map(({ name }) => name);
  const changing = names.filter((name) => name !== 'kommo_id');
  const list = (prefix: string) => changing.map((name) => `${prefix}.${name}`).join(', ');
  const arrays = columns.map(({ type }, index) => `$${index + 4}::${type}[]`).join(', ');
  const sql = `
    WITH incoming AS (
      SELECT * FROM unnest($3::uuid[], ${arrays}) AS i (id, ${names.join(', ')})
    ), fresh AS (
      SELECT i.* FROM incoming i
        LEFT JOIN ${table} t ON t.org_id = $1 AND t.connection_id = $2 AND t.kommo_id = i.kommo_id
       WHERE t.id IS NULL
          OR (i.updated_at >= t.updated_at AND (${list('i')}) IS DISTINCT FROM (${list('t')}))
    )
    INSERT INTO ${table} AS t (org_id, connection_id, is_deleted, id, ${names.join(', ')})
    SELECT $1, $2, EXISTS (
             SELECT 1 FROM crm.tombstones d WHERE d.org_id = $1 AND d.connection_id = $2
                AND d.entity = '${entity}' AND d.kommo_id = f.kommo_id),
           f.id, ${names.map((name) => `f.${name}`).join(', ')}
      FROM fresh f ORDER BY f.kommo_id
    ON CONFLICT (org_id, connection_id, kommo_id) DO UPDATE
       SET synced_at = now(), ${changing.map((name) => `${name} = EXCLUDED.${name}`).join(', ')}
     WHERE EXCLUDED.updated_at >= t.updated_at`;
  return { entity, table, columns, sql };
}

/** Stores a page of rows. Each row's id may occur once: {@link withoutRepeats}. */
export async function storeCards<R extends CardRow>(
  db: EntityManager,
  ref: ConnectionRef,
  { columns, sql }: CardTable<R>,
  rows: readonly R[],
): Promise<void> {
  if (rows.length === 0) return;
  const values = columns.map(({ valueOf }) => rows.map(valueOf));
  await db.query(sql, [ref.orgId, ref.connectionId, rows.map(() => newId()), ...values]);
}

/** A page may hold a row twice when Kommo's list moved under it: the later one stays. */
export function withoutRepeats<R extends { id: string }>(rows: readonly R[]): R[] {
  return [...new Map(rows.map((row) => [row.id, row])).values()];
}
