import type { MigrationInterface, QueryRunner } from 'typeorm';

const REASONS = `'LOGGED_OUT', 'TOKEN_REUSED', 'ACCOUNT_DISABLED', 'LEFT_ORGANIZATION', 'PASSWORD_CHANGED'`;

/**
 * What an organisation demands of its people's sessions. The defaults are what held before, and the version before this one
 * still runs on the result.
 */
export class SecurityPolicies1796700000104 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    // Minutes: at most 14 days unused, 60 days in all. Null: that much.
    await runner.query(`
      ALTER TABLE identity.organizations
        ADD COLUMN second_factor_required boolean NOT NULL DEFAULT false,
        ADD COLUMN session_idle_minutes integer CHECK (session_idle_minutes BETWEEN 5 AND 20160),
        ADD COLUMN session_max_minutes integer CHECK (session_max_minutes BETWEEN 5 AND 86400),
        ADD COLUMN allowed_networks text[] NOT NULL DEFAULT '{}' CHECK (cardinality(allowed_networks) <= 100),
        ADD COLUMN unverified_log_in boolean NOT NULL DEFAULT true,
        ADD COLUMN end_sessions_on_role_loss boolean NOT NULL DEFAULT false`);
    await allowReasons(runner, `${REASONS}, 'ROLE_LOST', 'POLICY_CHANGED', 'EMAIL_CHANGED'`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE identity.organizations DROP COLUMN second_factor_required, DROP COLUMN session_idle_minutes,
        DROP COLUMN session_max_minutes, DROP COLUMN allowed_networks, DROP COLUMN unverified_log_in,
        DROP COLUMN end_sessions_on_role_loss`);
    await allowReasons(runner, REASONS);
  }
}

/** NOT VALID: what stands in old rows stays. */
async function allowReasons(runner: QueryRunner, reasons: string): Promise<void> {
  await runner.query(`
    ALTER TABLE identity.sessions DROP CONSTRAINT IF EXISTS sessions_revoked_reason_check,
      ADD CONSTRAINT sessions_revoked_reason_check CHECK (revoked_reason IN (${reasons})) NOT VALID`);
}
