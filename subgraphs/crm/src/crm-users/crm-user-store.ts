import type { EntityManager } from 'typeorm';
import { saveRows } from '../../../../service-kit/data/bulk-rows';
import { newId } from '../../../../service-kit/data/ids';
import { parseEmail } from '../../../../service-kit/mail/email-address';
import type { UserRow } from '../kommo/rows';
import type { ConnectionRef } from '../runtime';
import { withoutRepeats } from '../mirror/mirror-table';
import { CrmUser } from './crm-user.entity';

const DROP = `
  UPDATE crm.crm_users SET is_deleted = true, is_active = false
   WHERE org_id = $1 AND connection_id = $2 AND NOT is_deleted AND kommo_id <> ALL ($3::bigint[])`;

/**
 * Stores all people of an account; who is not among them is marked as removed, since cards still name them.
 *
 * @param kept people who are there though they could not be read; null when the answer does not show who is gone
 */
export async function storeUsers(
  db: EntityManager,
  { orgId, connectionId }: ConnectionRef,
  given: readonly UserRow[],
  kept: readonly string[] | null,
): Promise<void> {
  const rows = withoutRepeats(given);
  const people = rows.map((row) => ({
    orgId,
    id: newId(),
    connectionId,
    kommoId: row.id,
    name: row.name,
    email: row.email,
    emailKey: parseEmail(row.email ?? '')?.emailKey ?? null,
    keyedEmail: row.email,
    isAdmin: row.rights.is_admin,
    isActive: row.rights.is_active,
    isDeleted: false,
  }));
  await saveRows(db, CrmUser, people, { key: ['orgId', 'connectionId', 'kommoId'] });
  if (kept === null) return;
  await db.query(DROP, [orgId, connectionId, [...rows.map((row) => row.id), ...kept]]);
}
