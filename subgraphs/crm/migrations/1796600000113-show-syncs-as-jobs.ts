import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * A synchronisation is shown among the jobs: a trigger keeps a row of `jobs.jobs` beside each run, with the same id. The run
 * itself stays where its worker commits its pages. Runs of before are not shown.
 */
export class ShowSyncsAsJobs1796600000113 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE FUNCTION crm.show_sync_as_job() RETURNS trigger LANGUAGE plpgsql SECURITY INVOKER AS $$
      BEGIN
        INSERT INTO jobs.jobs AS job (org_id, id, kind, state, input, percent, attempt, max_attempts, next_at, error_code,
            error_message, error_at, created_at, started_at, finished_at)
          VALUES (NEW.org_id, NEW.id, 'KOMMO_SYNC', NEW.state,
            jsonb_build_object('connectionId', NEW.connection_id, 'mode', NEW.mode), NEW.percent, least(NEW.step, 1), 1,
            NEW.started_at, NEW.error_code, NEW.error_message, NEW.error_at, NEW.started_at, NEW.runner_since,
            NEW.finished_at)
          ON CONFLICT (org_id, id) DO UPDATE SET state = excluded.state, percent = excluded.percent,
            attempt = excluded.attempt, error_code = excluded.error_code, error_message = excluded.error_message,
            error_at = excluded.error_at, started_at = coalesce(job.started_at, excluded.started_at),
            finished_at = excluded.finished_at;
        RETURN NULL;
      END $$`);
    await runner.query(`
      CREATE TRIGGER show_as_job AFTER INSERT OR UPDATE ON crm.sync_runs
        FOR EACH ROW EXECUTE FUNCTION crm.show_sync_as_job()`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TRIGGER show_as_job ON crm.sync_runs');
    await runner.query('DROP FUNCTION crm.show_sync_as_job()');
  }
}
