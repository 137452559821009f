import type { EntityManager } from 'typeorm';
import type { ConnectionRef } from '../runtime';

/* What a person should know of a connection that works all the same: one line per code, until it no longer holds. */

/** What is said. */
export interface Notice {
  /** Stable, UPPER_CASE. */
  code: string;
  message: string;
}

/** Says it, or again with other words. */
export async function putNotice(
  db: EntityManager,
  { orgId, connectionId }: ConnectionRef,
  { code, message }: Notice,
): Promise<void> {
  await db.query(
    `INSERT INTO crm.connection_notices AS n (org_id, connection_id, code, message, since)
     VALUES ($1, $2, $3, $4, now())
     ON CONFLICT (org_id, connection_id, code) DO UPDATE SET message = EXCLUDED.message
      WHERE n.message <> EXCLUDED.message`,
    [orgId, connectionId, code, message],
  );
}

/** It no longer holds. */
export async function endNotice(
  db: EntityManager,
  { orgId, connectionId }: ConnectionRef,
  code: string,
): Promise<void> {
  await db.query(
    'DELETE FROM crm.connection_notices WHERE org_id = $1 AND connection_id = $2 AND code = $3',
    [orgId, connectionId, code],
  );
}
