import type { MigrationInterface, QueryRunner } from 'typeorm';
import { grantTo } from '../../../service-kit/postgres/migration-sql';

const CLEAN = 'identity.clean_sessions(integer)';
/** What they run is planned by the size that tables have then, not when a connection first called them. */
const PLANNED_ANEW = ['find_log_in(text)', 'find_refresh_token(bytea)', 'session_state(uuid, uuid)'];
const CLEANING = `current_setting('app.purpose', true) = 'cleaning'`;

/**
 * Families of refresh tokens keep two rows, and cleaning is a job. The version before this one still runs on the result; what
 * it spends stays until the session ends.
 */
export class SessionFamilies1796500000103 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE identity.sessions
        ADD COLUMN family_key bytea CHECK (octet_length(family_key) = 32),
        ADD COLUMN tokens_forgotten boolean NOT NULL DEFAULT false`);
    // What is looked for is in the index, however many rows there are and whatever the statistics say.
    await runner.query(`CREATE INDEX refresh_tokens_sealed_by_time ON identity.refresh_tokens (rotated_at)
      WHERE sealed_successor IS NOT NULL`);
    await runner.query('DROP INDEX identity.refresh_tokens_sealed');
    await runner.query(`CREATE INDEX sessions_with_tokens ON identity.sessions ((least(revoked_at, idle_expires_at)))
      WHERE NOT tokens_forgotten`);
    await runner.query(`CREATE INDEX sessions_forgotten ON identity.sessions ((least(revoked_at, idle_expires_at)))
      WHERE tokens_forgotten`);
    for (const table of ['sessions', 'refresh_tokens']) {
      await runner.query(
        `CREATE POLICY cleaning ON identity.${table} USING (${CLEANING}) WITH CHECK (${CLEANING})`,
      );
    }
    await runner.query(CLEAN_SESSIONS);
    for (const name of PLANNED_ANEW) {
      await runner.query(`ALTER FUNCTION identity.${name} SET plan_cache_mode = force_custom_plan`);
    }
    await runner.query(`REVOKE EXECUTE ON FUNCTION ${CLEAN} FROM PUBLIC`);
    await grantTo(runner, 'cashcraft_identity', `EXECUTE ON FUNCTION ${CLEAN}`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP FUNCTION ${CLEAN}`);
    for (const name of PLANNED_ANEW)
      await runner.query(`ALTER FUNCTION identity.${name} RESET plan_cache_mode`);
    for (const table of ['sessions', 'refresh_tokens']) {
      await runner.query(`DROP POLICY cleaning ON identity.${table}`);
    }
    await runner.query('DROP INDEX identity.refresh_tokens_sealed_by_time');
    await runner.query(`CREATE INDEX refresh_tokens_sealed ON identity.refresh_tokens (org_id, rotated_at)
      WHERE sealed_successor IS NOT NULL`);
    await runner.query(
      'ALTER TABLE identity.sessions DROP COLUMN family_key, DROP COLUMN tokens_forgotten', // and their indexes
    );
  }
}

/** Each statement takes the oldest rows that nobody holds. */
const CLEAN_SESSIONS = `
  CREATE FUNCTION identity.clean_sessions(batch integer, OUT wiped integer, OUT tokens integer, OUT sessions integer)
  LANGUAGE plpgsql SECURITY INVOKER SET plan_cache_mode = force_custom_plan AS $$
  DECLARE
    present timestamptz := clock_timestamp();
    dead record;
  BEGIN
    PERFORM set_config('app.purpose', 'cleaning', true);
    UPDATE identity.refresh_tokens token SET sealed_successor = NULL
      FROM (SELECT org_id, id FROM identity.refresh_tokens
             WHERE sealed_successor IS NOT NULL AND rotated_at < present - interval '30 seconds'
             ORDER BY rotated_at LIMIT batch FOR UPDATE SKIP LOCKED) closed
     WHERE token.org_id = closed.org_id AND token.id = closed.id;
    GET DIAGNOSTICS wiped = ROW_COUNT;
    tokens := 0;
    FOR dead IN
      UPDATE identity.sessions session SET tokens_forgotten = true
        FROM (SELECT org_id, id FROM identity.sessions
               WHERE NOT tokens_forgotten AND least(revoked_at, idle_expires_at) < present - interval '1 day'
               ORDER BY least(revoked_at, idle_expires_at) LIMIT batch FOR UPDATE SKIP LOCKED) ended
       WHERE session.org_id = ended.org_id AND session.id = ended.id
      RETURNING session.org_id, session.id
    LOOP
      DELETE FROM identity.refresh_tokens WHERE org_id = dead.org_id AND session_id = dead.id;
      tokens := tokens + 1;
    END LOOP;
    DELETE FROM identity.sessions session
     USING (SELECT org_id, id FROM identity.sessions
             WHERE tokens_forgotten AND least(revoked_at, idle_expires_at) < present - interval '90 days'
             ORDER BY least(revoked_at, idle_expires_at) LIMIT batch FOR UPDATE SKIP LOCKED) gone
     WHERE session.org_id = gone.org_id AND session.id = gone.id;
    GET DIAGNOSTICS sessions = ROW_COUNT;
    PERFORM set_config('app.purpose', '', true);
  END $$`;
