import type { MigrationInterface, QueryRunner } from 'typeorm';
import { noteChanges } from '../../../service-kit/changes/change-triggers';
import { grantTo, protectByOrganization } from '../../../service-kit/postgres/migration-sql';
import { storeResults } from './backfill/store-results';

/** Every amount of a line is stored with it; what is measured on cost is part of its price. */
const POSITION_COLUMNS = `
  ALTER TABLE estimates.positions
    ADD COLUMN cost_share numeric(19,4) NOT NULL DEFAULT 0,
    ADD COLUMN shown_unit_price numeric(24,6),
    ADD COLUMN adjustment_amount numeric(19,4) NOT NULL DEFAULT 0,
    ADD COLUMN net numeric(19,4) NOT NULL DEFAULT 0,
    ADD COLUMN tax numeric(19,4) NOT NULL DEFAULT 0`;

const POSITION_AMOUNT = `
  ALTER TABLE estimates.positions ADD CONSTRAINT positions_amount
    CHECK (amount = base_amount + markup_amount - discount_amount + cost_share)`;

const ESTIMATE_COLUMNS = `
  ALTER TABLE estimates.estimates
    ADD COLUMN warnings jsonb NOT NULL DEFAULT '[]' CHECK (jsonb_typeof(warnings) = 'array'),
    ADD COLUMN tax_chosen boolean NOT NULL DEFAULT true,
    ADD COLUMN priced_by_cost boolean NOT NULL DEFAULT false`;

/** What was sent, whole. `shown` is the text whose SHA-256 the client agrees to. */
const SNAPSHOTS = `
  CREATE TABLE estimates.snapshots (
    org_id uuid NOT NULL,
    estimate_id uuid NOT NULL,
    format smallint NOT NULL CHECK (format > 0),
    policy_version integer NOT NULL CHECK (policy_version > 0),
    content_hash text NOT NULL,
    shown text NOT NULL,
    rows jsonb NOT NULL,
    totals jsonb NOT NULL,
    created_at timestamptz(3) NOT NULL,
    PRIMARY KEY (org_id, estimate_id),
    FOREIGN KEY (org_id, estimate_id) REFERENCES estimates.estimates (org_id, id),
    CHECK (content_hash = encode(sha256(convert_to(shown, 'UTF8')), 'hex'))
  )`;

const KEEP_SNAPSHOTS = `
  CREATE FUNCTION estimates.keep_snapshot() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN
    RAISE EXCEPTION 'what was sent is kept as it was' USING ERRCODE = 'restrict_violation';
  END $$`;

/** What estimates needs of an organisation: filled from identity's events; without a row, UTC and no currency. */
const SETTINGS = `
  CREATE TABLE estimates.organization_settings (
    org_id uuid NOT NULL PRIMARY KEY,
    time_zone text NOT NULL DEFAULT 'UTC',
    currency text CHECK (currency ~ '^[A-Z]{3}$'),
    default_tax_rate text
  )`;

/** The version before runs on the result: it leaves the new columns at their defaults. */
export class KeepResults1796600000114 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE estimates.positions DROP CONSTRAINT IF EXISTS positions_check');
    for (const made of [POSITION_COLUMNS, ESTIMATE_COLUMNS, SNAPSHOTS, KEEP_SNAPSHOTS, SETTINGS]) {
      await runner.query(made);
    }
    await runner.query(
      `CREATE TRIGGER keep BEFORE UPDATE OR DELETE OR TRUNCATE ON estimates.snapshots
         FOR EACH STATEMENT EXECUTE FUNCTION estimates.keep_snapshot()`,
    );
    await storeResults(runner);
    await runner.query(POSITION_AMOUNT);
    const tables = { snapshots: 'SELECT, INSERT', organization_settings: 'SELECT, INSERT, UPDATE' };
    for (const [table, grant] of Object.entries(tables)) {
      await protectByOrganization(runner, `estimates.${table}`);
      await grantTo(runner, 'cashcraft_estimates', `${grant} ON estimates.${table}`);
      await noteChanges(runner, `estimates.${table}`);
    }
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE estimates.organization_settings');
    await runner.query('DROP TABLE estimates.snapshots');
    await runner.query('DROP FUNCTION estimates.keep_snapshot()');
    await runner.query(`
      ALTER TABLE estimates.estimates
        DROP COLUMN warnings, DROP COLUMN tax_chosen, DROP COLUMN priced_by_cost`);
    await runner.query(`
      ALTER TABLE estimates.positions
        DROP COLUMN cost_share, DROP COLUMN shown_unit_price, DROP COLUMN adjustment_amount,
        DROP COLUMN net, DROP COLUMN tax`);
  }
}
