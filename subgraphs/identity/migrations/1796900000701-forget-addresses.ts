import type { MigrationInterface, QueryRunner } from 'typeorm';

const SAFE_PATH = 'SET search_path = pg_catalog, pg_temp';

const SORTED = (person: string): string => `${person}.last_name || ' ' || ${person}.first_name`;
/** @param status SQL: what the person is in the organisation */
const SEARCHED = (person: string, status: string): string =>
  `identity.fold(${SORTED(person)} || CASE WHEN ${status} = 'REMOVED' THEN '' ELSE E'\\n' || ${person}.email || E'\\n' || ${person}.email_key END)`;

/**
 * An organisation that somebody has left knows them by name only: their address, which may be another one by now, is not found by a
 * search, and other subgraphs are not told it.
 */
export class ForgetAddresses1796900000701 implements MigrationInterface {
  readonly accepts = { backfill: 'the rows of who has left, which nobody else changes' } as const;

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(renameMember((status) => SEARCHED('NEW', status)));
    await runner.query(MEMBER_LEFT);
    await runner.query(`CREATE TRIGGER member_left AFTER UPDATE OF status ON identity.memberships FOR EACH ROW
      WHEN (OLD.status <> NEW.status AND 'REMOVED' IN (OLD.status, NEW.status)) EXECUTE FUNCTION identity.member_left()`);
    await runner.query(tellMembers(`AND member.status <> 'REMOVED'`));
    await runner.query(FORGET);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(
      'DROP TRIGGER member_left ON identity.memberships; DROP FUNCTION identity.member_left()',
    );
    await runner.query(renameMember(() => SEARCHED('NEW', `''`)));
    await runner.query(tellMembers(''));
  }
}

/** As the owner, who is behind row-level security, too: inside the organisation at hand. */
const renameMember = (searched: (status: string) => string): string => `
  CREATE OR REPLACE FUNCTION identity.rename_member() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER ${SAFE_PATH} AS $$
  DECLARE
    kept_org text := coalesce(current_setting('app.org_id', true), '');
    kept_purpose text := coalesce(current_setting('app.purpose', true), '');
    member record;
  BEGIN
    PERFORM set_config('app.purpose', 'log_in', true); -- which organisations the person is in
    FOR member IN SELECT m.org_id, m.status FROM identity.memberships m WHERE m.user_id = NEW.id LOOP
      PERFORM set_config('app.org_id', member.org_id::text, true);
      UPDATE identity.member_names SET name = ${SORTED('NEW')}, search_text = ${searched('member.status')}
       WHERE org_id = member.org_id AND user_id = NEW.id;
    END LOOP;
    PERFORM set_config('app.org_id', kept_org, true), set_config('app.purpose', kept_purpose, true);
    RETURN NULL;
  END $$`;

// FOR SHARE: a name or address that changes at once waits for who leaves or comes back, or they for it.
const MEMBER_LEFT = `
  CREATE FUNCTION identity.member_left() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER ${SAFE_PATH} AS $$
  DECLARE
    kept_org text := coalesce(current_setting('app.org_id', true), '');
    person identity.users;
  BEGIN
    PERFORM set_config('app.org_id', NEW.org_id::text, true);
    SELECT * INTO person FROM identity.users WHERE id = NEW.user_id FOR SHARE;
    UPDATE identity.member_names SET search_text = ${SEARCHED('person', 'NEW.status')}
     WHERE org_id = NEW.org_id AND user_id = NEW.user_id;
    PERFORM set_config('app.org_id', kept_org, true);
    RETURN NULL;
  END $$`;

/** @param only SQL: whose confirmed addresses are told */
const tellMembers = (only: string): string => `
  CREATE OR REPLACE FUNCTION identity.tell_members(org uuid, ids uuid[]) RETURNS void LANGUAGE plpgsql SECURITY DEFINER ${SAFE_PATH} AS $$
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
                 'verifiedEmail', CASE WHEN person.email_verified_at IS NOT NULL ${only} THEN person.email_key END,
                 'isActive', member.status = 'ACTIVE' AND person.status = 'ACTIVE') AS member
          FROM identity.memberships member JOIN identity.users person ON person.id = member.user_id
         WHERE member.org_id = org AND member.user_id = ANY (ids)) told
     GROUP BY told.part;
    PERFORM set_config('app.org_id', kept_org, true);
  END $$`;

/** Those who have left already: few, and each organisation's in turn. */
const FORGET = `
  DO $$
  DECLARE
    gone record;
  BEGIN
    PERFORM set_config('app.purpose', 'log_in', true);
    FOR gone IN SELECT org_id, array_agg(user_id) AS ids FROM identity.memberships WHERE status = 'REMOVED' GROUP BY org_id LOOP
      PERFORM set_config('app.org_id', gone.org_id::text, true);
      UPDATE identity.member_names SET search_text = identity.fold(name) WHERE org_id = gone.org_id AND user_id = ANY (gone.ids);
      PERFORM identity.tell_members(gone.org_id, gone.ids);
    END LOOP;
    PERFORM set_config('app.purpose', '', true), set_config('app.org_id', '', true);
  END $$`;
