import type { MigrationInterface, QueryRunner } from 'typeorm';
import { grantTo } from '../../../service-kit/postgres/migration-sql';

const SIGNATURE = 'identity.people_allowed(text)';

/**
 * Answers another subgraph whom to write to: the people of this transaction's organisation who may do something now, their
 * addresses and languages. As `has_permission` (1796600000201) does; a hundred at most.
 */
export class PeopleAllowed1796800000590 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE FUNCTION identity.people_allowed(wanted text) RETURNS TABLE (email text, locale text)
        STABLE LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
        SELECT u.email::text, u.locale::text FROM identity.memberships m
          JOIN identity.roles r ON r.org_id = m.org_id AND r.id = m.role_id
          JOIN identity.users u ON u.id = m.user_id
          JOIN identity.organizations o ON o.org_id = m.org_id
         WHERE m.org_id = nullif(current_setting('app.org_id', true), '')::uuid
           AND m.status = 'ACTIVE' AND u.status = 'ACTIVE' AND o.status = 'ACTIVE' AND wanted = ANY (r.permissions)
         ORDER BY u.id LIMIT 100
      $$`);
    await runner.query(`REVOKE EXECUTE ON FUNCTION ${SIGNATURE} FROM PUBLIC`);
    await grantTo(runner, 'cashcraft_crm', `EXECUTE ON FUNCTION ${SIGNATURE}`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP FUNCTION ${SIGNATURE}`);
  }
}
