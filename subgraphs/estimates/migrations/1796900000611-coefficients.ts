import type { MigrationInterface, QueryRunner } from 'typeorm';

const TABLES = ['estimates', 'sections', 'positions'];

/** What prices and costs for one are multiplied by: `[{ name, value, appliesTo }]`; null: nothing. */
export class Coefficients1796900000611 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const table of TABLES) {
      await runner.query(`ALTER TABLE estimates.${table} ADD COLUMN coefficients jsonb`);
      await runner.query(`
        ALTER TABLE estimates.${table} ADD CONSTRAINT ${table}_coefficients_check
          CHECK (jsonb_typeof(coefficients) = 'array') NOT VALID`);
    }
    await runner.query('ALTER TABLE estimates.positions ADD COLUMN effective_unit_price numeric');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE estimates.positions DROP COLUMN effective_unit_price');
    for (const table of TABLES) {
      await runner.query(`ALTER TABLE estimates.${table} DROP COLUMN coefficients`);
    }
  }
}
