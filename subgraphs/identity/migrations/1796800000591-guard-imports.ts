import type { MigrationInterface, QueryRunner } from 'typeorm';
import { grantTo } from '../../../service-kit/postgres/migration-sql';
import { IMPORT_PEOPLE } from './1796800000508-import-people';
import { held, lock, undoEmailChange } from './1796800000511-email-changes';
import { erasePerson } from './1796800000516-erase-people';

const SIGNATURE = 'identity.import_people(uuid, jsonb)';

/**
 * Imports give no membership to who registered an address that they never confirmed, and no address that may be taken back. Erased
 * accounts have a key that is no address, so nobody registers it before them.
 */
export class GuardImports1796800000591 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await replaceImport(runner, GUARDED_IMPORT);
    await runner.query(undoEmailChange('CREATE OR REPLACE', 'TAKEN'));
    await runner.query(erasePerson('CREATE OR REPLACE', ''));
    await rename(runner, '@cashcraft.invalid', '');
  }

  async down(runner: QueryRunner): Promise<void> {
    await replaceImport(runner, IMPORT_PEOPLE);
    await runner.query(undoEmailChange('CREATE OR REPLACE', 'FAILS'));
    await runner.query(erasePerson('CREATE OR REPLACE', '@cashcraft.invalid'));
    await rename(runner, '', '@cashcraft.invalid');
  }
}

async function replaceImport(runner: QueryRunner, sql: string): Promise<void> {
  await runner.query(`DROP FUNCTION ${SIGNATURE}`);
  await runner.query(sql);
  await runner.query(`REVOKE EXECUTE ON FUNCTION ${SIGNATURE} FROM PUBLIC`);
  await grantTo(runner, 'cashcraft_identity', `EXECUTE ON FUNCTION ${SIGNATURE}`);
}

/** Of accounts that were erased before. The owner's rows, too, are behind row-level security. */
async function rename(runner: QueryRunner, from: string, to: string): Promise<void> {
  await runner.query('ALTER TABLE identity.users NO FORCE ROW LEVEL SECURITY');
  await runner.query(
    `UPDATE identity.users SET email_key = 'erased-' || id || '${to}'
      WHERE email_key = 'erased-' || id || '${from}' AND status = 'DISABLED'`,
  );
  await runner.query('ALTER TABLE identity.users FORCE ROW LEVEL SECURITY');
}

/**
 * `refused` are keys of addresses that their former account may take back. `unproved` are people who were known, became members now, and
 * never confirmed the address: their rows are locked, and the caller takes the account from whoever registered it.
 */
const GUARDED_IMPORT = `
  CREATE FUNCTION identity.import_people(org uuid, people jsonb)
  RETURNS TABLE (new_people integer, new_members integer, refused text[], unproved uuid[])
  LANGUAGE plpgsql SECURITY INVOKER AS $$
  DECLARE key text; made uuid[]; joined uuid[];
  BEGIN
    FOR key IN SELECT DISTINCT p."emailKey" FROM jsonb_to_recordset(people) AS p ("emailKey" text) ORDER BY 1 LOOP
      ${lock('key')}
    END LOOP;
    PERFORM set_config('app.purpose', 'register', true);
    refused := ARRAY(
      SELECT p."emailKey" FROM jsonb_to_recordset(people) AS p ("emailKey" text)
       WHERE EXISTS (SELECT 1 FROM identity.email_changes held WHERE ${held('p."emailKey"')})
         AND NOT EXISTS (SELECT 1 FROM identity.users known WHERE known.email_key = p."emailKey"));
    WITH written AS (
      INSERT INTO identity.users (id, email, email_key, first_name, last_name, password_hash, locale, time_zone, email_verified_at)
      SELECT p.id, p.email, p."emailKey", p."firstName", p."lastName", p."passwordHash", p.locale, p."timeZone",
             CASE WHEN p."isVerified" THEN clock_timestamp() END
        FROM jsonb_to_recordset(people) AS p (id uuid, email text, "emailKey" text, "firstName" text, "lastName" text,
             "passwordHash" text, locale text, "timeZone" text, "isVerified" boolean)
       WHERE p."emailKey" <> ALL (refused)
       ORDER BY p."emailKey"
      ON CONFLICT (email_key) DO NOTHING RETURNING id)
    SELECT coalesce(array_agg(id), '{}') INTO made FROM written;
    WITH written AS (
      INSERT INTO identity.memberships (org_id, user_id, role_id, status)
      SELECT org, person.id, role.id, CASE WHEN p."isActive" THEN 'ACTIVE' ELSE 'DISABLED' END
        FROM jsonb_to_recordset(people) AS p ("emailKey" text, role text, "isActive" boolean)
        JOIN identity.users person ON person.email_key = p."emailKey"
        JOIN identity.roles role ON role.org_id = org AND role.key = p.role
       ORDER BY person.id
      ON CONFLICT (org_id, user_id) DO NOTHING RETURNING user_id)
    SELECT coalesce(array_agg(user_id), '{}') INTO joined FROM written;
    unproved := ARRAY(
      SELECT person.id FROM identity.users person
       WHERE person.id = ANY (joined) AND person.id <> ALL (made) AND person.email_verified_at IS NULL
       ORDER BY person.id FOR UPDATE);
    new_people := cardinality(made);
    new_members := cardinality(joined);
    PERFORM set_config('app.purpose', '', true);
    RETURN NEXT;
  END $$`;
