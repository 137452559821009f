import type { EntityManager, QueryRunner } from 'typeorm';
import { ROLE_PRESETS, SYSTEM_ROLES, type SystemRole } from '../../../../schema/permissions';
import { newId } from '../../../../service-kit/data/ids';

/**
 * Gives a new organisation its copies of the system roles (decision 0005).
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

/** What the copies of system roles shall say. */
export type SystemRoleDefinitions = Partial<
  Record<SystemRole, { name: string; permissions: readonly string[] }>
>;

/**
 * For migrations: brings every organisation's copies of system roles to a new definition, and their version forward
 * where permissions change, so that tokens tell the new from the old. Give it literals, not `ROLE_PRESETS`: a migration
 * must do tomorrow what it did today.
 *
 * @param runner of the migration; its role owns the table, which is open to it for the one statement
 * @returns how many copies changed
 */
export async function redefineSystemRoles(
  runner: QueryRunner,
  definitions: SystemRoleDefinitions,
): Promise<number> {
  const rows = Object.entries(definitions).map(([key, definition]) => ({ key, ...definition }));
  await runner.query('ALTER TABLE identity.roles NO FORCE ROW LEVEL SECURITY');
  const [changed] = (await runner.query(
    `UPDATE identity.roles role
        SET name = fresh.name, permissions = fresh.permissions,
            version = role.version + (role.permissions IS DISTINCT FROM fresh.permissions)::int
       FROM jsonb_to_recordset($1::jsonb) AS fresh (key text, name text, permissions text[])
      WHERE role.is_system AND role.key = fresh.key
        AND (role.name, role.permissions) IS DISTINCT FROM (fresh.name, fresh.permissions)
      RETURNING role.id`,
    [JSON.stringify(rows)],
  )) as [unknown[], number];
  await runner.query('ALTER TABLE identity.roles FORCE ROW LEVEL SECURITY');
  return changed.length;
}
