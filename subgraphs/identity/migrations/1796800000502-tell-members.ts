import type { MigrationInterface, QueryRunner } from 'typeorm';
import { grantTo } from '../../../service-kit/postgres/migration-sql';

const SAFE_PATH = 'SET search_path = pg_catalog, pg_temp';
const TABLES = ['users', 'memberships', 'outbox'];

/**
 * Tells the other subgraphs of members (`MEMBERS_CHANGED`): by triggers, so that no way of changing one forgets it. Those that are
 * there already are told by the migration.
 */
export class TellMembers1796800000502 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('CREATE SEQUENCE identity.member_versions');
    for (const sql of [TELL, TELL_MEMBERSHIPS, TELL_MEMBERSHIP, TELL_PERSON]) await runner.query(sql);
    await runner.query(`REVOKE EXECUTE ON FUNCTION identity.tell_members(uuid, uuid[]) FROM PUBLIC`);
    await grantTo(runner, 'cashcraft_identity', 'EXECUTE ON FUNCTION identity.tell_members(uuid, uuid[])');
    await runner.query(`CREATE TRIGGER tell_new AFTER INSERT ON identity.memberships
      REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION identity.tell_memberships()`);
    // For each row: a log-in, which changes the row too, pays nothing for it.
    await runner.query(`CREATE TRIGGER tell_status AFTER UPDATE OF status ON identity.memberships FOR EACH ROW
      WHEN (OLD.status <> NEW.status) EXECUTE FUNCTION identity.tell_membership()`);
    await runner.query(`CREATE TRIGGER tell_person AFTER UPDATE OF email_key, email_verified_at, status ON identity.users
      FOR EACH ROW WHEN ((OLD.email_key, OLD.email_verified_at IS NULL, OLD.status)
        IS DISTINCT FROM (NEW.email_key, NEW.email_verified_at IS NULL, NEW.status))
      EXECUTE FUNCTION identity.tell_person()`);
    for (const table of TABLES)
      await runner.query(`ALTER TABLE identity.${table} NO FORCE ROW LEVEL SECURITY`);
    await runner.query(
      `SELECT identity.tell_members(org_id, array_agg(user_id)) FROM identity.memberships GROUP BY org_id`,
    );
    for (const table of TABLES) await runner.query(`ALTER TABLE identity.${table} FORCE ROW LEVEL SECURITY`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP TRIGGER tell_new ON identity.memberships;
      DROP TRIGGER tell_status ON identity.memberships;
      DROP TRIGGER tell_person ON identity.users;
      DROP FUNCTION identity.tell_memberships(), identity.tell_membership(), identity.tell_person(), identity.tell_members(uuid, uuid[]);
      DROP SEQUENCE identity.member_versions`);
  }
}

/**
 * The people's rows are locked first: of a person and a membership that change at once the later one tells of both.
 */
const TELL = `
  CREATE FUNCTION identity.tell_members(org uuid, ids uuid[]) RETURNS void LANGUAGE plpgsql SECURITY DEFINER ${SAFE_PATH} AS $$
  DECLARE
    kept_org text := coalesce(current_setting('app.org_id', true), '');
  BEGIN
    PERFORM set_config('app.org_id', org::text, true);
    PERFORM FROM identity.users person WHERE person.id = ANY (ids) ORDER BY person.id FOR SHARE;
    INSERT INTO identity.outbox (org_id, id, type, object, payload, is_local)
    SELECT org, gen_random_uuid(), 'identity.members-changed', 'members:' || org,
           jsonb_build_object('organizationId', org, 'members', jsonb_agg(told.member)), false
      FROM (
        SELECT (row_number() OVER () - 1) / 200 AS part, jsonb_build_object(
                 'id', member.user_id,
                 'version', nextval('identity.member_versions'),
                 'verifiedEmail', CASE WHEN person.email_verified_at IS NOT NULL THEN person.email_key END,
                 'isActive', member.status = 'ACTIVE' AND person.status = 'ACTIVE') AS member
          FROM identity.memberships member JOIN identity.users person ON person.id = member.user_id
         WHERE member.org_id = org AND member.user_id = ANY (ids)) told
     GROUP BY told.part;
    PERFORM set_config('app.org_id', kept_org, true);
  END $$`;

const TELL_MEMBERSHIPS = `
  CREATE FUNCTION identity.tell_memberships() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER ${SAFE_PATH} AS $$
  DECLARE
    told record;
  BEGIN
    FOR told IN SELECT c.org_id, array_agg(c.user_id) AS ids FROM changed c GROUP BY c.org_id LOOP
      PERFORM identity.tell_members(told.org_id, told.ids);
    END LOOP;
    RETURN NULL;
  END $$`;

const TELL_MEMBERSHIP = `
  CREATE FUNCTION identity.tell_membership() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER ${SAFE_PATH} AS $$
  BEGIN
    PERFORM identity.tell_members(NEW.org_id, ARRAY[NEW.user_id]);
    RETURN NULL;
  END $$`;

const TELL_PERSON = `
  CREATE FUNCTION identity.tell_person() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER ${SAFE_PATH} AS $$
  DECLARE
    kept_purpose text := coalesce(current_setting('app.purpose', true), '');
    org uuid;
  BEGIN
    PERFORM set_config('app.purpose', 'log_in', true); -- which organisations the person is in
    FOR org IN SELECT member.org_id FROM identity.memberships member WHERE member.user_id = NEW.id LOOP
      PERFORM identity.tell_members(org, ARRAY[NEW.id]);
    END LOOP;
    PERFORM set_config('app.purpose', kept_purpose, true);
    RETURN NULL;
  END $$`;
