import type { MigrationInterface, QueryRunner } from 'typeorm';
import { grantTo } from '../../../service-kit/postgres/migration-sql';

const VERIFIERS = ['cashcraft_gateway', 'cashcraft_crm', 'cashcraft_estimates'];
const RECENT = 'identity.recently_changed_permissions()';

/**
 * Every change of what a member may do raises the number in their tokens (`pv`), whoever makes it: a role that is given, or a
 * role's permissions that change. Verifiers read the recent ones and refuse older tokens. The version before this one still
 * runs on the result.
 */
export class PermissionVersions1796700000103 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE identity.memberships
        ADD COLUMN permissions_version integer NOT NULL DEFAULT 1,
        ADD COLUMN permissions_changed_at timestamptz(3)`);
    // Tokens of the version before carry the role's number: nobody's may be below it.
    await runner.query('ALTER TABLE identity.memberships NO FORCE ROW LEVEL SECURITY');
    await runner.query('ALTER TABLE identity.roles NO FORCE ROW LEVEL SECURITY');
    await runner.query(`
      UPDATE identity.memberships member SET permissions_version = role.version
        FROM identity.roles role WHERE role.org_id = member.org_id AND role.id = member.role_id AND role.version > 1`);
    await runner.query('ALTER TABLE identity.roles FORCE ROW LEVEL SECURITY');
    await runner.query('ALTER TABLE identity.memberships FORCE ROW LEVEL SECURITY');
    await runner.query(`CREATE INDEX memberships_permissions_changed ON identity.memberships (permissions_changed_at)
      WHERE permissions_changed_at IS NOT NULL`);
    for (const sql of [RAISE_MEMBER, RAISE_ROLE, RECENTLY_CHANGED]) await runner.query(sql);
    await runner.query(`CREATE TRIGGER raise_permissions BEFORE UPDATE OF role_id ON identity.memberships
      FOR EACH ROW WHEN (OLD.role_id IS DISTINCT FROM NEW.role_id) EXECUTE FUNCTION identity.raise_member_permissions()`);
    await runner.query(`CREATE TRIGGER raise_permissions AFTER UPDATE OF permissions ON identity.roles
      FOR EACH ROW WHEN (OLD.permissions IS DISTINCT FROM NEW.permissions)
      EXECUTE FUNCTION identity.raise_role_permissions()`);
    await runner.query(`CREATE POLICY permission_changes ON identity.memberships FOR SELECT
      USING (current_setting('app.purpose', true) = 'permission_changes')`);
    await runner.query(`REVOKE EXECUTE ON FUNCTION ${RECENT} FROM PUBLIC`);
    for (const role of ['cashcraft_identity', ...VERIFIERS]) {
      await grantTo(runner, role, `EXECUTE ON FUNCTION ${RECENT}`);
    }
    for (const role of VERIFIERS) {
      await grantTo(
        runner,
        role,
        'SELECT (org_id, user_id, permissions_version, permissions_changed_at) ON identity.memberships',
      );
    }
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP POLICY permission_changes ON identity.memberships');
    await runner.query('DROP TRIGGER raise_permissions ON identity.roles');
    await runner.query('DROP TRIGGER raise_permissions ON identity.memberships');
    await runner.query(
      'DROP FUNCTION identity.raise_member_permissions(), identity.raise_role_permissions()',
    );
    await runner.query(`DROP FUNCTION ${RECENT}`);
    await runner.query(
      'ALTER TABLE identity.memberships DROP COLUMN permissions_version, DROP COLUMN permissions_changed_at',
    );
  }
}

const RAISE_MEMBER = `
  CREATE FUNCTION identity.raise_member_permissions() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN
    NEW.permissions_version := OLD.permissions_version + 1;
    NEW.permissions_changed_at := clock_timestamp();
    RETURN NEW;
  END $$`;

/** Inside the role's own organisation, also when a migration changes the roles of all of them. */
const RAISE_ROLE = `
  CREATE FUNCTION identity.raise_role_permissions() RETURNS trigger LANGUAGE plpgsql AS $$
  DECLARE former text := coalesce(current_setting('app.org_id', true), '');
  BEGIN
    PERFORM set_config('app.org_id', NEW.org_id::text, true);
    UPDATE identity.memberships
       SET permissions_version = permissions_version + 1, permissions_changed_at = clock_timestamp()
     WHERE org_id = NEW.org_id AND role_id = NEW.id;
    PERFORM set_config('app.org_id', former, true);
    RETURN NULL;
  END $$`;

/** An hour, as for ended sessions: access tokens live 10 minutes; the rest is for clocks that were set meanwhile. */
const RECENTLY_CHANGED = `
  CREATE FUNCTION identity.recently_changed_permissions()
  RETURNS TABLE (org_id uuid, user_id uuid, version integer, remaining_ms bigint)
  LANGUAGE plpgsql SECURITY INVOKER SET plan_cache_mode = force_custom_plan AS $$
  BEGIN
    PERFORM set_config('app.purpose', 'permission_changes', true);
    RETURN QUERY
      SELECT member.org_id, member.user_id, member.permissions_version,
             (extract(epoch FROM member.permissions_changed_at + interval '1 hour' - clock_timestamp()) * 1000)::bigint
        FROM identity.memberships member
       WHERE member.permissions_changed_at > clock_timestamp() - interval '1 hour';
    PERFORM set_config('app.purpose', '', true);
  END $$`;
