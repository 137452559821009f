import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What prices and costs for one follow from; null: they were given. The version before runs on the results, and leaves them as they are. */
export class PriceFormulas1796900000751 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const column of ['unit_price_formula', 'unit_cost_formula']) {
      await runner.query(`ALTER TABLE estimates.positions ADD COLUMN ${column} text`);
      await runner.query(`
        ALTER TABLE estimates.positions ADD CONSTRAINT positions_${column}_check
          CHECK (char_length(${column}) <= 500) NOT VALID`);
    }
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const column of ['unit_price_formula', 'unit_cost_formula']) {
      await runner.query(`ALTER TABLE estimates.positions DROP COLUMN ${column}`);
    }
  }
}
