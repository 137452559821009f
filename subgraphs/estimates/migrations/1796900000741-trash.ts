import type { MigrationInterface, QueryRunner } from 'typeorm';
import { noteChanges } from '../../../service-kit/changes/change-triggers';
import { grantTo, protectByOrganization } from '../../../service-kit/postgres/migration-sql';

const ROLE = 'cashcraft_estimates';
const TABLES = ['estimates', 'projects', 'templates', 'catalogues'];

const TRASH = `
  CREATE TABLE estimates.trash (
    org_id uuid NOT NULL,
    id uuid NOT NULL,
    kind text NOT NULL CHECK (kind IN ('ESTIMATE', 'PROJECT', 'TEMPLATE', 'CATALOGUE')),
    name text NOT NULL,
    deleted_by uuid NOT NULL,
    deleted_at timestamptz(3) NOT NULL,
    expires_at timestamptz(3) NOT NULL,
    kept jsonb NOT NULL,
    PRIMARY KEY (org_id, id)
  )`;

/** Who works on the trash, or on all that an organisation has, sees what is in it. A sub-query: it is asked once, not for each row. */
const SEES_TRASH = `(SELECT current_setting('app.purpose', true) IN ('trash', 'purge_organization'))`;

/**
 * Rows that are found without the object they belong to go by its item: marking them would be writing 200,000 of a price list. Found once for a
 * statement, by a hash.
 */
const BELONGING = [
  ['catalogue_items', 'catalogue_id', 'CATALOGUE'],
  ['comments', 'estimate_id', 'ESTIMATE'],
] as const;

/** Whose time in the trash is over, but for closed organisations'. Those that can't be removed don't stand in the way of the others. */
const DUE = `
  CREATE FUNCTION estimates.trash_to_empty(at timestamptz, most integer) RETURNS TABLE (org_id uuid, id uuid)
  LANGUAGE plpgsql SECURITY INVOKER AS $$
  BEGIN
    PERFORM set_config('app.purpose', 'expiry', true);
    RETURN QUERY SELECT item.org_id, item.id FROM estimates.trash item
      WHERE item.expires_at <= at AND NOT EXISTS (SELECT FROM estimates.organization_settings o
        WHERE o.org_id = item.org_id AND o.closed_until IS NOT NULL) ORDER BY random() LIMIT most;
    PERFORM set_config('app.purpose', '', true);
  END $$`;

/**
 * What is deleted lies in the trash first (decision 30): row-level security hides it from every statement that does not say that it works on the
 * trash. The version before deletes at once, and sees nothing of what this one has put there.
 */
export class Trash1796900000741 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(TRASH);
    await runner.query('CREATE INDEX trash_by_time ON estimates.trash (org_id, deleted_at, id)');
    await runner.query('CREATE INDEX trash_by_kind ON estimates.trash (org_id, kind, id)');
    await runner.query('CREATE INDEX trash_by_end ON estimates.trash (expires_at)');
    await protectByOrganization(runner, 'estimates.trash', `current_setting('app.purpose', true) = 'expiry'`);
    await noteChanges(runner, 'estimates.trash');
    await grantTo(runner, ROLE, 'SELECT, INSERT, UPDATE, DELETE ON estimates.trash');
    for (const table of TABLES) {
      await runner.query(`ALTER TABLE estimates.${table} ADD COLUMN in_trash boolean NOT NULL DEFAULT false`);
      await runner.query(
        `CREATE POLICY in_trash ON estimates.${table} AS RESTRICTIVE USING (NOT in_trash OR ${SEES_TRASH}) WITH CHECK (true)`,
      );
    }
    for (const [table, column, kind] of BELONGING) {
      await runner.query(`CREATE POLICY in_trash ON estimates.${table} AS RESTRICTIVE USING (
        ${column} NOT IN (SELECT item.id FROM estimates.trash item WHERE item.kind = '${kind}') OR ${SEES_TRASH}) WITH CHECK (true)`);
    }
    await runner.query(DUE);
    await runner.query(
      'REVOKE EXECUTE ON FUNCTION estimates.trash_to_empty(timestamptz, integer) FROM PUBLIC',
    );
    await grantTo(runner, ROLE, 'EXECUTE ON FUNCTION estimates.trash_to_empty(timestamptz, integer)');
  }

  /** What lies in the trash is there again; its drafts without the numbers and projects that they gave up. */
  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP FUNCTION estimates.trash_to_empty(timestamptz, integer)');
    for (const [table] of BELONGING) await runner.query(`DROP POLICY in_trash ON estimates.${table}`);
    for (const table of TABLES) {
      await runner.query(`DROP POLICY in_trash ON estimates.${table}`);
      await runner.query(`ALTER TABLE estimates.${table} DROP COLUMN in_trash`);
    }
    await runner.query('DROP TABLE estimates.trash');
  }
}
