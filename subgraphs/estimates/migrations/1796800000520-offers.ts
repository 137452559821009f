import type { MigrationInterface, QueryRunner } from 'typeorm';
import { KEEP_ESTIMATE } from './1796600000115-lineage';

/** `{ group: text | null, taken: boolean }`; null: part of the offer. */
const CHOICE = `
  ADD COLUMN choice jsonb CHECK (jsonb_typeof(choice) = 'object' AND jsonb_typeof(choice -> 'taken') = 'boolean'),
  ADD COLUMN included boolean NOT NULL DEFAULT true`;

const POSITIONS = `
  ALTER TABLE estimates.positions
    ${CHOICE},
    ADD COLUMN second_tax_rate text
      CHECK (second_tax_rate = 'EXEMPT' OR second_tax_rate ~ '^[0-9]{1,3}(\\.[0-9]{1,6})?$'),
    ADD COLUMN second_tax numeric(19,4) NOT NULL DEFAULT 0,
    DROP CONSTRAINT positions_quantity_check,
    DROP CONSTRAINT positions_unit_price_check`;

/** What was agreed is written with the decision, and stays. */
const ESTIMATES = `
  ALTER TABLE estimates.estimates
    ADD COLUMN tax_name text CHECK (char_length(tax_name) <= 50),
    ADD COLUMN second_tax jsonb CHECK (jsonb_typeof(second_tax) = 'object'),
    ADD COLUMN taxes jsonb NOT NULL DEFAULT '[]' CHECK (jsonb_typeof(taxes) = 'array'),
    ADD COLUMN options_total numeric(19,4) NOT NULL DEFAULT 0,
    ADD COLUMN agreed jsonb`;

const SETTINGS = `
  ALTER TABLE estimates.organization_settings
    ADD COLUMN default_tax_name text CHECK (char_length(default_tax_name) <= 50)`;

const DECIDED = "'decision_reason', 'decision_evidence'";

/** Options and alternatives, credits, a second tax. The version before runs on the result: what is new has defaults. */
export class Offers1796800000520 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(POSITIONS);
    await runner.query(`ALTER TABLE estimates.sections ${CHOICE}`);
    await runner.query(ESTIMATES);
    await runner.query(SETTINGS);
    await runner.query(KEEP_ESTIMATE.replace(DECIDED, `${DECIDED}, 'agreed'`));
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(KEEP_ESTIMATE);
    await runner.query('ALTER TABLE estimates.organization_settings DROP COLUMN default_tax_name');
    await runner.query(`
      ALTER TABLE estimates.estimates
        DROP COLUMN tax_name, DROP COLUMN second_tax, DROP COLUMN taxes, DROP COLUMN options_total, DROP COLUMN agreed`);
    await runner.query('ALTER TABLE estimates.sections DROP COLUMN choice, DROP COLUMN included');
    // Credits that were made since stay as they are.
    await runner.query(`
      ALTER TABLE estimates.positions
        DROP COLUMN choice, DROP COLUMN included, DROP COLUMN second_tax_rate, DROP COLUMN second_tax,
        ADD CONSTRAINT positions_quantity_check CHECK (quantity >= 0) NOT VALID,
        ADD CONSTRAINT positions_unit_price_check CHECK (unit_price >= 0) NOT VALID`);
  }
}
