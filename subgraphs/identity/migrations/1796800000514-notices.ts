import type { MigrationInterface, QueryRunner } from 'typeorm';
import { grantTo } from '../../../service-kit/postgres/migration-sql';

const ROLE = 'cashcraft_identity';
const OWN = `(SELECT nullif(current_setting('app.org_id', true), '')::uuid)`;
const REGISTERING = `current_setting('app.purpose', true) = 'register'`;
const NOTE = 'identity.note_repeated_registration(text)';

/** Which notices people don't want, and who was told of a registration with their address. The version before still runs on it. */
export class Notices1796800000514 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE identity.muted_notices (
        user_id uuid NOT NULL REFERENCES identity.users ON DELETE CASCADE,
        kind text NOT NULL CHECK (char_length(kind) <= 50),
        muted_at timestamptz(3) NOT NULL DEFAULT clock_timestamp(),
        PRIMARY KEY (user_id, kind)
      )`);
    await runner.query('ALTER TABLE identity.muted_notices ENABLE ROW LEVEL SECURITY');
    await runner.query('ALTER TABLE identity.muted_notices FORCE ROW LEVEL SECURITY');
    const member = `EXISTS (SELECT 1 FROM identity.memberships membership
                             WHERE membership.org_id = ${OWN} AND membership.user_id = muted_notices.user_id)`;
    await runner.query(
      `CREATE POLICY member ON identity.muted_notices USING (${member}) WITH CHECK (${member})`,
    );
    await runner.query(`CREATE POLICY registers ON identity.muted_notices FOR SELECT USING (${REGISTERING})`);
    await grantTo(runner, ROLE, 'SELECT, INSERT, DELETE ON identity.muted_notices');
    await runner.query('ALTER TABLE identity.users ADD COLUMN registration_noticed_at timestamptz(3)');
    await runner.query(NOTE_REPEATED);
    await runner.query(`REVOKE EXECUTE ON FUNCTION ${NOTE} FROM PUBLIC`);
    await grantTo(runner, ROLE, `EXECUTE ON FUNCTION ${NOTE}`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP FUNCTION ${NOTE}`);
    await runner.query('ALTER TABLE identity.users DROP COLUMN registration_noticed_at');
    await runner.query('DROP TABLE identity.muted_notices');
  }
}

/**
 * Whom to tell that somebody registered with their address, and whether to: once a day, who wants it. One statement that writes, for a
 * person who is new as well.
 */
const NOTE_REPEATED = `
  CREATE FUNCTION identity.note_repeated_registration(wanted text)
  RETURNS TABLE (email text, first_name text, locale text, is_due boolean)
  LANGUAGE plpgsql SECURITY INVOKER SET plan_cache_mode = force_custom_plan AS $$
  #variable_conflict use_column
  BEGIN
    PERFORM set_config('app.purpose', 'register', true);
    RETURN QUERY
      WITH known AS (
        SELECT person.id, person.status = 'ACTIVE'
               AND coalesce(person.registration_noticed_at < clock_timestamp() - interval '1 day', true)
               AND NOT EXISTS (SELECT 1 FROM identity.muted_notices muted
                                WHERE muted.user_id = person.id AND muted.kind = 'REGISTRATION_REPEATED') AS due
          FROM identity.users person WHERE person.email_key = wanted FOR UPDATE)
      UPDATE identity.users person
         SET registration_noticed_at = CASE WHEN known.due THEN clock_timestamp() ELSE person.registration_noticed_at END
        FROM known WHERE person.id = known.id
      RETURNING person.email, person.first_name, person.locale, known.due;
    PERFORM set_config('app.purpose', '', true);
  END $$`;
