import type { MigrationInterface, QueryRunner } from 'typeorm';

/** As in {@link Deadlines1796800000523}; of a closed organisation nothing is due when `skipsClosed`. */
const dueEstimates = (skipsClosed: boolean): string => `
  CREATE OR REPLACE FUNCTION estimates.estimates_to_expire(at timestamptz, most integer) RETURNS TABLE (org_id uuid, estimate_id uuid)
  LANGUAGE plpgsql SECURITY INVOKER AS $$
  BEGIN
    PERFORM set_config('app.purpose', 'expiry', true);
    RETURN QUERY
      WITH over AS MATERIALIZED (
        SELECT deadline.org_id, deadline.estimate_id, deadline.valid_until, settings.time_zone
          FROM estimates.deadlines deadline
          LEFT JOIN estimates.organization_settings settings ON settings.org_id = deadline.org_id
         WHERE deadline.valid_until <= (at AT TIME ZONE 'UTC' + interval '14 hours')::date
           ${skipsClosed ? 'AND settings.closed_until IS NULL' : ''}),
      zones AS MATERIALIZED (
        SELECT name FROM pg_timezone_names WHERE name IN (SELECT time_zone FROM over))
      SELECT over.org_id, over.estimate_id FROM over LEFT JOIN zones ON zones.name = over.time_zone
       WHERE over.valid_until < (at AT TIME ZONE coalesce(zones.name, 'UTC'))::date
       ORDER BY over.valid_until LIMIT most;
    PERFORM set_config('app.purpose', '', true);
  END $$`;

/** Estimates knows which organisations were deleted, and until when that can be undone. */
export class ClosedOrganizations1796800000601 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE estimates.organization_settings ADD COLUMN closed_until timestamptz(3)');
    await runner.query(dueEstimates(true));
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(dueEstimates(false));
    await runner.query('ALTER TABLE estimates.organization_settings DROP COLUMN closed_until');
  }
}
