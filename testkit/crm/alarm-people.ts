import type { Client } from 'pg';
import { newId } from '../../service-kit/data/ids';

/** A person of an organisation, as identity has them, with some permissions; the organisation is made when it is new. */
export async function createIdentityPerson(
  client: Client,
  orgId: string,
  { email, permissions }: { email: string; permissions: readonly string[] },
): Promise<void> {
  const [userId, roleId] = [newId(), newId()];
  await client.query(
    `INSERT INTO identity.organizations (org_id, name) VALUES ($1, 'Org') ON CONFLICT (org_id) DO NOTHING`,
    [orgId],
  );
  await client.query(
    `INSERT INTO identity.roles (org_id, id, key, name, is_system, permissions) VALUES ($1, $2, $3, $3, false, $4)`,
    [orgId, roleId, `role-${roleId.slice(-8)}`, permissions],
  );
  await client.query(
    `INSERT INTO identity.users (id, email, email_key, first_name, last_name, password_hash)
     VALUES ($1, $2, $2, 'Ana', 'Lima', 'x')`,
    [userId, email],
  );
  await client.query('INSERT INTO identity.memberships (org_id, user_id, role_id) VALUES ($1, $2, $3)', [
    orgId,
    userId,
    roleId,
  ]);
}
