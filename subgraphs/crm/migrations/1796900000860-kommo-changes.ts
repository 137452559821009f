import type { MigrationInterface, QueryRunner } from 'typeorm';
import { grantTo, protectByOrganization } from '../../../service-kit/postgres/migration-sql';

/**
 * What is to be changed in Kommo, written down before it goes out (src/writes/change-store.ts): a row lasts for as long as its request, or
 * until the job of a process that died has found out what became of it.
 */
export class KommoChanges1796900000860 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`CREATE TABLE crm.kommo_changes (
      org_id uuid NOT NULL,
      id uuid NOT NULL,
      connection_id uuid NOT NULL,
      kind text NOT NULL,
      kommo_id text NOT NULL,
      sent jsonb NOT NULL,
      implied text[] NOT NULL,
      cause text NOT NULL,
      user_id uuid,
      was_changed_at timestamptz(3),
      since bigint NOT NULL,
      audit jsonb,
      PRIMARY KEY (org_id, id),
      FOREIGN KEY (org_id, connection_id) REFERENCES crm.connections (org_id, id) ON DELETE CASCADE)`);
    await protectByOrganization(runner, 'crm.kommo_changes');
    await grantTo(runner, 'cashcraft_crm', 'SELECT, INSERT, UPDATE, DELETE ON crm.kommo_changes');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE crm.kommo_changes');
  }
}
