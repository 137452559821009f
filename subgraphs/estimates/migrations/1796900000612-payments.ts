import type { MigrationInterface, QueryRunner } from 'typeorm';

/** In which payments an estimate is paid, and what each comes to. The version before runs on the result: there are none. */
export class Payments1796900000612 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE estimates.estimates
        ADD COLUMN payments jsonb NOT NULL DEFAULT '[]' CHECK (jsonb_typeof(payments) = 'array'),
        ADD COLUMN payment_totals jsonb NOT NULL DEFAULT '[]' CHECK (jsonb_typeof(payment_totals) = 'array')`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE estimates.estimates DROP COLUMN payments, DROP COLUMN payment_totals');
  }
}
