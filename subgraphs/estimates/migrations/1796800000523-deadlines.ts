import type { MigrationInterface, QueryRunner } from 'typeorm';
import { grantTo, protectByOrganization } from '../../../service-kit/postgres/migration-sql';

const ROLE = 'cashcraft_estimates';
const PURPOSE = `current_setting('app.purpose', true) = 'expiry'`;

/** What a client has until a day: one row for each estimate that waits for a decision. A table of its own, for it is read across organisations. */
const DEADLINES = `
  CREATE TABLE estimates.deadlines (
    org_id uuid NOT NULL,
    estimate_id uuid NOT NULL,
    valid_until date NOT NULL,
    PRIMARY KEY (org_id, estimate_id),
    FOREIGN KEY (org_id, estimate_id) REFERENCES estimates.estimates (org_id, id) ON DELETE CASCADE
  )`;

/** Keeps the table, whoever moves an estimate. */
export const KEEP_DEADLINE = `
  CREATE FUNCTION estimates.keep_deadline() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN
    IF NEW.status IN ('SENT', 'VIEWED') AND NEW.valid_until IS NOT NULL THEN
      INSERT INTO estimates.deadlines (org_id, estimate_id, valid_until)
        VALUES (NEW.org_id, NEW.id, NEW.valid_until)
        ON CONFLICT (org_id, estimate_id) DO UPDATE SET valid_until = excluded.valid_until;
    ELSE
      DELETE FROM estimates.deadlines WHERE org_id = NEW.org_id AND estimate_id = NEW.id;
    END IF;
    RETURN NULL;
  END $$`;

/**
 * Estimates whose last day is over where their organisation is, at an instant. No clock is more than 14 hours ahead of UTC, so that
 * younger ones are not looked at; an unknown zone counts as UTC.
 */
const DUE = `
  CREATE FUNCTION estimates.estimates_to_expire(at timestamptz, most integer) RETURNS TABLE (org_id uuid, estimate_id uuid)
  LANGUAGE plpgsql SECURITY INVOKER AS $$
  BEGIN
    PERFORM set_config('app.purpose', 'expiry', true);
    RETURN QUERY
      WITH over AS MATERIALIZED (
        SELECT deadline.org_id, deadline.estimate_id, deadline.valid_until, settings.time_zone
          FROM estimates.deadlines deadline
          LEFT JOIN estimates.organization_settings settings ON settings.org_id = deadline.org_id
         WHERE deadline.valid_until <= (at AT TIME ZONE 'UTC' + interval '14 hours')::date),
      zones AS MATERIALIZED (
        SELECT name FROM pg_timezone_names WHERE name IN (SELECT time_zone FROM over))
      SELECT over.org_id, over.estimate_id FROM over LEFT JOIN zones ON zones.name = over.time_zone
       WHERE over.valid_until < (at AT TIME ZONE coalesce(zones.name, 'UTC'))::date
       ORDER BY over.valid_until LIMIT most;
    PERFORM set_config('app.purpose', '', true);
  END $$`;

/** Offers end by themselves after their last day. */
export class Deadlines1796800000523 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(DEADLINES);
    await runner.query('CREATE INDEX ON estimates.deadlines (valid_until)');
    await runner.query(`ALTER TABLE estimates.estimates NO FORCE ROW LEVEL SECURITY`);
    await runner.query(
      `INSERT INTO estimates.deadlines (org_id, estimate_id, valid_until)
       SELECT org_id, id, valid_until FROM estimates.estimates
        WHERE status IN ('SENT', 'VIEWED') AND valid_until IS NOT NULL`,
    );
    await runner.query(`ALTER TABLE estimates.estimates FORCE ROW LEVEL SECURITY`);
    await protectByOrganization(runner, 'estimates.deadlines', PURPOSE);
    await runner.query(
      `CREATE POLICY purpose ON estimates.organization_settings FOR SELECT USING (${PURPOSE})`,
    );
    await grantTo(runner, ROLE, 'SELECT, INSERT, UPDATE, DELETE ON estimates.deadlines');
    await runner.query(KEEP_DEADLINE);
    await runner.query(
      `CREATE TRIGGER keep_deadline AFTER INSERT OR UPDATE OF status, valid_until ON estimates.estimates
         FOR EACH ROW EXECUTE FUNCTION estimates.keep_deadline()`,
    );
    await runner.query(DUE);
    await runner.query(
      'REVOKE EXECUTE ON FUNCTION estimates.estimates_to_expire(timestamptz, integer) FROM PUBLIC',
    );
    await grantTo(runner, ROLE, 'EXECUTE ON FUNCTION estimates.estimates_to_expire(timestamptz, integer)');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP FUNCTION estimates.estimates_to_expire(timestamptz, integer)');
    await runner.query('DROP TRIGGER keep_deadline ON estimates.estimates');
    await runner.query('DROP FUNCTION estimates.keep_deadline()');
    await runner.query('DROP POLICY purpose ON estimates.organization_settings');
    await runner.query('DROP TABLE estimates.deadlines');
  }
}
