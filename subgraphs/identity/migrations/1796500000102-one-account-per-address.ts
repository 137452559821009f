import type { MigrationInterface, QueryRunner } from 'typeorm';
import { grantTo } from '../../../service-kit/postgres/migration-sql';
import { parseEmail } from '../../../service-kit/mail/email-address';

const FIND = 'identity.find_log_in(text)';

/**
 * One key for all spellings of an address, and the cost of the slowest hash that an old system left. The version before this
 * one still runs on the result, except for addresses whose key changed.
 */
export class OneAccountPerAddress1796500000102 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE identity.users ADD COLUMN legacy_cost smallint GENERATED ALWAYS AS (
        CASE WHEN password_hash ~ '^\\$2[aby]\\$[0-9]{2}\\$' THEN substr(password_hash, 5, 2)::smallint END) STORED`);
    await runner.query(
      `CREATE INDEX users_legacy_cost ON identity.users (legacy_cost) WHERE legacy_cost IS NOT NULL`,
    );
    await replaceFunction(runner, FIND_LOG_IN);
    await renewKeys(runner);
  }

  async down(runner: QueryRunner): Promise<void> {
    await replaceFunction(runner, FORMER_FIND_LOG_IN);
    await runner.query('ALTER TABLE identity.users DROP COLUMN legacy_cost');
  }
}

async function replaceFunction(runner: QueryRunner, sql: string): Promise<void> {
  await runner.query(`DROP FUNCTION ${FIND}`);
  await runner.query(sql);
  await runner.query(`REVOKE EXECUTE ON FUNCTION ${FIND} FROM PUBLIC`);
  await grantTo(runner, 'cashcraft_identity', `EXECUTE ON FUNCTION ${FIND}`);
}

/** The oldest account of an address keeps it; a later one of another spelling keeps its own key and can't be entered by it. */
async function renewKeys(runner: QueryRunner): Promise<void> {
  await runner.query(`SELECT set_config('app.purpose', 'register', true)`);
  const people = (await runner.query(
    'SELECT id, email, email_key AS "emailKey" FROM identity.users ORDER BY created_at, id',
  )) as { id: string; email: string; emailKey: string }[];
  const taken = new Set(people.map(({ emailKey }) => emailKey));
  for (const { id, email, emailKey } of people) {
    const key = parseEmail(email)?.emailKey ?? emailKey;
    if (taken.has(key)) continue;
    taken.add(key);
    await runner.query('UPDATE identity.users SET email_key = $2 WHERE id = $1', [id, key]);
  }
  await runner.query(`SELECT set_config('app.purpose', '', true)`);
}

const ENTERED = `
        LEFT JOIN LATERAL (
          SELECT membership.org_id
            FROM identity.memberships membership
            JOIN identity.organizations organization ON organization.org_id = membership.org_id
           WHERE membership.user_id = person.id
             AND membership.status = 'ACTIVE' AND organization.status = 'ACTIVE'
           ORDER BY membership.last_login_at DESC NULLS LAST, membership.created_at, membership.org_id
           LIMIT 1) entered ON true`;

/** One row for any address: whoever it finds, and what holds for all. */
const FIND_LOG_IN = `
  CREATE FUNCTION identity.find_log_in(wanted text)
  RETURNS TABLE (user_id uuid, password_hash text, status text, org_id uuid, legacy_cost smallint)
  LANGUAGE plpgsql SECURITY INVOKER AS $$
  BEGIN
    PERFORM set_config('app.purpose', 'log_in', true);
    RETURN QUERY
      SELECT person.id, person.password_hash, person.status, entered.org_id,
             (SELECT max(imported.legacy_cost) FROM identity.users imported WHERE imported.legacy_cost IS NOT NULL)
        FROM (SELECT 1) always
        LEFT JOIN identity.users person ON person.email_key = wanted
        ${ENTERED};
    PERFORM set_config('app.purpose', '', true);
  END $$`;

const FORMER_FIND_LOG_IN = `
  CREATE FUNCTION identity.find_log_in(wanted text)
  RETURNS TABLE (user_id uuid, password_hash text, status text, org_id uuid)
  LANGUAGE plpgsql SECURITY INVOKER AS $$
  BEGIN
    PERFORM set_config('app.purpose', 'log_in', true);
    RETURN QUERY
      SELECT person.id, person.password_hash, person.status, entered.org_id
        FROM identity.users person
        ${ENTERED}
       WHERE person.email_key = wanted;
    PERFORM set_config('app.purpose', '', true);
  END $$`;
