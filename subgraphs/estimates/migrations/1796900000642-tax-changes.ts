import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Taxes that new estimates of an organisation began with before: `[{ rate, name }]`. The version before runs on the result. */
export class TaxChanges1796900000642 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE estimates.organization_settings ADD COLUMN former_taxes jsonb NOT NULL DEFAULT '[]'`);
    await runner.query(`
      ALTER TABLE estimates.organization_settings ADD CONSTRAINT organization_settings_former_taxes_check
        CHECK (jsonb_typeof(former_taxes) = 'array') NOT VALID`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE estimates.organization_settings DROP COLUMN former_taxes');
  }
}
