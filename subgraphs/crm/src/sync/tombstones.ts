import type { EntityManager } from 'typeorm';
import type { ConnectionRef } from '../runtime';
import type { MirrorSource } from './sources';

/*
 * A deleted card keeps a tombstone, so that an update that arrives late does not bring it back: `storeCards` stores such
 * a row as deleted. Only Kommo's own word that it was restored, or a walk through everything that sees it, takes the
 * tombstone away.
 */

/** A card and when something happened to it. */
export interface CardMoment {
  kommoId: string;
  at: Date;
}

type Target = Pick<MirrorSource, 'entity' | 'table'>;

/** Marks cards as deleted; of those we don't hold the tombstone alone is kept. */
export async function buryCards(
  db: EntityManager,
  { orgId, connectionId }: ConnectionRef,
  { entity, table }: Target,
  cards: readonly CardMoment[],
): Promise<void> {
  if (cards.length === 0) return;
  const ids = cards.map((card) => card.kommoId);
  await db.query(
    `INSERT INTO crm.tombstones AS t (org_id, connection_id, entity, kommo_id, deleted_at)
     SELECT $1, $2, $3, d.* FROM unnest($4::bigint[], $5::timestamptz[]) AS d (kommo_id, deleted_at)
     ON CONFLICT (org_id, connection_id, entity, kommo_id) DO UPDATE SET deleted_at = EXCLUDED.deleted_at
      WHERE EXCLUDED.deleted_at > t.deleted_at`,
    [orgId, connectionId, entity, ids, cards.map((card) => card.at.toISOString())],
  );
  await db.query(
    `UPDATE ${table} SET is_deleted = true
      WHERE org_id = $1 AND connection_id = $2 AND kommo_id = ANY ($3::bigint[]) AND NOT is_deleted`,
    [orgId, connectionId, ids],
  );
}

/** Takes back deletions that are not newer than the restoring. */
export async function raiseCards(
  db: EntityManager,
  { orgId, connectionId }: ConnectionRef,
  { entity, table }: Target,
  cards: readonly CardMoment[],
): Promise<void> {
  if (cards.length === 0) return;
  const ids = cards.map((card) => card.kommoId);
  await db.query(
    `DELETE FROM crm.tombstones t USING unnest($4::bigint[], $5::timestamptz[]) AS r (kommo_id, restored_at)
      WHERE t.org_id = $1 AND t.connection_id = $2 AND t.entity = $3
        AND t.kommo_id = r.kommo_id AND t.deleted_at <= r.restored_at`,
    [orgId, connectionId, entity, ids, cards.map((card) => card.at.toISOString())],
  );
  await db.query(
    `UPDATE ${table} t SET is_deleted = false
      WHERE org_id = $1 AND connection_id = $2 AND kommo_id = ANY ($4::bigint[]) AND is_deleted
        AND NOT EXISTS (SELECT 1 FROM crm.tombstones d WHERE d.org_id = $1 AND d.connection_id = $2
                           AND d.entity = $3 AND d.kommo_id = t.kommo_id)`,
    [orgId, connectionId, entity, ids],
  );
}
