import type { EntityManager } from 'typeorm';
import { newId } from '../../../../service-kit/data/ids';
import type { ConnectionRef } from '../runtime';
import type { StoredEntity } from '../sync/sync-cursor.entity';

/*
 * How rows of Kommo's are stored, whatever they are. All that is asked of a kind is a number and a time of change.
 */

/** A column of a table: its PostgreSQL type, and its value of a row. */
export interface MirrorColumn<R> {
  name: string;
  type: string;
  valueOf: (row: R) => string | null;
  /** Kept with what differs otherwise; by itself it is no difference: rows that were copied before it was kept lack it. */
  isBeside?: boolean;
}

/** What every row of Kommo's that we copy has. */
export interface MirroredRow {
  id: string;
  updated_at: number;
}

/** Unix seconds as PostgreSQL reads them. */
export const instant = (seconds: number): string => new Date(seconds * 1000).toISOString();

/**
 * Which of Kommo's rows are believed against ours (kommo-api.md 3.17):
 *
 *   newer   from a window of changes: a newer `updated_at`. One of the same second is asked for by id.
 *   same    asked for by id: as new as ours, or newer
 *   any     from a walk through everything, or asked for because ours is in doubt: Kommo's word holds, unless ours came
 *           after the answer was asked for
 */
export type Accept = 'newer' | 'same' | 'any';

/** A kind's table and the SQL that stores a page of it. */
export interface MirrorTable<R extends MirroredRow> {
  entity: StoredEntity;
  table: string;
  columns: readonly MirrorColumn<R>[];
  sql: string;
  /** Rows that say something else than ours: of the same second (`newer`), or of any (`any`). */
  tieSql: string;
}

/**
 * Describes a kind's table.
 *
 * The statement takes a page as arrays. Rows that bring nothing new are left out before the insert, so they cost one
 * index look-up and no write. A row whose id has a tombstone is stored as deleted, and `is_deleted` of a stored row is
 * left alone: only deletions.ts changes it.
 *
 * @param columns beside `kommo_id` and `updated_at`
 */
export function describeTable<R extends MirroredRow>(
  entity: StoredEntity,
  own: readonly MirrorColumn<R>[],
): MirrorTable<R> {
  const table = `crm.${entity.toLowerCase()}`;
  const columns: MirrorColumn<R>[] = [
    { name: 'kommo_id', type: 'bigint', valueOf: (row) => row.id },
    { name: 'updated_at', type: 'timestamptz', valueOf: (row) => instant(row.updated_at) },
    ...own,
  ];
  const names = columns.map(({ name }) => name);
  const changing = names.filter((name) => name !== 'kommo_id');
  const compared = columns.filter(({ name, isBeside }) => name !== 'kommo_id' && isBeside !== true);
  const list = (prefix: string) => compared.map(({ name }) => `${prefix}.${name}`).join(', ');
  const arrays = columns.map(({ type }, index) => `$${index + 6}::${type}[]`).join(', ');
  const incoming = `SELECT * FROM unnest($3::uuid[], ${arrays}) AS i (id, ${names.join(', ')})`;
  const differs = `(${list('i')}) IS DISTINCT FROM (${list('t')})`;
  const isBelieved = (row: string) => `(${row}.updated_at > t.updated_at
            OR ($4 <> 'newer' AND ${row}.updated_at = t.updated_at)
            OR ($4 = 'any' AND ($5::timestamptz IS NULL OR t.synced_at < $5)))`;
  const sql = `
    WITH incoming AS (${incoming}), fresh AS (
      SELECT i.* FROM incoming i
        LEFT JOIN ${table} t ON t.org_id = $1 AND t.connection_id = $2 AND t.kommo_id = i.kommo_id
       WHERE t.id IS NULL OR (${isBelieved('i')} AND ${differs})
    )
    INSERT INTO ${table} AS t (org_id, connection_id, is_deleted, id, ${names.join(', ')})
    SELECT $1, $2, EXISTS (
             SELECT 1 FROM crm.tombstones d WHERE d.org_id = $1 AND d.connection_id = $2
                AND d.entity = '${entity}' AND d.kommo_id = f.kommo_id),
           f.id, ${names.map((name) => `f.${name}`).join(', ')}
      FROM fresh f ORDER BY f.kommo_id
    ON CONFLICT (org_id, connection_id, kommo_id) DO UPDATE
       SET synced_at = now(), ${changing.map((name) => `${name} = EXCLUDED.${name}`).join(', ')}
     WHERE ${isBelieved('EXCLUDED')} RETURNING t.id, t.kommo_id AS "kommoId"`;
  const tieSql = `
    WITH incoming AS (${incoming})
    SELECT i.kommo_id FROM incoming i
      JOIN ${table} t ON t.org_id = $1 AND t.connection_id = $2 AND t.kommo_id = i.kommo_id
     WHERE (i.updated_at = t.updated_at OR $4 = 'any') AND ${differs} AND $5::timestamptz IS NULL`;
  return { entity, table, columns, sql, tieSql };
}

/** A row that was written. */
interface StoredRow {
  id: string;
  kommoId: string;
}

const parametersOf = <R extends MirroredRow>(
  ref: ConnectionRef,
  { columns }: MirrorTable<R>,
  rows: readonly R[],
  accept: Accept,
  readAt: Date | null,
): unknown[] => [
  ref.orgId,
  ref.connectionId,
  rows.map(() => newId()),
  accept,
  readAt,
  ...columns.map(({ valueOf }) => rows.map(valueOf)),
];

/**
 * Stores a page of rows. Each row's id may occur once: {@link withoutRepeats}.
 *
 * @returns those that were new or changed
 *
 * @param accept which rows are believed against ours
 * @param readAt when they were asked for, of our clock; for `any`
 */
export async function storeRows<R extends MirroredRow>(
  db: EntityManager,
  ref: ConnectionRef,
  table: MirrorTable<R>,
  rows: readonly R[],
  accept: Accept = 'same',
  readAt: Date | null = null,
): Promise<StoredRow[]> {
  if (rows.length === 0) return [];
  return (await db.query(table.sql, parametersOf(ref, table, rows, accept, readAt))) as StoredRow[];
}

/**
 * Kommo's numbers of rows that say something else than ours.
 *
 * @param which `newer`: those of the same second only
 */
export async function differingRows<R extends MirroredRow>(
  db: EntityManager,
  ref: ConnectionRef,
  table: MirrorTable<R>,
  rows: readonly R[],
  which: 'newer' | 'any',
): Promise<string[]> {
  if (rows.length === 0) return [];
  const found = (await db.query(table.tieSql, parametersOf(ref, table, rows, which, null))) as {
    kommo_id: string;
  }[];
  return found.map((row) => row.kommo_id);
}

/** A page may hold a row twice when Kommo's list moved under it: the later one stays. */
export function withoutRepeats<R extends { id: string }>(rows: readonly R[]): R[] {
  return [...new Map(rows.map((row) => [row.id, row])).values()];
}
