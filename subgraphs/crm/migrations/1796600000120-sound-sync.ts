import type { MigrationInterface, QueryRunner } from 'typeorm';
import { noteChanges } from '../../../service-kit/changes/change-triggers';
import { grantTo, protectByOrganization } from '../../../service-kit/postgres/migration-sql';

const OF_CONNECTION = `
  FOREIGN KEY (org_id, connection_id) REFERENCES crm.connections (org_id, id) ON DELETE CASCADE`;

const TABLES: Record<string, string> = {
  quarantined_rows: `
    org_id uuid NOT NULL,
    id uuid NOT NULL,
    connection_id uuid NOT NULL,
    entity text NOT NULL,
    row_key text NOT NULL,
    kommo_id bigint,
    reason text NOT NULL,
    raw text NOT NULL,
    first_seen_at timestamptz(3) NOT NULL,
    last_seen_at timestamptz(3) NOT NULL,
    PRIMARY KEY (org_id, id),
    UNIQUE (org_id, connection_id, entity, row_key),${OF_CONNECTION}`,
  connection_notices: `
    org_id uuid NOT NULL,
    connection_id uuid NOT NULL,
    code text NOT NULL,
    message text NOT NULL,
    since timestamptz(3) NOT NULL,
    PRIMARY KEY (org_id, connection_id, code),${OF_CONNECTION}`,
};

/** What a synchronisation is made of is the code's business: kinds of data and phases are no constraints. */
const OPENED = [
  ['sync_runs', 'sync_runs_phase_check'],
  ['sync_cursors', 'sync_cursors_entity_check'],
  ['tombstones', 'tombstones_entity_check'],
];

/**
 * Lists are walked by time, under the rights of who reads them; rows that can't be read stand apart; a run may wait
 * behind a running one. Walks that were under way begin anew, and every list is read whole once more: earlier walks may
 * have missed rows.
 */
export class SoundSync1796600000120 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const [name, columns] of Object.entries(TABLES)) {
      await runner.query(`CREATE TABLE crm.${name} (${columns})`);
      await protectByOrganization(runner, `crm.${name}`);
      await grantTo(runner, 'cashcraft_crm', `SELECT, INSERT, UPDATE, DELETE ON crm.${name}`);
      await noteChanges(runner, `crm.${name}`);
    }
    for (const [table, check] of OPENED) {
      await runner.query(`ALTER TABLE crm.${table} DROP CONSTRAINT ${check}`);
    }
    await runner.query(`ALTER TABLE crm.sync_cursors
      ADD walk_at timestamptz(3), ADD walk_seen bigint NOT NULL DEFAULT 0,
      ADD walk_tries integer NOT NULL DEFAULT 0, ADD rights text`);
    await runner.query(`ALTER TABLE crm.connections ADD time_zone text NOT NULL DEFAULT 'UTC'`);
    await runner.query('DROP INDEX crm.sync_runs_one_running');
    // One runs, and one of each mode may wait behind it.
    await runner.query(
      `CREATE UNIQUE INDEX sync_runs_one_running ON crm.sync_runs (org_id, connection_id) WHERE state = 'RUNNING'`,
    );
    await runner.query(
      `CREATE UNIQUE INDEX sync_runs_one_waiting ON crm.sync_runs (org_id, connection_id, mode)
        WHERE state = 'QUEUED'`,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`UPDATE crm.sync_runs SET state = 'CANCELLED' WHERE state = 'QUEUED'`);
    await runner.query('DROP INDEX crm.sync_runs_one_running, crm.sync_runs_one_waiting');
    await runner.query(
      `CREATE UNIQUE INDEX sync_runs_one_running ON crm.sync_runs (org_id, connection_id)
        WHERE state IN ('QUEUED', 'RUNNING')`,
    );
    await runner.query('ALTER TABLE crm.connections DROP COLUMN time_zone');
    await runner.query(`ALTER TABLE crm.sync_cursors
      DROP COLUMN walk_at, DROP COLUMN walk_seen, DROP COLUMN walk_tries, DROP COLUMN rights`);
    for (const name of Object.keys(TABLES)) await runner.query(`DROP TABLE crm.${name}`);
  }
}
