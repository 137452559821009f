import type { MigrationInterface, QueryRunner } from 'typeorm';
import { noteChanges } from '../../../service-kit/changes/change-triggers';
import { grantTo, protectByOrganization } from '../../../service-kit/postgres/migration-sql';

const TEMPLATES = `
  CREATE TABLE estimates.templates (
    org_id uuid NOT NULL,
    id uuid NOT NULL,
    name text NOT NULL CHECK (name <> '' AND char_length(name) <= 300),
    description text CHECK (char_length(description) <= 5000),
    currency text NOT NULL CHECK (currency ~ '^[A-Z]{3}$'),
    parameters jsonb NOT NULL CHECK (jsonb_typeof(parameters) = 'array'),
    position_count integer NOT NULL CHECK (position_count >= 0),
    content jsonb NOT NULL,
    author_id uuid NOT NULL,
    version integer NOT NULL CHECK (version > 0),
    created_at timestamptz(3) NOT NULL,
    updated_at timestamptz(3) NOT NULL,
    PRIMARY KEY (org_id, id)
  )`;

/** Quantities that follow from formulas, and templates. The version before runs on the result. */
export class Templates1796800000522 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(TEMPLATES);
    await runner.query('CREATE INDEX ON estimates.templates (org_id, name, id)');
    await runner.query(`
      ALTER TABLE estimates.estimates
        ADD COLUMN parameters jsonb NOT NULL DEFAULT '[]' CHECK (jsonb_typeof(parameters) = 'array')`);
    await runner.query(`
      ALTER TABLE estimates.positions
        ADD COLUMN formula text CHECK (char_length(formula) <= 500),
        ADD COLUMN variable text CHECK (char_length(variable) <= 50)`);
    await protectByOrganization(runner, 'estimates.templates');
    await grantTo(runner, 'cashcraft_estimates', 'SELECT, INSERT, UPDATE, DELETE ON estimates.templates');
    await noteChanges(runner, 'estimates.templates');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE estimates.templates');
    await runner.query('ALTER TABLE estimates.positions DROP COLUMN formula, DROP COLUMN variable');
    await runner.query('ALTER TABLE estimates.estimates DROP COLUMN parameters');
  }
}
