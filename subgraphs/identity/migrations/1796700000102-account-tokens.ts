import type { MigrationInterface, QueryRunner } from 'typeorm';
import { grantTo } from '../../../service-kit/postgres/migration-sql';

const ROLE = 'cashcraft_identity';
const TOKENS = `current_setting('app.purpose', true) = 'account_tokens'`;
const FUNCTIONS = [
  'identity.put_account_token(uuid, uuid, text, bytea, interval)',
  'identity.find_account_token(text, bytea)',
  'identity.spend_account_token(text, bytea)',
  'identity.forget_account_tokens(uuid, text)',
];

/** Links that prove an address or set a new password. The version before this one still runs on the result. */
export class AccountTokens1796700000102 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    // The key says "newest only". Without a reference to people: what is written for an unknown address is taken back.
    await runner.query(`
      CREATE TABLE identity.account_tokens (
        user_id uuid NOT NULL,
        kind text NOT NULL CHECK (kind IN ('VERIFY_EMAIL', 'RESET_PASSWORD')),
        from_org_id uuid NOT NULL,
        token_hash bytea NOT NULL CHECK (octet_length(token_hash) = 32),
        created_at timestamptz(3) NOT NULL DEFAULT clock_timestamp(),
        expires_at timestamptz(3) NOT NULL,
        PRIMARY KEY (user_id, kind)
      )`);
    await runner.query('CREATE INDEX account_tokens_by_hash ON identity.account_tokens (token_hash)');
    await runner.query('ALTER TABLE identity.account_tokens ENABLE ROW LEVEL SECURITY');
    await runner.query('ALTER TABLE identity.account_tokens FORCE ROW LEVEL SECURITY');
    await runner.query(
      `CREATE POLICY account_tokens ON identity.account_tokens USING (${TOKENS}) WITH CHECK (${TOKENS})`,
    );
    await grantTo(runner, ROLE, 'SELECT, INSERT, UPDATE, DELETE ON identity.account_tokens');
    for (const sql of [PUT, FIND, SPEND, FORGET]) await runner.query(sql);
    for (const signature of FUNCTIONS) {
      await runner.query(`REVOKE EXECUTE ON FUNCTION ${signature} FROM PUBLIC`);
      await grantTo(runner, ROLE, `EXECUTE ON FUNCTION ${signature}`);
    }
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const signature of FUNCTIONS) await runner.query(`DROP FUNCTION ${signature}`);
    await runner.query('DROP TABLE identity.account_tokens');
  }
}

/** Writes the newest token of a kind. Answers false, and writes nothing, within a minute of the one before: no mail follows. */
const PUT = `
  CREATE FUNCTION identity.put_account_token(person uuid, organization uuid, wanted text, hash bytea, life interval)
  RETURNS boolean LANGUAGE plpgsql SECURITY INVOKER SET plan_cache_mode = force_custom_plan AS $$
  DECLARE written integer;
  BEGIN
    PERFORM set_config('app.purpose', 'account_tokens', true);
    INSERT INTO identity.account_tokens AS known (user_id, kind, from_org_id, token_hash, expires_at)
    VALUES (person, wanted, organization, hash, clock_timestamp() + life)
    ON CONFLICT (user_id, kind) DO UPDATE
      SET from_org_id = excluded.from_org_id, token_hash = excluded.token_hash, expires_at = excluded.expires_at,
          created_at = clock_timestamp()
      WHERE known.created_at < clock_timestamp() - interval '1 minute';
    GET DIAGNOSTICS written = ROW_COUNT;
    PERFORM set_config('app.purpose', '', true);
    RETURN written > 0;
  END $$`;

/** Whose a token is, and the organisation it was sent from, while it holds. */
const FIND = `
  CREATE FUNCTION identity.find_account_token(wanted text, hash bytea)
  RETURNS TABLE (user_id uuid, org_id uuid)
  LANGUAGE plpgsql SECURITY INVOKER SET plan_cache_mode = force_custom_plan AS $$
  BEGIN
    PERFORM set_config('app.purpose', 'account_tokens', true);
    RETURN QUERY SELECT token.user_id, token.from_org_id FROM identity.account_tokens token
                  WHERE token.token_hash = hash AND token.kind = wanted AND token.expires_at > clock_timestamp();
    PERFORM set_config('app.purpose', '', true);
  END $$`;

/** Takes a token away, once: of any number at the same time one gets true. */
const SPEND = `
  CREATE FUNCTION identity.spend_account_token(wanted text, hash bytea)
  RETURNS boolean LANGUAGE plpgsql SECURITY INVOKER SET plan_cache_mode = force_custom_plan AS $$
  DECLARE spent integer;
  BEGIN
    PERFORM set_config('app.purpose', 'account_tokens', true);
    DELETE FROM identity.account_tokens token
     WHERE token.token_hash = hash AND token.kind = wanted AND token.expires_at > clock_timestamp();
    GET DIAGNOSTICS spent = ROW_COUNT;
    PERFORM set_config('app.purpose', '', true);
    RETURN spent > 0;
  END $$`;

const FORGET = `
  CREATE FUNCTION identity.forget_account_tokens(person uuid, wanted text)
  RETURNS void LANGUAGE plpgsql SECURITY INVOKER SET plan_cache_mode = force_custom_plan AS $$
  BEGIN
    PERFORM set_config('app.purpose', 'account_tokens', true);
    DELETE FROM identity.account_tokens token WHERE token.user_id = person AND token.kind = wanted;
    PERFORM set_config('app.purpose', '', true);
  END $$`;
