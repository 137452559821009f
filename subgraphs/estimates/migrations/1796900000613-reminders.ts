import type { MigrationInterface, QueryRunner } from 'typeorm';
import { grantTo } from '../../../service-kit/postgres/migration-sql';
import { KEEP_DEADLINE } from './1796800000523-deadlines';

const ROLE = 'cashcraft_estimates';
const TO_REMIND = 'estimates.estimates_to_remind(timestamptz, integer)';

/** The trigger notes when an estimate was sent, too: nobody is reminded of what came yesterday. Of older ones that is not known. */
const KEEP = KEEP_DEADLINE.replace('CREATE FUNCTION', 'CREATE OR REPLACE FUNCTION')
  .replace('estimate_id, valid_until)\n', 'estimate_id, valid_until, sent_at)\n')
  .replace('NEW.id, NEW.valid_until)', 'NEW.id, NEW.valid_until, NEW.sent_at)');

/**
 * Estimates that wait for a decision and are to be reminded of at an instant: so many days before the last one as their organisation
 * wants, by its own calendar, and a day after they were sent at the earliest. None of an organisation that was deleted.
 */
const DUE = `
  CREATE FUNCTION estimates.estimates_to_remind(at timestamptz, most integer) RETURNS TABLE (org_id uuid, estimate_id uuid)
  LANGUAGE plpgsql SECURITY INVOKER AS $$
  BEGIN
    PERFORM set_config('app.purpose', 'expiry', true);
    RETURN QUERY
      WITH soon AS MATERIALIZED (
        SELECT deadline.org_id, deadline.estimate_id, deadline.valid_until, settings.time_zone, settings.remind_days
          FROM estimates.organization_settings settings
          JOIN estimates.deadlines deadline ON deadline.org_id = settings.org_id
         WHERE settings.remind_days IS NOT NULL AND settings.closed_until IS NULL
           AND deadline.reminded_at IS NULL AND coalesce(deadline.sent_at, '-infinity') <= at - interval '1 day'
           AND deadline.valid_until - settings.remind_days <= (at AT TIME ZONE 'UTC' + interval '14 hours')::date),
      zones AS MATERIALIZED (
        SELECT name FROM pg_timezone_names WHERE name IN (SELECT time_zone FROM soon))
      SELECT soon.org_id, soon.estimate_id FROM soon LEFT JOIN zones ON zones.name = soon.time_zone
       WHERE (at AT TIME ZONE coalesce(zones.name, 'UTC'))::date
             BETWEEN soon.valid_until - soon.remind_days AND soon.valid_until
       ORDER BY soon.valid_until LIMIT most;
    PERFORM set_config('app.purpose', '', true);
  END $$`;

/** Clients and authors are reminded of what waits for a decision. */
export class Reminders1796900000613 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE estimates.client_links ADD COLUMN mailed boolean NOT NULL DEFAULT false');
    await runner.query('ALTER TABLE estimates.organization_settings ADD COLUMN remind_days smallint');
    await runner.query(`
      ALTER TABLE estimates.organization_settings
        ADD CONSTRAINT organization_settings_remind_days_check CHECK (remind_days BETWEEN 1 AND 60) NOT VALID`);
    await runner.query(`
      ALTER TABLE estimates.deadlines ADD COLUMN sent_at timestamptz(3), ADD COLUMN reminded_at timestamptz(3)`);
    await runner.query(KEEP);
    await runner.query(DUE);
    await runner.query(`REVOKE EXECUTE ON FUNCTION ${TO_REMIND} FROM PUBLIC`);
    await grantTo(runner, ROLE, `EXECUTE ON FUNCTION ${TO_REMIND}`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP FUNCTION ${TO_REMIND}`);
    await runner.query(KEEP_DEADLINE.replace('CREATE FUNCTION', 'CREATE OR REPLACE FUNCTION'));
    await runner.query('ALTER TABLE estimates.deadlines DROP COLUMN sent_at, DROP COLUMN reminded_at');
    await runner.query('ALTER TABLE estimates.organization_settings DROP COLUMN remind_days');
    await runner.query('ALTER TABLE estimates.client_links DROP COLUMN mailed');
  }
}
