import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * The pace of accounts stands behind row-level security like every table, and everyone passes: it is shared by all
 * organisations on purpose, and says nothing of any of them.
 */
export class WallAroundPace1796600000123 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE crm.account_pace ENABLE ROW LEVEL SECURITY');
    await runner.query('ALTER TABLE crm.account_pace FORCE ROW LEVEL SECURITY');
    await runner.query('CREATE POLICY shared ON crm.account_pace USING (true) WITH CHECK (true)');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP POLICY shared ON crm.account_pace');
    await runner.query('ALTER TABLE crm.account_pace NO FORCE ROW LEVEL SECURITY');
    await runner.query('ALTER TABLE crm.account_pace DISABLE ROW LEVEL SECURITY');
  }
}
