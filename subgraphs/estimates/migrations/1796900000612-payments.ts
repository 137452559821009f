import type { MigrationInterface, QueryRunner } from 'typeorm';

/** In which payments an estimate is paid, and what each comes to. The version before runs on the result: there are none. */
export class Payments1796900000612 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE estimates.estimates
        ADD COLUMN payments jsonb NOT NULL DEFAULT '[]', ADD COLUMN payment_totals jsonb NOT NULL DEFAULT '[]'`);
    for (const column of ['payments', 'payment_totals']) {
      await runner.query(`
        ALTER TABLE estimates.estimates ADD CONSTRAINT estimates_${column}_check
          CHECK (jsonb_typeof(${column}) = 'array') NOT VALID`);
    }
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE estimates.estimates DROP COLUMN payments, DROP COLUMN payment_totals');
  }
}
