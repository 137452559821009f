import type { MigrationInterface, QueryRunner } from 'typeorm';
import { grantTo } from '../../../service-kit/postgres/migration-sql';

const ATTEMPTS = `current_setting('app.purpose', true) = 'attempts'`;
const FUNCTIONS = [
  'identity.begin_attempt(bytea, integer)',
  'identity.end_attempt(bytea, integer, boolean)',
  'identity.begin_log_in(bytea, bytea, bytea, integer, integer)',
  'identity.end_log_in(bytea, bytea, bytea, integer, integer, text)',
  'identity.forget_attempts(integer)',
];

/** Counts failed log-ins by account and by address, and remembers the devices that an account was entered from. */
export class LogInAttempts1796500000104 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    // Keys are SHA-256: of accounts that don't exist as of those that do, and of addresses. No organisation owns them.
    await runner.query(`
      CREATE TABLE identity.log_in_attempts (
        key bytea PRIMARY KEY CHECK (octet_length(key) = 32),
        failures integer NOT NULL DEFAULT 0,
        pending integer NOT NULL DEFAULT 0,
        pending_until timestamptz NOT NULL DEFAULT '-infinity',
        blocked_until timestamptz NOT NULL DEFAULT '-infinity',
        last_at timestamptz NOT NULL DEFAULT clock_timestamp()
      )`);
    await runner.query('CREATE INDEX log_in_attempts_by_time ON identity.log_in_attempts (last_at)');
    await runner.query(`
      CREATE TABLE identity.known_devices (
        account bytea NOT NULL,
        device bytea NOT NULL,
        last_at timestamptz NOT NULL DEFAULT clock_timestamp(),
        PRIMARY KEY (account, device)
      )`);
    await runner.query('CREATE INDEX known_devices_by_time ON identity.known_devices (last_at)');
    for (const table of ['log_in_attempts', 'known_devices']) {
      await runner.query(`ALTER TABLE identity.${table} ENABLE ROW LEVEL SECURITY`);
      await runner.query(`ALTER TABLE identity.${table} FORCE ROW LEVEL SECURITY`);
      await runner.query(
        `CREATE POLICY attempts ON identity.${table} USING (${ATTEMPTS}) WITH CHECK (${ATTEMPTS})`,
      );
      await grantTo(runner, 'cashcraft_identity', `SELECT, INSERT, UPDATE, DELETE ON identity.${table}`);
    }
    for (const sql of [BEGIN_ATTEMPT, END_ATTEMPT, BEGIN_LOG_IN, END_LOG_IN, FORGET_ATTEMPTS])
      await runner.query(sql);
    for (const signature of FUNCTIONS) {
      await runner.query(`REVOKE EXECUTE ON FUNCTION ${signature} FROM PUBLIC`);
      await grantTo(runner, 'cashcraft_identity', `EXECUTE ON FUNCTION ${signature}`);
    }
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const signature of [...FUNCTIONS].reverse()) await runner.query(`DROP FUNCTION ${signature}`);
    await runner.query('DROP TABLE identity.known_devices, identity.log_in_attempts');
  }
}

/**
 * Takes a place among the tries that may still fail. The row's lock orders all processes, so however many ask at once, no
 * more than the limit are being checked. Answers 0: go on; more: come back in so many ms; -1: others are being checked, ask
 * again shortly. A place that is not given back (a crash) is free after 30 seconds.
 */
const BEGIN_ATTEMPT = `
  CREATE FUNCTION identity.begin_attempt(wanted bytea, allowed integer)
  RETURNS integer LANGUAGE plpgsql SECURITY INVOKER SET plan_cache_mode = force_custom_plan AS $$
  DECLARE
    present timestamptz := clock_timestamp();
    found identity.log_in_attempts;
  BEGIN
    INSERT INTO identity.log_in_attempts (key) VALUES (wanted) ON CONFLICT (key) DO NOTHING;
    SELECT * INTO found FROM identity.log_in_attempts WHERE key = wanted FOR UPDATE;
    IF found.pending_until < present THEN found.pending := 0; END IF;
    IF found.last_at < present - (CASE WHEN found.failures < allowed THEN interval '15 minutes' ELSE interval '1 hour' END)
    THEN found.failures := 0; END IF;
    IF found.blocked_until > present THEN
      RETURN greatest(1, ceil(extract(epoch FROM found.blocked_until - present) * 1000))::integer;
    END IF;
    IF found.pending > 0 AND found.failures + found.pending >= allowed THEN RETURN -1; END IF;
    UPDATE identity.log_in_attempts
       SET failures = found.failures, pending = found.pending + 1, pending_until = present + interval '30 seconds'
     WHERE key = wanted;
    RETURN 0;
  END $$`;

/**
 * Gives a place back. A failure counts; from the limit on, each one closes the way for 1, 2, 4 … 15 minutes. Answers how
 * many have failed.
 */
const END_ATTEMPT = `
  CREATE FUNCTION identity.end_attempt(wanted bytea, allowed integer, failed boolean)
  RETURNS void LANGUAGE plpgsql SECURITY INVOKER SET plan_cache_mode = force_custom_plan AS $$
  BEGIN
    UPDATE identity.log_in_attempts
       SET pending = greatest(0, pending - 1),
           failures = failures + failed::integer,
           last_at = CASE WHEN failed THEN clock_timestamp() ELSE last_at END,
           blocked_until = CASE WHEN failed AND failures + 1 >= allowed
             THEN clock_timestamp() + least(15, 2 ^ least(10, failures + 1 - allowed)) * interval '1 minute'
             ELSE blocked_until END
     WHERE key = wanted;
  END $$`;

/**
 * Who tries from a device that the account was entered from is counted apart: strangers can't lock the owner out. Answers as
 * begin_attempt does.
 */
const BEGIN_LOG_IN = `
  CREATE FUNCTION identity.begin_log_in(account_key bytea, device_key bytea, address_key bytea,
                                        per_account integer, per_address integer)
  RETURNS TABLE (wait_ms integer, is_known boolean) LANGUAGE plpgsql SECURITY INVOKER SET plan_cache_mode = force_custom_plan AS $$
  DECLARE
    guesser bytea := account_key;
  BEGIN
    PERFORM set_config('app.purpose', 'attempts', true);
    is_known := EXISTS (SELECT 1 FROM identity.known_devices known
                         WHERE known.account = account_key AND known.device = device_key
                           AND known.last_at > clock_timestamp() - interval '90 days');
    IF is_known THEN guesser := sha256(account_key || device_key); END IF;
    wait_ms := identity.begin_attempt(guesser, per_account);
    IF wait_ms = 0 AND NOT is_known THEN
      wait_ms := identity.begin_attempt(address_key, per_address);
      IF wait_ms <> 0 THEN PERFORM identity.end_attempt(guesser, per_account, false); END IF;
    END IF;
    PERFORM set_config('app.purpose', '', true);
    RETURN NEXT;
  END $$`;

/** The outcome: SUCCEEDED, FAILED, or UNDECIDED (it broke off). A success forgets what failed before it. */
const END_LOG_IN = `
  CREATE FUNCTION identity.end_log_in(account_key bytea, device_key bytea, address_key bytea,
                                      per_account integer, per_address integer, outcome text)
  RETURNS void LANGUAGE plpgsql SECURITY INVOKER SET plan_cache_mode = force_custom_plan AS $$
  DECLARE
    known boolean;
    guesser bytea := account_key;
  BEGIN
    PERFORM set_config('app.purpose', 'attempts', true);
    known := EXISTS (SELECT 1 FROM identity.known_devices device
                      WHERE device.account = account_key AND device.device = device_key
                        AND device.last_at > clock_timestamp() - interval '90 days');
    IF known THEN guesser := sha256(account_key || device_key); END IF;
    PERFORM identity.end_attempt(guesser, per_account, outcome = 'FAILED');
    IF NOT known THEN PERFORM identity.end_attempt(address_key, per_address, outcome = 'FAILED'); END IF;
    IF outcome = 'SUCCEEDED' THEN
      UPDATE identity.log_in_attempts SET failures = 0, blocked_until = '-infinity' WHERE key = guesser;
      INSERT INTO identity.known_devices (account, device) VALUES (account_key, device_key)
      ON CONFLICT (account, device) DO UPDATE SET last_at = clock_timestamp();
    END IF;
    PERFORM set_config('app.purpose', '', true);
  END $$`;

/** Cleaning: what no decision looks at any more. Answers how many rows. */
const FORGET_ATTEMPTS = `
  CREATE FUNCTION identity.forget_attempts(batch integer)
  RETURNS integer LANGUAGE plpgsql SECURITY INVOKER SET plan_cache_mode = force_custom_plan AS $$
  DECLARE
    present timestamptz := clock_timestamp();
    attempts integer;
    devices integer;
  BEGIN
    PERFORM set_config('app.purpose', 'attempts', true);
    DELETE FROM identity.log_in_attempts attempt
     USING (SELECT key FROM identity.log_in_attempts WHERE last_at < present - interval '1 day'
             ORDER BY last_at LIMIT batch FOR UPDATE SKIP LOCKED) old
     WHERE attempt.key = old.key;
    GET DIAGNOSTICS attempts = ROW_COUNT;
    DELETE FROM identity.known_devices device
     USING (SELECT account, device FROM identity.known_devices WHERE last_at < present - interval '90 days'
             ORDER BY last_at LIMIT batch FOR UPDATE SKIP LOCKED) old
     WHERE device.account = old.account AND device.device = old.device;
    GET DIAGNOSTICS devices = ROW_COUNT;
    PERFORM set_config('app.purpose', '', true);
    RETURN attempts + devices;
  END $$`;
