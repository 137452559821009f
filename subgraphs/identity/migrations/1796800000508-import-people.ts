import type { MigrationInterface, QueryRunner } from 'typeorm';
import { grantTo } from '../../../service-kit/postgres/migration-sql';

const SIGNATURE = 'identity.import_people(uuid, jsonb)';

/** People of old systems, many at once: who is known keeps their account, and becomes a member like the others. */
export class ImportPeople1796800000508 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(IMPORT_PEOPLE);
    await runner.query(`REVOKE EXECUTE ON FUNCTION ${SIGNATURE} FROM PUBLIC`);
    await grantTo(runner, 'cashcraft_identity', `EXECUTE ON FUNCTION ${SIGNATURE}`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP FUNCTION ${SIGNATURE}`);
  }
}

/** The first form, which a later migration replaces. */
export const IMPORT_PEOPLE = `
  CREATE FUNCTION identity.import_people(org uuid, people jsonb) RETURNS TABLE (new_people integer, new_members integer)
  LANGUAGE plpgsql SECURITY INVOKER AS $$
  BEGIN
    PERFORM set_config('app.purpose', 'register', true);
    INSERT INTO identity.users (id, email, email_key, first_name, last_name, password_hash, locale, time_zone, email_verified_at)
    SELECT p.id, p.email, p."emailKey", p."firstName", p."lastName", p."passwordHash", p.locale, p."timeZone",
           CASE WHEN p."isVerified" THEN clock_timestamp() END
      FROM jsonb_to_recordset(people) AS p (id uuid, email text, "emailKey" text, "firstName" text, "lastName" text,
           "passwordHash" text, locale text, "timeZone" text, "isVerified" boolean)
     ORDER BY p."emailKey"
    ON CONFLICT (email_key) DO NOTHING;
    GET DIAGNOSTICS new_people = ROW_COUNT;
    INSERT INTO identity.memberships (org_id, user_id, role_id, status)
    SELECT org, person.id, role.id, CASE WHEN p."isActive" THEN 'ACTIVE' ELSE 'DISABLED' END
      FROM jsonb_to_recordset(people) AS p ("emailKey" text, role text, "isActive" boolean)
      JOIN identity.users person ON person.email_key = p."emailKey"
      JOIN identity.roles role ON role.org_id = org AND role.key = p.role
     ORDER BY person.id
    ON CONFLICT (org_id, user_id) DO NOTHING;
    GET DIAGNOSTICS new_members = ROW_COUNT;
    PERFORM set_config('app.purpose', '', true);
    RETURN NEXT;
  END $$`;
