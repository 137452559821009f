import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Estimates are written as they were approved, too. */
export class AgreedPapers1796900000633 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE estimates.exports ADD COLUMN is_agreed boolean NOT NULL DEFAULT false');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE estimates.exports DROP COLUMN is_agreed');
  }
}
