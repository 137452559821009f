import type { MigrationInterface, QueryRunner } from 'typeorm';
import { grantTo, protectByOrganization } from '../../../service-kit/postgres/migration-sql';

/**
 * Our copy is compared with Kommo; an account's requests are paced for all processes and organisations together. The pace
 * holds no organisation's data: only Kommo's number of an account and when it may be asked next.
 */
export class Checks1796600000122 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`CREATE TABLE crm.drift_checks (
      org_id uuid NOT NULL,
      id uuid NOT NULL,
      connection_id uuid NOT NULL,
      entity text NOT NULL,
      checked_at timestamptz(3) NOT NULL,
      checked integer NOT NULL,
      drifted integer NOT NULL,
      ours integer,
      theirs integer,
      PRIMARY KEY (org_id, id),
      FOREIGN KEY (org_id, connection_id) REFERENCES crm.connections (org_id, id) ON DELETE CASCADE)`);
    await protectByOrganization(runner, 'crm.drift_checks');
    await runner.query('CREATE INDEX ON crm.drift_checks (org_id, connection_id, checked_at)');
    await runner.query(`CREATE TABLE crm.account_pace (
      account_id bigint PRIMARY KEY,
      free_at timestamptz NOT NULL,
      minute bigint NOT NULL,
      used integer NOT NULL,
      used_before integer NOT NULL DEFAULT 0)`);
    for (const table of ['drift_checks', 'account_pace']) {
      await grantTo(runner, 'cashcraft_crm', `SELECT, INSERT, UPDATE, DELETE ON crm.${table}`);
    }
    await runner.query(`ALTER TABLE crm.connections
      ADD full_at timestamptz(3), ADD sampled_at timestamptz(3), ADD counted_at timestamptz(3)`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE crm.connections
      DROP COLUMN full_at, DROP COLUMN sampled_at, DROP COLUMN counted_at`);
    await runner.query('DROP TABLE crm.drift_checks, crm.account_pace');
  }
}
