import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What a position was priced with in another currency: `{ currency, unitPrice, unitCost, rate, source, on }`; null: nothing. The version
 * before runs on the result.
 */
export class ForeignPrices1796900000645 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE estimates.positions ADD COLUMN foreign_price jsonb');
    await runner.query(`
      ALTER TABLE estimates.positions ADD CONSTRAINT positions_foreign_price_check
        CHECK (jsonb_typeof(foreign_price) = 'object') NOT VALID`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE estimates.positions DROP COLUMN foreign_price');
  }
}
