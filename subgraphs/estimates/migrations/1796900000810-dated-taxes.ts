import type { MigrationInterface, QueryRunner } from 'typeorm';
import { noteChanges } from '../../../service-kit/changes/change-triggers';
import { grantTo, protectByOrganization } from '../../../service-kit/postgres/migration-sql';

/** `periods`: `[{ rate, from, until }]`, in order; a day that is null is open. */
const TABLE = `
  CREATE TABLE estimates.taxes (
    org_id uuid NOT NULL,
    id uuid NOT NULL,
    name text NOT NULL CHECK (name <> '' AND char_length(name) <= 50),
    periods jsonb NOT NULL CHECK (jsonb_typeof(periods) = 'array'),
    archived boolean NOT NULL,
    version integer NOT NULL CHECK (version > 0),
    created_at timestamptz(3) NOT NULL,
    updated_at timestamptz(3) NOT NULL,
    PRIMARY KEY (org_id, id)
  )`;

const COLUMNS = [
  ['estimates', 'tax_id uuid'],
  ['estimates', 'supply_date date'],
  ['positions', 'tax_id uuid'],
  ['positions', 'second_tax_id uuid'],
  ['organization_settings', 'default_tax_id uuid'],
] as const;

/**
 * Taxes whose percentages hold from and until a day, and the day of supply by which one is chosen. What an estimate and its positions
 * have is as it was: percentages without days. Going down, they keep the percentages that were applied last. The version before runs on
 * the result.
 */
export class DatedTaxes1796900000810 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(TABLE);
    await protectByOrganization(runner, 'estimates.taxes');
    await grantTo(runner, 'cashcraft_estimates', 'SELECT, INSERT, UPDATE, DELETE ON estimates.taxes');
    await noteChanges(runner, 'estimates.taxes');
    for (const [table, column] of COLUMNS)
      await runner.query(`ALTER TABLE estimates.${table} ADD COLUMN ${column}`);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const [table, column] of COLUMNS)
      await runner.query(`ALTER TABLE estimates.${table} DROP COLUMN ${column.split(' ')[0]}`);
    await runner.query('DROP TABLE estimates.taxes');
  }
}
