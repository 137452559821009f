import type { EntityManager } from 'typeorm';
import { ROLE_PRESETS, SYSTEM_ROLES, type SystemRole } from '../../../../schema/permissions';
import { newId } from '../../../../service-kit/ids';

/**
 * Gives a new organisation its copies of the system roles (decision 0002).
 *
 * @returns their ids by key
 */
export async function addSystemRoles(db: EntityManager, orgId: string): Promise<Record<SystemRole, string>> {
  const ids = Object.fromEntries(SYSTEM_ROLES.map((key) => [key, newId()])) as Record<SystemRole, string>;
  const rows = SYSTEM_ROLES.map((key) => ({ id: ids[key], key, ...ROLE_PRESETS[key] }));
  await db.query(
    `INSERT INTO identity.roles (org_id, id, key, name, is_system, permissions)
     SELECT $1, role.id, role.key, role.name, true, role.permissions
       FROM jsonb_to_recordset($2::jsonb) AS role (id uuid, key text, name text, permissions text[])`,
    [orgId, JSON.stringify(rows)],
  );
  return ids;
}
