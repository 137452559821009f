import type { MigrationInterface, QueryRunner } from 'typeorm';
import { grantTo, protectByOrganization } from '../../../service-kit/postgres/migration-sql';

/**
 * What is to be made in Kommo, written down before it is sent (src/writes/write-store.ts). A row of Kommo's belongs to one
 * write at most: two equal writes never take the same row for theirs.
 */
export class KommoWrites1796600000140 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`CREATE TABLE crm.kommo_writes (
      org_id uuid NOT NULL,
      id uuid NOT NULL,
      connection_id uuid NOT NULL,
      entity text NOT NULL,
      path text NOT NULL,
      body jsonb NOT NULL,
      state text NOT NULL DEFAULT 'OPEN',
      sent_at timestamptz(3),
      looked_from timestamptz(3),
      kommo_id text,
      errors jsonb,
      runner uuid,
      lease_until timestamptz(3),
      created_at timestamptz(3) NOT NULL DEFAULT now(),
      finished_at timestamptz(3),
      PRIMARY KEY (org_id, id),
      FOREIGN KEY (org_id, connection_id) REFERENCES crm.connections (org_id, id) ON DELETE CASCADE)`);
    await runner.query(
      `CREATE UNIQUE INDEX kommo_writes_made ON crm.kommo_writes (org_id, connection_id, entity, kommo_id)
        WHERE kommo_id IS NOT NULL`,
    );
    await runner.query('CREATE INDEX ON crm.kommo_writes (org_id, finished_at)');
    await protectByOrganization(runner, 'crm.kommo_writes');
    await grantTo(runner, 'cashcraft_crm', 'SELECT, INSERT, UPDATE, DELETE ON crm.kommo_writes');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE crm.kommo_writes');
  }
}
