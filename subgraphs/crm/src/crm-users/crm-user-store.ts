import type { EntityManager } from 'typeorm';
import { newId } from '../../../../service-kit/data/ids';
import type { UserRow } from '../kommo/rows';
import type { ConnectionRef } from '../runtime';
import { withoutRepeats } from '../cards/card-store';

const PUT = `
  INSERT INTO crm.crm_users AS t (org_id, connection_id, id, kommo_id, name, email, is_admin, is_active)
  SELECT $1, $2, * FROM unnest($3::uuid[], $4::bigint[], $5::text[], $6::text[], $7::boolean[], $8::boolean[])
  ON CONFLICT (org_id, connection_id, kommo_id) DO UPDATE SET name = EXCLUDED.name, email = EXCLUDED.email,
     is_admin = EXCLUDED.is_admin, is_active = EXCLUDED.is_active, is_deleted = false
   WHERE (t.name, t.email, t.is_admin, t.is_active, t.is_deleted) IS DISTINCT FROM
         (EXCLUDED.name, EXCLUDED.email, EXCLUDED.is_admin, EXCLUDED.is_active, false)`;

const DROP = `
  UPDATE crm.crm_users SET is_deleted = true, is_active = false
   WHERE org_id = $1 AND connection_id = $2 AND NOT is_deleted AND kommo_id <> ALL ($3::bigint[])`;

/** Stores all people of an account; who is not among them is marked as removed, since cards still name them. */
export async function storeUsers(
  db: EntityManager,
  { orgId, connectionId }: ConnectionRef,
  given: readonly UserRow[],
): Promise<void> {
  const rows = withoutRepeats(given);
  const ids = rows.map((row) => row.id);
  await db.query(PUT, [
    orgId,
    connectionId,
    rows.map(() => newId()),
    ids,
    rows.map((row) => row.name),
    rows.map((row) => row.email),
    rows.map((row) => row.rights.is_admin),
    rows.map((row) => row.rights.is_active),
  ]);
  await db.query(DROP, [orgId, connectionId, ids]);
}
