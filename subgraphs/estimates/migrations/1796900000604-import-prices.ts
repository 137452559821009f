import type { MigrationInterface, QueryRunner } from 'typeorm';

/** An import may become a version of a price list. */
export class ImportPrices1796900000604 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE estimates.imports ADD COLUMN made_catalogue uuid');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE estimates.imports DROP COLUMN made_catalogue');
  }
}
