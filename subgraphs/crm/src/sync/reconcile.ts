import type { EntityManager } from 'typeorm';
import type { ConnectionRef } from '../runtime';
import type { CardSource, StorablePage } from './card-source';
import { buryCards } from './tombstones';
import type { SyncSession } from './sync-session';

/*
 * While everything is copied again, what we hold and Kommo no longer lists comes to light: merged and finally deleted
 * rows leave no other trace (kommo-api.md 3.17). Absence from one page proves nothing, because lists move while they
 * are read: each missing row is asked for by its id before it is buried.
 */

const IDS_PER_REQUEST = 100;
/** A deletion this much older than the walk is disproved by a row that the walk still sees. */
const TRUST_AFTER_MS = 60_000;

interface PageRange {
  ids: string[];
  /** Lowest id of the pages read before; null at the first one. */
  below: string | null;
  /** The page with the lowest ids. */
  isLast: boolean;
  before: Date;
}

/** Asks for cards by id. @returns those Kommo still has */
export async function fetchCards(
  session: SyncSession,
  source: CardSource,
  ids: readonly string[],
): Promise<StorablePage> {
  const rows: unknown[] = [];
  for (let at = 0; at < ids.length; at += IDS_PER_REQUEST) {
    const part = ids.slice(at, at + IDS_PER_REQUEST);
    const query = { ...source.query, 'filter[id][]': part, limit: 250, page: 1 };
    rows.push(...(await session.page(source.path, source.key, query)).rows);
  }
  return source.read(rows);
}

/**
 * Finds rows of ours that belong between this page's and are not there.
 *
 * @returns what to store: rows Kommo has after all, and burials of the others; null when nothing is missing
 */
export async function findVanished(session: SyncSession, source: CardSource, range: PageRange) {
  if (range.ids.length === 0 && !range.isLast) return null;
  const { orgId, connectionId } = session.ref;
  const missing = await session.select<{ kommo_id: string }>(
    `SELECT kommo_id FROM ${source.table}
      WHERE org_id = $1 AND connection_id = $2 AND NOT is_deleted AND created_at < $6
        AND ($4::bigint IS NULL OR kommo_id < $4)
        AND ($5 OR kommo_id >= (SELECT min(i) FROM unnest($3::bigint[]) AS i))
        AND kommo_id <> ALL ($3::bigint[])`,
    [orgId, connectionId, range.ids, range.below, range.isLast, range.before],
  );
  if (missing.length === 0) return null;
  const ids = missing.map((row) => row.kommo_id);
  const found = await fetchCards(session, source, ids);
  const there = new Set(found.ids);
  const at = new Date(session.serverTime * 1000);
  const gone = ids.filter((id) => !there.has(id)).map((kommoId) => ({ kommoId, at }));
  return {
    async store(db: EntityManager): Promise<void> {
      await found.store(db, session.ref);
      await buryCards(db, session.ref, source, gone);
    },
  };
}

/** Rows a walk through everything sees are alive, whatever an older tombstone says. */
export async function reviveSeen(
  db: EntityManager,
  { orgId, connectionId }: ConnectionRef,
  { entity, table }: CardSource,
  ids: readonly string[],
  walkBegan: Date,
): Promise<void> {
  await db.query(
    `DELETE FROM crm.tombstones WHERE org_id = $1 AND connection_id = $2 AND entity = $3
        AND kommo_id = ANY ($4::bigint[]) AND deleted_at < $5`,
    [orgId, connectionId, entity, ids, new Date(walkBegan.getTime() - TRUST_AFTER_MS)],
  );
  await db.query(
    `UPDATE ${table} t SET is_deleted = false
      WHERE org_id = $1 AND connection_id = $2 AND kommo_id = ANY ($4::bigint[]) AND is_deleted
        AND NOT EXISTS (SELECT 1 FROM crm.tombstones d WHERE d.org_id = $1 AND d.connection_id = $2
                           AND d.entity = $3 AND d.kommo_id = t.kommo_id)`,
    [orgId, connectionId, entity, ids],
  );
}
