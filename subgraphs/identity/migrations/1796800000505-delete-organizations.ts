import type { MigrationInterface, QueryRunner } from 'typeorm';
import { grantTo, protectByOrganization } from '../../../service-kit/postgres/migration-sql';
import { createPurge, dropPurge } from '../../../service-kit/postgres/purge';

const ROLE = 'cashcraft_identity';
const FUNCTIONS = [
  'identity.find_deletion(bytea)',
  'identity.deletions_to_work_on()',
  'identity.finish_purge(uuid)',
];
const REASONS = `'LOGGED_OUT', 'TOKEN_REUSED', 'ACCOUNT_DISABLED', 'LEFT_ORGANIZATION', 'PASSWORD_CHANGED', 'ROLE_LOST', 'POLICY_CHANGED', 'EMAIL_CHANGED'`;

/** An organisation that is deleted is closed at once, can be restored for 30 days, and is removed then. */
export class DeleteOrganizations1796800000505 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE identity.organizations DROP CONSTRAINT organizations_status_check,
      ADD CONSTRAINT organizations_status_check CHECK (status IN ('ACTIVE', 'SUSPENDED', 'DELETED'))`);
    await allowReasons(runner, `${REASONS}, 'ORGANIZATION_DELETED'`);
    await runner.query(`
      CREATE TABLE identity.organization_deletions (
        org_id uuid PRIMARY KEY REFERENCES identity.organizations ON DELETE CASCADE,
        requested_by uuid NOT NULL,
        requested_at timestamptz(3) NOT NULL DEFAULT clock_timestamp(),
        deletes_at timestamptz(3) NOT NULL,
        undo_hash bytea NOT NULL CHECK (octet_length(undo_hash) = 32),
        told_after uuid,
        is_told boolean NOT NULL DEFAULT false
      )`);
    await runner.query(
      'CREATE INDEX organization_deletions_by_hash ON identity.organization_deletions (undo_hash)',
    );
    await protectByOrganization(
      runner,
      'identity.organization_deletions',
      `current_setting('app.purpose', true) = 'deletions'`,
    );
    await grantTo(runner, ROLE, 'SELECT, INSERT, UPDATE, DELETE ON identity.organization_deletions');
    for (const sql of [FIND, TO_WORK_ON, FINISH]) await runner.query(sql);
    for (const signature of FUNCTIONS) {
      await runner.query(`REVOKE EXECUTE ON FUNCTION ${signature} FROM PUBLIC`);
      await grantTo(runner, ROLE, `EXECUTE ON FUNCTION ${signature}`);
    }
    await createPurge(runner, 'identity', ROLE, {
      first: REMOVE_PEOPLE_AND_JOBS,
      keep: ['organizations', 'organization_deletions'],
    });
    await runner.query('CREATE POLICY purged ON identity.users FOR DELETE USING (identity.is_purging())');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP POLICY purged ON identity.users');
    await dropPurge(runner, 'identity');
    for (const signature of FUNCTIONS) await runner.query(`DROP FUNCTION ${signature}`);
    await runner.query('DROP TABLE identity.organization_deletions');
    await allowReasons(runner, REASONS);
    await runner.query(`ALTER TABLE identity.organizations DROP CONSTRAINT organizations_status_check,
      ADD CONSTRAINT organizations_status_check CHECK (status IN ('ACTIVE', 'SUSPENDED')) NOT VALID`);
  }
}

/** NOT VALID: what stands in old rows stays. */
async function allowReasons(runner: QueryRunner, reasons: string): Promise<void> {
  await runner.query(`
    ALTER TABLE identity.sessions DROP CONSTRAINT IF EXISTS sessions_revoked_reason_check,
      ADD CONSTRAINT sessions_revoked_reason_check CHECK (revoked_reason IN (${reasons})) NOT VALID`);
}

const spanning = (signature: string, answers: string, query: string): string => `
  CREATE FUNCTION identity.${signature} RETURNS TABLE (${answers}) LANGUAGE plpgsql SECURITY INVOKER AS $$
  BEGIN
    PERFORM set_config('app.purpose', 'deletions', true);
    RETURN QUERY ${query};
    PERFORM set_config('app.purpose', '', true);
  END $$`;

/** Which organisation a link restores, while it can be. */
const FIND = spanning(
  'find_deletion(hash bytea)',
  'org_id uuid',
  `SELECT d.org_id FROM identity.organization_deletions d WHERE d.undo_hash = hash AND d.deletes_at > clock_timestamp()`,
);

const TO_WORK_ON = spanning(
  'deletions_to_work_on()',
  'org_id uuid, is_due boolean',
  `SELECT d.org_id, d.deletes_at <= clock_timestamp() FROM identity.organization_deletions d
    WHERE NOT d.is_told OR d.deletes_at <= clock_timestamp() ORDER BY d.deletes_at LIMIT 1000`,
);

/** People who belong to no other organisation go with this one, and what waits in tables of everybody: jobs, change versions. */
const REMOVE_PEOPLE_AND_JOBS = `
      DELETE FROM jobs.jobs j WHERE j.org_id = org AND j.ctid = ANY (ARRAY(
        SELECT ctid FROM jobs.jobs WHERE org_id = org LIMIT most));
      GET DIAGNOSTICS removed = ROW_COUNT;
      IF removed > 0 THEN RETURN removed; END IF;
      PERFORM set_config('app.purpose', 'log_in', true); -- where else they belong
      ids := ARRAY(SELECT m.user_id FROM identity.memberships m WHERE m.org_id = org AND NOT EXISTS (
        SELECT FROM identity.memberships other WHERE other.user_id = m.user_id AND other.org_id <> org) LIMIT most);
      PERFORM set_config('app.purpose', 'account_tokens', true);
      DELETE FROM identity.account_tokens t WHERE t.user_id = ANY (ids);
      PERFORM set_config('app.purpose', 'purge_organization', true);
      DELETE FROM identity.users u WHERE u.id = ANY (ids);
      GET DIAGNOSTICS removed = ROW_COUNT;
      IF removed > 0 THEN RETURN removed; END IF;`;

/** The last step, when all subgraphs have none of its rows: the organisation itself. */
const FINISH = `
  CREATE FUNCTION identity.finish_purge(org uuid) RETURNS boolean LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = pg_catalog, pg_temp AS $$
  BEGIN
    IF identity.purge_organization(org, 1) > 0 THEN
      RAISE EXCEPTION 'Rows of the organisation are left.' USING ERRCODE = '55000';
    END IF;
    DELETE FROM identity.organizations o WHERE o.org_id = org;
    PERFORM set_config('app.purpose', 'change_versions', true);
    DELETE FROM changes.versions v WHERE v.org_id = org;
    PERFORM set_config('app.purpose', '', true), set_config('app.noted', org::text, true);
    RETURN true;
  END $$`;
