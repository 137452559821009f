import type { MigrationInterface, QueryRunner } from 'typeorm';
import { noteChanges } from '../../../service-kit/changes/change-triggers';
import { grantTo, protectByOrganization } from '../../../service-kit/postgres/migration-sql';

/** What an account's plan and the rights of whoever gave access allow; `told_…` is what people were written of it. */
export class ConnectionAccess1796900000831 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`CREATE TABLE crm.connection_access (
      org_id uuid NOT NULL,
      connection_id uuid NOT NULL,
      capability text NOT NULL,
      state text NOT NULL,
      since timestamptz(3) NOT NULL,
      checked_at timestamptz(3) NOT NULL,
      told_state text,
      told_at timestamptz(3),
      PRIMARY KEY (org_id, connection_id, capability),
      FOREIGN KEY (org_id, connection_id) REFERENCES crm.connections (org_id, id) ON DELETE CASCADE)`);
    await protectByOrganization(runner, 'crm.connection_access');
    await grantTo(runner, 'cashcraft_crm', 'SELECT, INSERT, UPDATE, DELETE ON crm.connection_access');
    await noteChanges(runner, 'crm.connection_access');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE crm.connection_access');
  }
}
