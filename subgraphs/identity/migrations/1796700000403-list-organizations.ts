import type { MigrationInterface, QueryRunner } from 'typeorm';
import { grantTo } from '../../../service-kit/postgres/migration-sql';

const SIGNATURE = 'identity.organization_ids(uuid)';

/** Lists organisations, a thousand after an id: what tells other subgraphs of all of them again goes through it. */
export class ListOrganizations1796700000403 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE FUNCTION identity.organization_ids(after uuid) RETURNS TABLE (id uuid) LANGUAGE plpgsql SECURITY INVOKER AS $$
      BEGIN
        PERFORM set_config('app.purpose', 'log_in', true);
        RETURN QUERY SELECT o.org_id FROM identity.organizations o WHERE o.org_id > after ORDER BY o.org_id LIMIT 1000;
        PERFORM set_config('app.purpose', '', true);
      END $$`);
    await runner.query(`REVOKE EXECUTE ON FUNCTION ${SIGNATURE} FROM PUBLIC`);
    await grantTo(runner, 'cashcraft_identity', `EXECUTE ON FUNCTION ${SIGNATURE}`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP FUNCTION ${SIGNATURE}`);
  }
}
