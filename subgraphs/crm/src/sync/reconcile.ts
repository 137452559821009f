import type { EntityManager } from 'typeorm';
import type { ConnectionRef } from '../runtime';
import { fetchByIds } from './by-id';
import type { MirrorSource } from './sources';
import type { SyncSession } from './sync-session';
import type { Stretch } from './time-walk';
import { buryCards } from './tombstones';

/*
 * While everything is copied again, what we hold and Kommo no longer lists comes to light: merged and finally deleted
 * rows leave no other trace (kommo-api.md 3.17). Absence from a list proves nothing, because lists move while they are
 * read: each missing row is asked for by its id, twice, and it is buried only when whoever gave us access sees every row.
 */

/** A deletion this much older than the walk is disproved by a row that the walk still sees. */
const TRUST_AFTER_MS = 60_000;

/**
 * Finds rows of ours that belong into a stretch and are not there: Kommo has changed them meanwhile, has them with another
 * time, or no longer has them.
 *
 * @param isLast whether the list ends with it: then our rows beyond it are looked at too
 * @returns what to store: rows Kommo has after all, and burials of the others; null when nothing is missing
 */
export async function findVanished(
  session: SyncSession,
  source: MirrorSource,
  { from, until, ids }: Stretch,
  isLast: boolean,
) {
  const { orgId, connectionId } = session.ref;
  const missing = await session.select<{ kommo_id: string }>(
    `SELECT kommo_id FROM ${source.table}
      WHERE org_id = $1 AND connection_id = $2 AND NOT is_deleted
        AND updated_at >= to_timestamp($4::float8) AND ($6 OR updated_at < to_timestamp($5::float8))
        AND kommo_id <> ALL ($3::bigint[])`,
    [orgId, connectionId, ids, from, (until ?? from) + 1, isLast],
  );
  if (missing.length === 0) return null;
  return findAgain(
    session,
    source,
    missing.map((row) => row.kommo_id),
  );
}

/** Asks for rows of ours that are in doubt. @returns what to store of the answer */
async function findAgain(session: SyncSession, source: MirrorSource, ids: readonly string[]) {
  const found = await fetchByIds(session, source, ids);
  const { seesAll } = await session.rights();
  const at = new Date(session.serverTime * 1000);
  const gone = seesAll ? found.absent.map((kommoId) => ({ kommoId, at })) : [];
  return {
    async store(db: EntityManager): Promise<void> {
      await found.store(db, session.ref, { accept: 'any', readAt: found.readAt });
      await buryCards(db, session.ref, source, gone);
    },
  };
}

/** Rows a walk through everything sees are alive, whatever an older tombstone says. */
export async function reviveSeen(
  db: EntityManager,
  { orgId, connectionId }: ConnectionRef,
  { entity, table }: MirrorSource,
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
