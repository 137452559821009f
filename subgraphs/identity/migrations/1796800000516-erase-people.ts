import type { MigrationInterface, QueryRunner } from 'typeorm';
import { grantTo } from '../../../service-kit/postgres/migration-sql';

const SIGNATURE = 'identity.erase_person(uuid)';

/** A person's account without the person: what they made refers to it for ever, and says nothing of them any more. */
export class ErasePeople1796800000516 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(erasePerson('CREATE', '@cashcraft.invalid'));
    await runner.query(`REVOKE EXECUTE ON FUNCTION ${SIGNATURE} FROM PUBLIC`);
    await grantTo(runner, 'cashcraft_identity', `EXECUTE ON FUNCTION ${SIGNATURE}`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP FUNCTION ${SIGNATURE}`);
  }
}

const WORK = `home text := current_setting('app.org_id');
    kept_purpose text := coalesce(current_setting('app.purpose', true), '');
    kept_audit text := coalesce(current_setting('app.audit', true), '');
    kept_changes text := '';
    orgs uuid[];
    org uuid;
    organization_name text;
    own_key text;
    nobody text := 'erased-' || person || '@cashcraft.invalid';
    ids uuid[];
  BEGIN
    blocked_by := '{}';
    ended := '{}';
    PERFORM set_config('app.purpose', 'log_in', true);
    orgs := ARRAY(SELECT member.org_id FROM identity.memberships member WHERE member.user_id = person ORDER BY member.org_id);
    PERFORM set_config('app.purpose', kept_purpose, true);
    FOREACH org IN ARRAY orgs LOOP
      PERFORM set_config('app.org_id', org::text, true);
      SELECT o.name INTO organization_name FROM identity.organizations o WHERE o.org_id = org AND o.status = 'ACTIVE' FOR NO KEY UPDATE;
      IF FOUND AND EXISTS (
        SELECT FROM identity.memberships m JOIN identity.roles r ON r.org_id = m.org_id AND r.id = m.role_id
         WHERE m.org_id = org AND m.user_id = person AND m.status = 'ACTIVE' AND r.is_system AND r.key = 'owner')
      AND NOT EXISTS (
        SELECT FROM identity.memberships m JOIN identity.roles r ON r.org_id = m.org_id AND r.id = m.role_id
          JOIN identity.users u ON u.id = m.user_id
         WHERE m.org_id = org AND m.user_id <> person AND m.status = 'ACTIVE' AND u.status = 'ACTIVE' AND r.is_system AND r.key = 'owner')
      THEN
        blocked_by := blocked_by || organization_name;
      END IF;
    END LOOP;
    PERFORM set_config('app.org_id', home, true);
    IF cardinality(blocked_by) > 0 THEN
      RETURN NEXT;
      RETURN;
    END IF;
    SELECT u.email_key INTO own_key FROM identity.users u WHERE u.id = person FOR NO KEY UPDATE;
    FOREACH org IN ARRAY orgs LOOP
      PERFORM set_config('app.org_id', org::text, true);
      IF org::text <> home THEN -- its changes are not the business of the caller's organisation
        kept_changes := coalesce(current_setting('app.audit_changes', true), '');
        PERFORM set_config('app.audit', '', true), set_config('app.audit_changes', '', true);
      END IF;
      WITH wiped AS (
        UPDATE identity.sessions s SET ip = NULL, user_agent = NULL, device_id = NULL,
               revoked_reason = coalesce(s.revoked_reason, 'ACCOUNT_DISABLED'), revoked_at = coalesce(s.revoked_at, clock_timestamp())
         WHERE s.org_id = org AND s.user_id = person RETURNING s.id)
      SELECT coalesce(array_agg(id), '{}') INTO ids FROM wiped;
      ended := ended || ids;
      DELETE FROM identity.oidc_identities i WHERE i.org_id = org AND i.user_id = person;
      UPDATE identity.memberships m SET status = 'REMOVED' WHERE m.org_id = org AND m.user_id = person;
      UPDATE identity.invitations i SET email = 'erased-' || i.id || '@cashcraft.invalid', email_key = 'erased-' || i.id || '@cashcraft.invalid',
             revoked_at = CASE WHEN i.accepted_at IS NULL THEN coalesce(i.revoked_at, clock_timestamp()) ELSE i.revoked_at END
       WHERE i.org_id = org AND i.email_key = own_key;
      IF org::text <> home THEN
        PERFORM audit.record(gen_random_uuid(), 'identity', 'eraseAccount', 'DONE', 'USER', person::text, NULL, NULL,
          jsonb_build_array(jsonb_build_object('type', 'Membership', 'id', person, 'before', NULL, 'after', jsonb_build_object('status', 'REMOVED'))));
        PERFORM set_config('app.audit', kept_audit, true), set_config('app.audit_changes', kept_changes, true);
      END IF;
    END LOOP;
    PERFORM set_config('app.org_id', home, true);
    DELETE FROM identity.totp_factors f WHERE f.user_id = person;
    DELETE FROM identity.recovery_codes f WHERE f.user_id = person;
    DELETE FROM identity.passkeys f WHERE f.user_id = person;
    DELETE FROM identity.remembered_devices f WHERE f.user_id = person;
    DELETE FROM identity.muted_notices n WHERE n.user_id = person;
    PERFORM set_config('app.purpose', 'account_tokens', true);
    DELETE FROM identity.account_tokens t WHERE t.user_id = person;
    PERFORM set_config('app.purpose', 'email_change', true);
    DELETE FROM identity.email_changes c WHERE c.user_id = person;
    PERFORM set_config('app.purpose', kept_purpose, true);
    -- The audit says that it was done, and not who it was.
    kept_changes := coalesce(current_setting('app.audit_changes', true), '');
    PERFORM set_config('app.audit', '', true);
    UPDATE identity.users u SET email = nobody, email_key = nobodys_key, first_name = 'Erased', last_name = 'person', password_hash = '!',
           email_verified_at = NULL, locale = NULL, time_zone = NULL, status = 'DISABLED' WHERE u.id = person;
    PERFORM set_config('app.audit', kept_audit, true), set_config('app.audit_changes', kept_changes, true);
    RETURN NEXT;
  END $$`;

/**
 * In all organisations of the person, as the owner: each one's row is locked in turn, as whoever changes roles does. Where the person is the
 * last owner, nothing is changed, and the organisations are named. The other organisations get an audit entry of their own.
 *
 * @param keyEnds what the key of the address ends with that takes the place of the person's
 */
export const erasePerson = (verb: 'CREATE' | 'CREATE OR REPLACE', keyEnds: string) => `
  ${verb} FUNCTION identity.erase_person(person uuid) RETURNS TABLE (blocked_by text[], ended uuid[])
  LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  DECLARE
    nobodys_key text := 'erased-' || person || '${keyEnds}';
    ${WORK}`;
