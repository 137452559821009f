import type { MigrationInterface, QueryRunner } from 'typeorm';

const KINDS = `'VERIFY_EMAIL', 'RESET_PASSWORD'`;
const REASONS = `'LOGGED_OUT', 'TOKEN_REUSED', 'ACCOUNT_DISABLED', 'LEFT_ORGANIZATION', 'PASSWORD_CHANGED', 'ROLE_LOST',
  'POLICY_CHANGED', 'EMAIL_CHANGED', 'ORGANIZATION_DELETED'`;

/** Links that remove a lost second factor. The version before this one still runs on the result. */
export class FactorResets1796800000512 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await allow(runner, `${KINDS}, 'RESET_SECOND_FACTOR'`, `${REASONS}, 'FACTOR_RESET'`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await allow(runner, KINDS, REASONS);
  }
}

/** NOT VALID: what stands in old rows stays. */
async function allow(runner: QueryRunner, kinds: string, reasons: string): Promise<void> {
  await runner.query(`
    ALTER TABLE identity.account_tokens DROP CONSTRAINT IF EXISTS account_tokens_kind_check,
      ADD CONSTRAINT account_tokens_kind_check CHECK (kind IN (${kinds})) NOT VALID`);
  await runner.query(`
    ALTER TABLE identity.sessions DROP CONSTRAINT IF EXISTS sessions_revoked_reason_check,
      ADD CONSTRAINT sessions_revoked_reason_check CHECK (revoked_reason IN (${reasons})) NOT VALID`);
}
