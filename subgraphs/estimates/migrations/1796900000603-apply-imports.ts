import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What a job applies is kept with its import: what was asked for, and what came of it. */
export class ApplyImports1796900000603 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE estimates.imports
        ADD COLUMN apply_job_id uuid,
        ADD COLUMN wish jsonb,
        ADD COLUMN apply_errors jsonb,
        ADD COLUMN made uuid[]`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE estimates.imports
        DROP COLUMN apply_job_id, DROP COLUMN wish, DROP COLUMN apply_errors, DROP COLUMN made`);
  }
}
