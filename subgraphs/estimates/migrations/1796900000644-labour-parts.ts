import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What of a position's amount is labour, in percent; null: all of WORK, nothing of others. The version before runs on the result. */
export class LabourParts1796900000644 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE estimates.positions ADD COLUMN labour_percent numeric(9,6)');
    await runner.query(`
      ALTER TABLE estimates.positions ADD CONSTRAINT positions_labour_percent_check
        CHECK (labour_percent BETWEEN 0 AND 100) NOT VALID`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE estimates.positions DROP COLUMN labour_percent');
  }
}
