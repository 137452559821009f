import type { MigrationInterface, QueryRunner } from 'typeorm';
import { noteChanges } from '../../../service-kit/changes/change-triggers';
import { grantTo, protectByOrganization } from '../../../service-kit/postgres/migration-sql';

const LETTERHEADS = `
  CREATE TABLE estimates.letterheads (
    org_id uuid NOT NULL PRIMARY KEY,
    legal_name text CHECK (char_length(legal_name) <= 300),
    address text CHECK (char_length(address) <= 300),
    tax_ids jsonb NOT NULL DEFAULT '[]',
    bank_lines jsonb NOT NULL DEFAULT '[]',
    footer text CHECK (char_length(footer) <= 200),
    logo jsonb,
    updated_at timestamptz(3)
  )`;

/** What stands on papers about the organisation, kept with what was sent; and who buys, with the estimate. */
export class Letterheads1796800000561 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(LETTERHEADS);
    await protectByOrganization(runner, 'estimates.letterheads');
    await grantTo(runner, 'cashcraft_estimates', 'SELECT, INSERT, UPDATE ON estimates.letterheads');
    await noteChanges(runner, 'estimates.letterheads');
    await runner.query('ALTER TABLE estimates.snapshots ADD COLUMN letterhead jsonb');
    await runner.query(
      `CREATE INDEX snapshots_logo ON estimates.snapshots (org_id, (letterhead #>> '{logo,id}'))
         WHERE letterhead #>> '{logo,id}' IS NOT NULL`,
    );
    await runner.query('ALTER TABLE estimates.estimates ADD COLUMN client jsonb');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE estimates.estimates DROP COLUMN client');
    await runner.query('DROP INDEX estimates.snapshots_logo');
    await runner.query('ALTER TABLE estimates.snapshots DROP COLUMN letterhead');
    await runner.query('DROP TABLE estimates.letterheads');
  }
}
