import type { MigrationInterface, QueryRunner } from 'typeorm';
import { grantTo } from '../../../service-kit/postgres/migration-sql';

const FORMER = 'identity.begin_attempt(bytea, integer)';
const PRESENT = 'identity.begin_attempt(bytea, integer, interval)';
const END_LOG_IN = 'identity.end_log_in(bytea, bytea, bytea, integer, integer, text)';

/**
 * An address has its failures counted over an hour, an account over 15 minutes; and whoever counts is told how many there are, so
 * that an owner can be told. The version before this one still runs on the result.
 */
export class AddressWindows1796700000401 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP FUNCTION ${FORMER}`);
    await runner.query(beginAttempt(`, free_window interval DEFAULT interval '15 minutes'`, 'free_window'));
    await runner.query(beginLogIn(`, interval '1 hour'`));
    await runner.query(`DROP FUNCTION ${END_LOG_IN}`);
    await runner.query(
      endLogIn('integer', 'failed := (SELECT failures FROM identity.log_in_attempts WHERE key = guesser);'),
    );
    await allow(runner, [PRESENT, END_LOG_IN]);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP FUNCTION ${PRESENT}`);
    await runner.query(beginAttempt('', `interval '15 minutes'`));
    await runner.query(beginLogIn(''));
    await runner.query(`DROP FUNCTION ${END_LOG_IN}`);
    await runner.query(endLogIn('void', ''));
    await allow(runner, [FORMER, END_LOG_IN]);
  }
}

async function allow(runner: QueryRunner, signatures: readonly string[]): Promise<void> {
  for (const signature of signatures) {
    await runner.query(`REVOKE EXECUTE ON FUNCTION ${signature} FROM PUBLIC`);
    await grantTo(runner, 'cashcraft_identity', `EXECUTE ON FUNCTION ${signature}`);
  }
}

/** As in log-in-attempts, with the time for which free failures count. */
const beginAttempt = (parameter: string, window: string): string => `
  CREATE FUNCTION identity.begin_attempt(wanted bytea, allowed integer${parameter})
  RETURNS integer LANGUAGE plpgsql SECURITY INVOKER SET plan_cache_mode = force_custom_plan AS $$
  DECLARE
    present timestamptz := clock_timestamp();
    found identity.log_in_attempts;
  BEGIN
    INSERT INTO identity.log_in_attempts (key) VALUES (wanted) ON CONFLICT (key) DO NOTHING;
    SELECT * INTO found FROM identity.log_in_attempts WHERE key = wanted FOR UPDATE;
    IF found.pending_until < present THEN found.pending := 0; END IF;
    IF found.last_at < present - (CASE WHEN found.failures < allowed THEN ${window} ELSE interval '1 hour' END)
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

const beginLogIn = (addressWindow: string): string => `
  CREATE OR REPLACE FUNCTION identity.begin_log_in(account_key bytea, device_key bytea, address_key bytea,
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
      wait_ms := identity.begin_attempt(address_key, per_address${addressWindow});
      IF wait_ms <> 0 THEN PERFORM identity.end_attempt(guesser, per_account, false); END IF;
    END IF;
    PERFORM set_config('app.purpose', '', true);
    RETURN NEXT;
  END $$`;

const endLogIn = (answers: string, count: string): string => `
  CREATE FUNCTION identity.end_log_in(account_key bytea, device_key bytea, address_key bytea,
                                      per_account integer, per_address integer, outcome text)
  RETURNS ${answers} LANGUAGE plpgsql SECURITY INVOKER SET plan_cache_mode = force_custom_plan AS $$
  DECLARE
    known boolean;
    guesser bytea := account_key;
    failed integer;
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
    ${count}
    PERFORM set_config('app.purpose', '', true);
    ${count === '' ? '' : 'RETURN failed;'}
  END $$`;
