import type { MigrationInterface, QueryRunner } from 'typeorm';
import { noteChangesForEverybody } from '../../../service-kit/changes/change-triggers';
import {
  createIdempotentEffects,
  grantTo,
  protectByOrganization,
} from '../../../service-kit/postgres/migration-sql';

const ROLE = 'cashcraft_identity';
const purpose = (name: string): string => `current_setting('app.purpose', true) = '${name}'`;

const FUNCTIONS = [
  'identity.find_person(text)',
  'identity.organizations_of(uuid)',
  'identity.find_invitation(bytea)',
  'identity.end_sessions_of(uuid, uuid, text)',
];

/**
 * Invitations, what people and organisations say about themselves, and people who have left. The version before this one still
 * runs on the result, but shows who was removed as active.
 */
export class Invitations1796700000101 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await addSettings(runner);
    await addInvitations(runner);
    await createIdempotentEffects(runner, 'identity', ROLE);
    await allowEndings(runner);
    for (const sql of [FIND_PERSON, ORGANIZATIONS_OF, FIND_INVITATION, END_SESSIONS_OF])
      await runner.query(sql);
    for (const signature of FUNCTIONS) {
      await runner.query(`REVOKE EXECUTE ON FUNCTION ${signature} FROM PUBLIC`);
      await grantTo(runner, ROLE, `EXECUTE ON FUNCTION ${signature}`);
    }
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const signature of FUNCTIONS) await runner.query(`DROP FUNCTION ${signature}`);
    await runner.query('DROP POLICY ends ON identity.sessions');
    await runner.query('DROP INDEX identity.sessions_live_by_person');
    await runner.query('DROP TABLE identity.idempotent_effects, identity.invitations');
    await runner.query('DROP TRIGGER note_everybody ON identity.users');
    await runner.query('ALTER TABLE identity.users DROP email_verified_at, DROP locale, DROP time_zone');
    await runner.query('ALTER TABLE identity.organizations DROP time_zone, DROP locale, DROP currency');
    await noteChangesForEverybody(runner, 'identity.users', ['email', 'first_name', 'last_name', 'status']);
    // States that the version before doesn't know stay as they are: the checks would not hold.
    await runner.query('ALTER TABLE identity.memberships DROP CONSTRAINT memberships_status_check');
    await runner.query('ALTER TABLE identity.sessions DROP CONSTRAINT sessions_revoked_reason_check');
  }
}

async function addSettings(runner: QueryRunner): Promise<void> {
  await runner.query(`
    ALTER TABLE identity.users
      ADD email_verified_at timestamptz(3),
      ADD locale text CHECK (char_length(locale) <= 35),
      ADD time_zone text CHECK (char_length(time_zone) <= 64)`);
  await runner.query(`
    ALTER TABLE identity.organizations
      ADD time_zone text NOT NULL DEFAULT 'UTC' CHECK (char_length(time_zone) <= 64),
      ADD locale text NOT NULL DEFAULT 'en' CHECK (char_length(locale) <= 35),
      ADD currency text CHECK (currency ~ '^[A-Z]{3}$')`);
  await runner.query('DROP TRIGGER note_everybody ON identity.users');
  const seen = ['email', 'first_name', 'last_name', 'status', 'locale', 'time_zone'];
  await noteChangesForEverybody(runner, 'identity.users', seen);
  // REMOVED: what a person made keeps their name; a row that is gone would leave it without an author.
  await runner.query(`
    ALTER TABLE identity.memberships DROP CONSTRAINT IF EXISTS memberships_status_check,
      ADD CONSTRAINT memberships_status_check CHECK (status IN ('ACTIVE', 'DISABLED', 'REMOVED'))`);
  await runner.query(`
    ALTER TABLE identity.sessions DROP CONSTRAINT IF EXISTS sessions_revoked_reason_check,
      ADD CONSTRAINT sessions_revoked_reason_check CHECK (revoked_reason IN
        ('LOGGED_OUT', 'TOKEN_REUSED', 'ACCOUNT_DISABLED', 'LEFT_ORGANIZATION', 'PASSWORD_CHANGED'))`);
}

async function addInvitations(runner: QueryRunner): Promise<void> {
  await runner.query(`
    CREATE TABLE identity.invitations (
      org_id uuid NOT NULL REFERENCES identity.organizations ON DELETE CASCADE,
      id uuid NOT NULL,
      email text NOT NULL CHECK (char_length(email) BETWEEN 3 AND 254),
      email_key text NOT NULL,
      role_id uuid NOT NULL,
      invited_by_id uuid NOT NULL,
      token_hash bytea NOT NULL CHECK (octet_length(token_hash) = 32),
      created_at timestamptz(3) NOT NULL DEFAULT clock_timestamp(),
      sent_at timestamptz(3) NOT NULL DEFAULT clock_timestamp(),
      expires_at timestamptz(3) NOT NULL,
      accepted_at timestamptz(3),
      revoked_at timestamptz(3),
      PRIMARY KEY (org_id, id),
      FOREIGN KEY (org_id, role_id) REFERENCES identity.roles (org_id, id)
    )`);
  const pending = 'accepted_at IS NULL AND revoked_at IS NULL';
  await runner.query(
    `CREATE UNIQUE INDEX invitations_one_pending ON identity.invitations (org_id, email_key) WHERE ${pending}`,
  );
  await runner.query(
    `CREATE INDEX invitations_by_sent ON identity.invitations (org_id, sent_at DESC, id DESC) WHERE ${pending}`,
  );
  await runner.query('CREATE INDEX invitations_by_token ON identity.invitations (token_hash)');
  await protectByOrganization(runner, 'identity.invitations', purpose('invitation'));
  await grantTo(runner, ROLE, 'SELECT, INSERT, UPDATE, DELETE ON identity.invitations');
}

/** A change of password ends sessions in all organisations of a person. */
async function allowEndings(runner: QueryRunner): Promise<void> {
  await runner.query(
    `CREATE POLICY ends ON identity.sessions USING (${purpose('end_sessions')}) WITH CHECK (${purpose('end_sessions')})`,
  );
  await runner.query(
    'CREATE INDEX sessions_live_by_person ON identity.sessions (user_id) WHERE revoked_at IS NULL',
  );
}

/** The account of an address, and the organisation to write to it from: the active one they used last. One row, or none. */
const FIND_PERSON = `
  CREATE FUNCTION identity.find_person(wanted text)
  RETURNS TABLE (user_id uuid, email text, password_hash text, status text, is_verified boolean, locale text, org_id uuid)
  LANGUAGE plpgsql SECURITY INVOKER SET plan_cache_mode = force_custom_plan AS $$
  BEGIN
    PERFORM set_config('app.purpose', 'log_in', true);
    RETURN QUERY
      SELECT person.id, person.email, person.password_hash, person.status, person.email_verified_at IS NOT NULL,
             person.locale,
             (SELECT membership.org_id
                FROM identity.memberships membership
                JOIN identity.organizations organization ON organization.org_id = membership.org_id
               WHERE membership.user_id = person.id
                 AND membership.status = 'ACTIVE' AND organization.status = 'ACTIVE'
               ORDER BY membership.last_login_at DESC NULLS LAST, membership.created_at, membership.org_id
               LIMIT 1)
        FROM identity.users person WHERE person.email_key = wanted;
    PERFORM set_config('app.purpose', '', true);
  END $$`;

/** Where a person is an active member. */
const ORGANIZATIONS_OF = `
  CREATE FUNCTION identity.organizations_of(person uuid)
  RETURNS TABLE (org_id uuid, name text, joined_at timestamptz, last_login_at timestamptz)
  LANGUAGE plpgsql SECURITY INVOKER SET plan_cache_mode = force_custom_plan AS $$
  BEGIN
    PERFORM set_config('app.purpose', 'log_in', true);
    RETURN QUERY
      SELECT membership.org_id, organization.name, membership.created_at::timestamptz, membership.last_login_at::timestamptz
        FROM identity.memberships membership
        JOIN identity.organizations organization ON organization.org_id = membership.org_id
       WHERE membership.user_id = person AND membership.status = 'ACTIVE' AND organization.status = 'ACTIVE'
       ORDER BY membership.last_login_at DESC NULLS LAST, membership.created_at, membership.org_id;
    PERFORM set_config('app.purpose', '', true);
  END $$`;

/** Where the invitation of a hash belongs. What follows runs inside that organisation. */
const FIND_INVITATION = `
  CREATE FUNCTION identity.find_invitation(wanted bytea)
  RETURNS TABLE (org_id uuid, id uuid)
  LANGUAGE plpgsql SECURITY INVOKER SET plan_cache_mode = force_custom_plan AS $$
  BEGIN
    PERFORM set_config('app.purpose', 'invitation', true);
    RETURN QUERY
      SELECT invitation.org_id, invitation.id FROM identity.invitations invitation WHERE invitation.token_hash = wanted;
    PERFORM set_config('app.purpose', '', true);
  END $$`;

/** Ends a person's live sessions everywhere, but one. Answers those that an access token may still live of. */
const END_SESSIONS_OF = `
  CREATE FUNCTION identity.end_sessions_of(person uuid, except_session uuid, reason text)
  RETURNS TABLE (session_id uuid)
  LANGUAGE plpgsql SECURITY INVOKER SET plan_cache_mode = force_custom_plan AS $$
  BEGIN
    PERFORM set_config('app.purpose', 'end_sessions', true);
    RETURN QUERY
      WITH ended AS (
        UPDATE identity.sessions session SET revoked_at = clock_timestamp(), revoked_reason = reason
         WHERE session.user_id = person AND session.revoked_at IS NULL
           AND session.id IS DISTINCT FROM except_session
        RETURNING session.id, session.last_used_at)
      SELECT ended.id FROM ended WHERE ended.last_used_at > clock_timestamp() - interval '1 hour';
    PERFORM set_config('app.purpose', '', true);
  END $$`;
