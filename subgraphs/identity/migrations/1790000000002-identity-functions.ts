import type { MigrationInterface, QueryRunner } from 'typeorm';
import { grantTo } from '../../../service-kit/postgres/migration-sql';

/** Everybody who verifies tokens asks which sessions ended lately. */
const VERIFIERS = ['cashcraft_gateway', 'cashcraft_crm', 'cashcraft_estimates'];

const FUNCTIONS = [
  'identity.find_log_in(text)',
  'identity.add_user(uuid, text, text, text, text, text)',
  'identity.find_refresh_token(bytea)',
  'identity.recently_revoked_sessions()',
];

/**
 * The narrow functions that look across organisations. Each declares its purpose to row-level security, runs one query
 * and takes the purpose back; an error in between aborts the transaction, and the setting with it.
 */
export class IdentityFunctions1790000000002 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(FIND_LOG_IN);
    await runner.query(ADD_USER);
    await runner.query(FIND_REFRESH_TOKEN);
    await runner.query(RECENTLY_REVOKED_SESSIONS);
    for (const signature of FUNCTIONS) {
      await runner.query(`REVOKE EXECUTE ON FUNCTION ${signature} FROM PUBLIC`);
      await grantTo(runner, 'cashcraft_identity', `EXECUTE ON FUNCTION ${signature}`);
    }
    for (const role of VERIFIERS) {
      await grantTo(runner, role, 'USAGE ON SCHEMA identity');
      await grantTo(runner, role, 'SELECT (id, revoked_at) ON identity.sessions');
      await grantTo(runner, role, 'EXECUTE ON FUNCTION identity.recently_revoked_sessions()');
    }
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const signature of FUNCTIONS) await runner.query(`DROP FUNCTION ${signature}`);
  }
}

/** Log-in: the person of an address, and the organisation to enter: the active one they used last. */
const FIND_LOG_IN = `
  CREATE FUNCTION identity.find_log_in(wanted text)
  RETURNS TABLE (user_id uuid, password_hash text, status text, org_id uuid)
  LANGUAGE plpgsql SECURITY INVOKER AS $$
  BEGIN
    PERFORM set_config('app.purpose', 'log_in', true);
    RETURN QUERY
      SELECT person.id, person.password_hash, person.status, entered.org_id
        FROM identity.users person
        LEFT JOIN LATERAL (
          SELECT membership.org_id
            FROM identity.memberships membership
            JOIN identity.organizations organization ON organization.org_id = membership.org_id
           WHERE membership.user_id = person.id
             AND membership.status = 'ACTIVE' AND organization.status = 'ACTIVE'
           ORDER BY membership.last_login_at DESC NULLS LAST, membership.created_at, membership.org_id
           LIMIT 1) entered ON true
       WHERE person.email_key = wanted;
    PERFORM set_config('app.purpose', '', true);
  END $$`;

/**
 * Registration: adds the person, or notes that a known address was registered again. One statement either way, and it
 * writes either way: the two take the same time.
 */
const ADD_USER = `
  CREATE FUNCTION identity.add_user(new_id uuid, new_email text, new_email_key text,
                                    new_first_name text, new_last_name text, new_password_hash text)
  RETURNS TABLE (user_id uuid, is_new boolean)
  LANGUAGE plpgsql SECURITY INVOKER AS $$
  BEGIN
    PERFORM set_config('app.purpose', 'register', true);
    RETURN QUERY
      INSERT INTO identity.users AS person (id, email, email_key, first_name, last_name, password_hash)
      VALUES (new_id, new_email, new_email_key, new_first_name, new_last_name, new_password_hash)
      ON CONFLICT (email_key) DO UPDATE SET registration_repeated_at = clock_timestamp()
      RETURNING person.id, person.id = new_id;
    PERFORM set_config('app.purpose', '', true);
  END $$`;

/** Refresh: where the token of a hash belongs. What follows runs inside that organisation. */
const FIND_REFRESH_TOKEN = `
  CREATE FUNCTION identity.find_refresh_token(wanted bytea)
  RETURNS TABLE (org_id uuid, session_id uuid, token_id uuid)
  LANGUAGE plpgsql SECURITY INVOKER AS $$
  BEGIN
    PERFORM set_config('app.purpose', 'refresh', true);
    RETURN QUERY
      SELECT token.org_id, token.session_id, token.id
        FROM identity.refresh_tokens token WHERE token.token_hash = wanted;
    PERFORM set_config('app.purpose', '', true);
  END $$`;

/**
 * Sessions that were ended while access tokens of theirs may still live: 10 minutes of life, 60 seconds of tolerated
 * clock skew, one more minute for our own.
 */
const RECENTLY_REVOKED_SESSIONS = `
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
