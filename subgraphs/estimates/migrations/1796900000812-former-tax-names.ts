import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What a tax with days was called before: drafts that are called so follow. The version before leaves them as they are. */
export class FormerTaxNames1796900000812 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE estimates.taxes ADD COLUMN former_names text[] NOT NULL DEFAULT '{}'`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE estimates.taxes DROP COLUMN former_names');
  }
}
