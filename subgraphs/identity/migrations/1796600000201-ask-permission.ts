import type { MigrationInterface, QueryRunner } from 'typeorm';
import { grantTo } from '../../../service-kit/postgres/migration-sql';

const SIGNATURE = 'identity.has_permission(uuid, text)';

/**
 * Answers another subgraph that has no token at hand (a browser comes back from Kommo) whether a person may still do
 * something in the organisation of this transaction. SECURITY DEFINER, so that the asking role need not see the tables;
 * row-level security holds for the owner too, and the organisation is in the query besides.
 */
export class AskPermission1796600000201 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE FUNCTION identity.has_permission(person uuid, wanted text) RETURNS boolean
        STABLE LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
        SELECT EXISTS (
          SELECT 1 FROM identity.memberships m
            JOIN identity.roles r ON r.org_id = m.org_id AND r.id = m.role_id
            JOIN identity.users u ON u.id = m.user_id
            JOIN identity.organizations o ON o.org_id = m.org_id
           WHERE m.org_id = nullif(current_setting('app.org_id', true), '')::uuid AND m.user_id = person
             AND m.status = 'ACTIVE' AND u.status = 'ACTIVE' AND o.status = 'ACTIVE' AND wanted = ANY (r.permissions))
      $$`);
    await runner.query(`REVOKE EXECUTE ON FUNCTION ${SIGNATURE} FROM PUBLIC`);
    await grantTo(runner, 'cashcraft_crm', `EXECUTE ON FUNCTION ${SIGNATURE}`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP FUNCTION ${SIGNATURE}`);
  }
}
