import type { MigrationInterface, QueryRunner } from 'typeorm';
import { grantTo } from '../../../service-kit/postgres/migration-sql';

const VERIFIERS = ['cashcraft_gateway', 'cashcraft_crm', 'cashcraft_estimates'];
const STATE = 'identity.session_state(uuid, uuid)';
const RECENT = 'identity.recently_revoked_sessions()';

/**
 * Verifiers ask for one session's state, and hear of ended ones with the time that is left by the database's own clock.
 * The version before this one calls a function that is gone: stop it first.
 */
export class SessionStates1796500000101 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP FUNCTION ${RECENT}`);
    await runner.query(RECENTLY_REVOKED);
    await runner.query(SESSION_STATE);
    await allow(runner, [RECENT, STATE]);
    for (const role of VERIFIERS) await grantTo(runner, role, 'SELECT (org_id) ON identity.sessions');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP FUNCTION ${STATE}`);
    await runner.query(`DROP FUNCTION ${RECENT}`);
    await runner.query(FORMER);
    await allow(runner, [RECENT]);
  }
}

async function allow(runner: QueryRunner, signatures: readonly string[]): Promise<void> {
  for (const signature of signatures) {
    await runner.query(`REVOKE EXECUTE ON FUNCTION ${signature} FROM PUBLIC`);
    for (const role of ['cashcraft_identity', ...VERIFIERS]) {
      await grantTo(runner, role, `EXECUTE ON FUNCTION ${signature}`);
    }
  }
}

/** An hour: access tokens live 10 minutes; the rest is for clocks that were set meanwhile. */
const RECENTLY_REVOKED = `
  CREATE FUNCTION identity.recently_revoked_sessions()
  RETURNS TABLE (session_id uuid, remaining_ms bigint)
  LANGUAGE plpgsql SECURITY INVOKER AS $$
  BEGIN
    PERFORM set_config('app.purpose', 'revocations', true);
    RETURN QUERY
      SELECT session.id, (extract(epoch FROM session.revoked_at + interval '1 hour' - clock_timestamp()) * 1000)::bigint
        FROM identity.sessions session
       WHERE session.revoked_at > clock_timestamp() - interval '1 hour';
    PERFORM set_config('app.purpose', '', true);
  END $$`;

const SESSION_STATE = `
  CREATE FUNCTION identity.session_state(organization uuid, session uuid)
  RETURNS text
  LANGUAGE plpgsql SECURITY INVOKER AS $$
  DECLARE found text;
  BEGIN
    PERFORM set_config('app.purpose', 'revocations', true);
    SELECT CASE WHEN revoked_at IS NULL THEN 'LIVE' ELSE 'ENDED' END INTO found
      FROM identity.sessions WHERE org_id = organization AND id = session;
    PERFORM set_config('app.purpose', '', true);
    RETURN coalesce(found, 'UNKNOWN');
  END $$`;

const FORMER = `
  CREATE FUNCTION identity.recently_revoked_sessions()
  RETURNS TABLE (session_id uuid, until timestamptz)
  LANGUAGE plpgsql SECURITY INVOKER AS $$
  BEGIN
    PERFORM set_config('app.purpose', 'revocations', true);
    RETURN QUERY
      SELECT session.id, session.revoked_at + interval '12 minutes'
        FROM identity.sessions session
       WHERE session.revoked_at > clock_timestamp() - interval '12 minutes';
    PERFORM set_config('app.purpose', '', true);
  END $$`;
