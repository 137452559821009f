import type { MigrationInterface, QueryRunner } from 'typeorm';
import { grantTo } from '../../../service-kit/postgres/migration-sql';

const SIGNATURE = 'identity.end_log_in(bytea, bytea, bytea, integer, integer, text, boolean)';

/**
 * A try gives its places back where it took them: the device may have become a known one meanwhile, by another try of the same person,
 * and is counted elsewhere from then on. The version before this one has its own function still.
 */
export class EndLogInAsBegun1796900000702 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(END_LOG_IN);
    await runner.query(`REVOKE EXECUTE ON FUNCTION ${SIGNATURE} FROM PUBLIC`);
    await grantTo(runner, 'cashcraft_identity', `EXECUTE ON FUNCTION ${SIGNATURE}`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP FUNCTION ${SIGNATURE}`);
  }
}

/** As in address-windows, with what `begin_log_in` answered. */
const END_LOG_IN = `
  CREATE FUNCTION identity.end_log_in(account_key bytea, device_key bytea, address_key bytea,
                                      per_account integer, per_address integer, outcome text, was_known boolean)
  RETURNS integer LANGUAGE plpgsql SECURITY INVOKER SET plan_cache_mode = force_custom_plan AS $$
  DECLARE
    guesser bytea := CASE WHEN was_known THEN sha256(account_key || device_key) ELSE account_key END;
    failed integer;
  BEGIN
    PERFORM set_config('app.purpose', 'attempts', true);
    PERFORM identity.end_attempt(guesser, per_account, outcome = 'FAILED');
    IF NOT was_known THEN PERFORM identity.end_attempt(address_key, per_address, outcome = 'FAILED'); END IF;
    IF outcome = 'SUCCEEDED' THEN
      UPDATE identity.log_in_attempts SET failures = 0, blocked_until = '-infinity' WHERE key = guesser;
      INSERT INTO identity.known_devices (account, device) VALUES (account_key, device_key)
      ON CONFLICT (account, device) DO UPDATE SET last_at = clock_timestamp();
    END IF;
    failed := (SELECT failures FROM identity.log_in_attempts WHERE key = guesser);
    PERFORM set_config('app.purpose', '', true);
    RETURN failed;
  END $$`;
