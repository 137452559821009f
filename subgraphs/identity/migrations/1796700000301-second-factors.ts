import type { MigrationInterface, QueryRunner } from 'typeorm';
import { grantTo, protectByOrganization } from '../../../service-kit/postgres/migration-sql';

const ROLE = 'cashcraft_identity';
const VERIFIERS = ['cashcraft_gateway', 'cashcraft_crm', 'cashcraft_estimates'];
const CLEANING = `current_setting('app.purpose', true) = 'cleaning'`;
const OWN = `(SELECT nullif(current_setting('app.org_id', true), '')::uuid)`;
/** Of a person, whichever organisation they are in; seen as the person is: through a membership in the current one. */
const OF_PEOPLE = ['totp_factors', 'recovery_codes', 'passkeys', 'remembered_devices'];
const OF_ORGANIZATIONS = ['log_in_challenges', 'passkey_challenges'];
const CLEANED = ['remembered_devices', ...OF_ORGANIZATIONS];

const IS_FRESH = 'identity.is_session_fresh(uuid, uuid)';
const CLEAN = 'identity.clean_second_factors(integer)';
const DEMANDED = 'identity.is_second_factor_demanded(uuid)';

/** Second factors of people, log-ins that wait for one, and when a session last proved who it is. The version before this one still runs on the result. */
export class SecondFactors1796700000301 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    // Sessions from before are not fresh, and nobody has a second factor yet.
    await runner.query(`
      ALTER TABLE identity.sessions
        ADD COLUMN authenticated_at timestamptz(3), ADD COLUMN second_factor_at timestamptz(3)`);
    for (const sql of TABLES) await runner.query(sql);
    for (const table of OF_PEOPLE) {
      const member = `EXISTS (SELECT 1 FROM identity.memberships membership
                               WHERE membership.org_id = ${OWN} AND membership.user_id = ${table}.user_id)`;
      await runner.query(`ALTER TABLE identity.${table} ENABLE ROW LEVEL SECURITY`);
      await runner.query(`ALTER TABLE identity.${table} FORCE ROW LEVEL SECURITY`);
      await runner.query(
        `CREATE POLICY member ON identity.${table} USING (${member}) WITH CHECK (${member})`,
      );
    }
    for (const table of OF_ORGANIZATIONS) await protectByOrganization(runner, `identity.${table}`);
    for (const table of CLEANED) {
      await runner.query(
        `CREATE POLICY cleaning ON identity.${table} USING (${CLEANING}) WITH CHECK (${CLEANING})`,
      );
    }
    for (const table of [...OF_PEOPLE, ...OF_ORGANIZATIONS]) {
      await grantTo(runner, ROLE, `SELECT, INSERT, UPDATE, DELETE ON identity.${table}`);
    }
    for (const sql of [IS_SESSION_FRESH, CLEAN_SECOND_FACTORS, IS_DEMANDED]) await runner.query(sql);
    for (const signature of [IS_FRESH, CLEAN, DEMANDED]) {
      await runner.query(`REVOKE EXECUTE ON FUNCTION ${signature} FROM PUBLIC`);
      await grantTo(runner, ROLE, `EXECUTE ON FUNCTION ${signature}`);
    }
    for (const role of VERIFIERS) {
      await grantTo(runner, role, `EXECUTE ON FUNCTION ${IS_FRESH}`);
      await grantTo(runner, role, 'SELECT (authenticated_at) ON identity.sessions');
    }
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const signature of [IS_FRESH, CLEAN, DEMANDED]) await runner.query(`DROP FUNCTION ${signature}`);
    for (const table of [...OF_PEOPLE, ...OF_ORGANIZATIONS])
      await runner.query(`DROP TABLE identity.${table}`);
    await runner.query(
      'ALTER TABLE identity.sessions DROP COLUMN authenticated_at, DROP COLUMN second_factor_at',
    );
  }
}

const PERSON = 'user_id uuid NOT NULL REFERENCES identity.users ON DELETE CASCADE';
const NOW = 'timestamptz(3) NOT NULL DEFAULT clock_timestamp()';

const TABLES = [
  // `last_step` is the 30 seconds of the last code that was taken: no code works twice.
  `CREATE TABLE identity.totp_factors (
     ${PERSON} PRIMARY KEY,
     sealed_secret text NOT NULL,
     confirmed_at timestamptz(3),
     last_step bigint NOT NULL DEFAULT 0,
     created_at ${NOW}
   )`,
  // A code is spent by taking its row away.
  `CREATE TABLE identity.recovery_codes (
     ${PERSON},
     code_hash bytea NOT NULL CHECK (octet_length(code_hash) = 32),
     PRIMARY KEY (user_id, code_hash)
   )`,
  `CREATE TABLE identity.passkeys (
     id uuid PRIMARY KEY,
     ${PERSON},
     credential_id text NOT NULL UNIQUE CHECK (char_length(credential_id) <= 2000),
     public_key bytea NOT NULL,
     counter bigint NOT NULL,
     transports text[] NOT NULL DEFAULT '{}',
     name text NOT NULL CHECK (char_length(name) BETWEEN 1 AND 100),
     created_at ${NOW},
     last_used_at timestamptz(3)
   )`,
  `CREATE INDEX passkeys_by_user ON identity.passkeys (user_id, id)`,
  `CREATE TABLE identity.remembered_devices (
     id uuid PRIMARY KEY,
     ${PERSON},
     token_hash bytea NOT NULL CHECK (octet_length(token_hash) = 32),
     user_agent text,
     ip text,
     created_at ${NOW},
     last_used_at ${NOW},
     expires_at timestamptz(3) NOT NULL
   )`,
  `CREATE INDEX remembered_devices_by_user ON identity.remembered_devices (user_id, last_used_at DESC)`,
  `CREATE INDEX remembered_devices_by_end ON identity.remembered_devices (expires_at)`,
  // The token names its organisation, so it is found inside it. `password_check` is the SHA-256 of the hash that was checked.
  `CREATE TABLE identity.log_in_challenges (
     org_id uuid NOT NULL,
     token_hash bytea NOT NULL CHECK (octet_length(token_hash) = 32),
     user_id uuid NOT NULL,
     password_check bytea NOT NULL,
     should_change_password boolean NOT NULL,
     sealed_secret text,
     passkey_challenge text,
     failures integer NOT NULL DEFAULT 0,
     created_at ${NOW},
     expires_at timestamptz(3) NOT NULL,
     PRIMARY KEY (org_id, token_hash),
     FOREIGN KEY (org_id, user_id) REFERENCES identity.memberships (org_id, user_id) ON DELETE CASCADE
   )`,
  `CREATE INDEX log_in_challenges_by_end ON identity.log_in_challenges (expires_at)`,
  `CREATE INDEX log_in_challenges_by_user ON identity.log_in_challenges (org_id, user_id)`,
  `CREATE TABLE identity.passkey_challenges (
     org_id uuid NOT NULL,
     session_id uuid NOT NULL,
     purpose text NOT NULL CHECK (purpose IN ('REGISTRATION', 'STEP_UP')),
     challenge text NOT NULL,
     expires_at timestamptz(3) NOT NULL,
     PRIMARY KEY (org_id, session_id, purpose),
     FOREIGN KEY (org_id, session_id) REFERENCES identity.sessions (org_id, id) ON DELETE CASCADE
   )`,
  `CREATE INDEX passkey_challenges_by_end ON identity.passkey_challenges (expires_at)`,
];

/** Whether a live session proved who it is in the last ten minutes (service-kit/auth/step-up.ts). */
const IS_SESSION_FRESH = `
  CREATE FUNCTION identity.is_session_fresh(organization uuid, session uuid)
  RETURNS boolean LANGUAGE plpgsql SECURITY INVOKER SET plan_cache_mode = force_custom_plan AS $$
  DECLARE fresh boolean;
  BEGIN
    PERFORM set_config('app.purpose', 'revocations', true);
    SELECT revoked_at IS NULL AND authenticated_at BETWEEN clock_timestamp() - interval '10 minutes' AND clock_timestamp() + interval '1 minute'
      INTO fresh FROM identity.sessions WHERE org_id = organization AND id = session;
    PERFORM set_config('app.purpose', '', true);
    RETURN coalesce(fresh, false);
  END $$`;

/** Whether an organisation that a person may enter demands a second factor. */
const IS_DEMANDED = `
  CREATE FUNCTION identity.is_second_factor_demanded(person uuid)
  RETURNS boolean LANGUAGE plpgsql SECURITY INVOKER SET plan_cache_mode = force_custom_plan AS $$
  DECLARE demanded boolean;
  BEGIN
    PERFORM set_config('app.purpose', 'log_in', true);
    demanded := EXISTS (
      SELECT 1 FROM identity.memberships membership
        JOIN identity.organizations organization ON organization.org_id = membership.org_id
       WHERE membership.user_id = person AND membership.status = 'ACTIVE'
         AND organization.status = 'ACTIVE' AND organization.second_factor_required);
    PERFORM set_config('app.purpose', '', true);
    RETURN demanded;
  END $$`;

/** Cleaning: what is over. Answers how many rows. */
const CLEAN_SECOND_FACTORS = `
  CREATE FUNCTION identity.clean_second_factors(batch integer)
  RETURNS integer LANGUAGE plpgsql SECURITY INVOKER SET plan_cache_mode = force_custom_plan AS $$
  DECLARE
    present timestamptz := clock_timestamp();
    gone integer := 0;
    more integer;
  BEGIN
    PERFORM set_config('app.purpose', 'cleaning', true);
    DELETE FROM identity.log_in_challenges challenge
     USING (SELECT org_id, token_hash FROM identity.log_in_challenges WHERE expires_at < present
             ORDER BY expires_at LIMIT batch FOR UPDATE SKIP LOCKED) old
     WHERE challenge.org_id = old.org_id AND challenge.token_hash = old.token_hash;
    GET DIAGNOSTICS more = ROW_COUNT; gone := gone + more;
    DELETE FROM identity.passkey_challenges challenge
     USING (SELECT org_id, session_id, purpose FROM identity.passkey_challenges WHERE expires_at < present
             ORDER BY expires_at LIMIT batch FOR UPDATE SKIP LOCKED) old
     WHERE challenge.org_id = old.org_id AND challenge.session_id = old.session_id AND challenge.purpose = old.purpose;
    GET DIAGNOSTICS more = ROW_COUNT; gone := gone + more;
    DELETE FROM identity.remembered_devices device
     USING (SELECT id FROM identity.remembered_devices WHERE expires_at < present
             ORDER BY expires_at LIMIT batch FOR UPDATE SKIP LOCKED) old
     WHERE device.id = old.id;
    GET DIAGNOSTICS more = ROW_COUNT; gone := gone + more;
    PERFORM set_config('app.purpose', '', true);
    RETURN gone;
  END $$`;
