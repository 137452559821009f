import type { MigrationInterface, QueryRunner } from 'typeorm';
import { noteChanges, stopNotingChanges } from '../../../service-kit/changes/change-triggers';
import { grantTo, protectByOrganization } from '../../../service-kit/postgres/migration-sql';
import { FIRST_MONTH } from './1796900000810-ready-journal-for-months';
import { keepMonths, stopKeepingMonths, type MonthlyTable } from '../../../service-kit/postgres/months';

const JOURNAL = 'crm.card_changes';

/** How the journal is in parts. */
export const JOURNAL_BY_MONTH: MonthlyTable = {
  table: JOURNAL,
  by: 'learned_at',
  key: ['org_id', 'n', 'learned_at'],
  keptDays: 400,
  role: 'cashcraft_crm',
};

const COLUMNS = `
  org_id uuid NOT NULL,
  n bigint GENERATED ALWAYS AS IDENTITY,
  connection_id uuid NOT NULL,
  kind text NOT NULL,
  kommo_id bigint NOT NULL,
  at timestamptz(3) NOT NULL,
  learned_at timestamptz(3) NOT NULL DEFAULT clock_timestamp(),
  cause text NOT NULL,
  user_id uuid,
  updater_kommo_id bigint,
  before jsonb NOT NULL,
  after jsonb NOT NULL,
  FOREIGN KEY (org_id, connection_id) REFERENCES crm.connections (org_id, id) ON DELETE CASCADE`;

const NAMES =
  'org_id, n, connection_id, kind, kommo_id, at, learned_at, cause, user_id, updater_kommo_id, before, after';

/** What `1796900000810` has written into a CHECK. */
const UNTIL = `
  SELECT substring(pg_get_constraintdef(oid) FROM '''([^'']+)''') AS until FROM pg_constraint
   WHERE conrelid = 'crm.card_changes_early'::regclass AND conname = 'card_changes_early'`;

/** As the table that it was before it was in parts, or is after that: one who may write and read it sees nothing of parts. */
async function behindWalls(runner: QueryRunner): Promise<void> {
  await protectByOrganization(runner, JOURNAL);
  await grantTo(runner, 'cashcraft_crm', `SELECT, INSERT, DELETE ON ${JOURNAL}`);
  await noteChanges(runner, JOURNAL);
  await runner.query(`CREATE INDEX ON ${JOURNAL} (org_id, connection_id, kommo_id, kind, n)`);
  await runner.query(`CREATE INDEX ON ${JOURNAL} (org_id, connection_id, learned_at)`);
}

/**
 * The journal of cards is in parts by month of `learned_at`. What is there becomes the first part as it is, `card_changes_early`: no row
 * is moved or looked at, and the lock lasts for as long as the catalogue takes. Where nothing is there, months begin at once.
 */
export class JournalByMonth1796900000811 implements MigrationInterface {
  readonly accepts = {
    renames: 'The name is a table with the same columns again before anybody can look.',
    scans: 'Only where this migration was taken back: else the migration before has had each row looked at.',
  } as const;

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE ${JOURNAL} RENAME TO card_changes_early`);
    await runner.query('ALTER SEQUENCE crm.card_changes_n_seq RENAME TO card_changes_early_n_seq');
    const until = (await readUntil(runner, UNTIL)) ?? (await checkNow(runner));
    await stopNotingChanges(runner, 'crm.card_changes_early');
    await runner.query('ALTER TABLE crm.card_changes_early DROP CONSTRAINT card_changes_pkey');
    await runner.query(
      'ALTER TABLE crm.card_changes_early ADD CONSTRAINT card_changes_early_pkey PRIMARY KEY USING INDEX card_changes_by_month',
    );
    await runner.query(
      `CREATE TABLE ${JOURNAL} (${COLUMNS}, PRIMARY KEY (org_id, n, learned_at)) PARTITION BY RANGE (learned_at)`,
    );
    await runner.query(
      `SELECT setval('crm.card_changes_n_seq', last_value, is_called) FROM crm.card_changes_early_n_seq`,
    );
    await runner.query('ALTER TABLE crm.card_changes_early ALTER n DROP IDENTITY');
    await behindWalls(runner);
    if (await isEmpty(runner)) await runner.query('DROP TABLE crm.card_changes_early');
    else {
      await grantNothing(runner);
      await runner.query(
        `ALTER TABLE ${JOURNAL} ATTACH PARTITION crm.card_changes_early FOR VALUES FROM (MINVALUE) TO ('${until}')`,
      );
      await runner.query('ALTER TABLE crm.card_changes_early DROP CONSTRAINT card_changes_early');
    }
    await keepMonths(runner, JOURNAL_BY_MONTH);
  }

  /** For a desk: it writes all rows anew while nobody else can. */
  async down(runner: QueryRunner): Promise<void> {
    await stopKeepingMonths(runner, JOURNAL);
    await runner.query(`ALTER TABLE ${JOURNAL} NO FORCE ROW LEVEL SECURITY`);
    await runner.query(`CREATE TABLE crm.card_changes_whole (${COLUMNS}, PRIMARY KEY (org_id, n))`);
    await runner.query(
      `INSERT INTO crm.card_changes_whole (${NAMES}) OVERRIDING SYSTEM VALUE SELECT ${NAMES} FROM ${JOURNAL}`,
    );
    await runner.query(
      `SELECT setval('crm.card_changes_whole_n_seq', last_value, is_called) FROM crm.card_changes_n_seq`,
    );
    await runner.query(`DROP TABLE ${JOURNAL}`);
    await runner.query('ALTER TABLE crm.card_changes_whole RENAME TO card_changes');
    await runner.query('ALTER SEQUENCE crm.card_changes_whole_n_seq RENAME TO card_changes_n_seq');
    await runner.query(
      `ALTER TABLE ${JOURNAL} RENAME CONSTRAINT card_changes_whole_pkey TO card_changes_pkey`,
    );
    await behindWalls(runner);
    await runner.query(`CREATE UNIQUE INDEX card_changes_by_month ON ${JOURNAL} (org_id, n, learned_at)`);
  }
}

async function readUntil(runner: QueryRunner, sql: string): Promise<string | undefined> {
  const [row] = (await runner.query(sql)) as { until: string }[];
  return row?.until;
}

/** A CHECK that ends some day is nothing to leave behind, so `down` makes none. */
async function checkNow(runner: QueryRunner): Promise<string> {
  const until = (await readUntil(runner, FIRST_MONTH)) ?? 'infinity';
  await runner.query(
    `ALTER TABLE crm.card_changes_early ADD CONSTRAINT card_changes_early CHECK (learned_at < '${until}')`,
  );
  return until;
}

/** Past the wall, which the owner may not see over otherwise; and under the lock that the renaming took. */
async function isEmpty(runner: QueryRunner): Promise<boolean> {
  await runner.query('ALTER TABLE crm.card_changes_early NO FORCE ROW LEVEL SECURITY');
  const [found] = (await runner.query('SELECT EXISTS (SELECT FROM crm.card_changes_early) AS "hasRows"')) as {
    hasRows: boolean;
  }[];
  await runner.query('ALTER TABLE crm.card_changes_early FORCE ROW LEVEL SECURITY');
  return found?.hasRows === false;
}

/** A part is reached through its whole alone. */
async function grantNothing(runner: QueryRunner): Promise<void> {
  const rows = (await runner.query(`SELECT 1 FROM pg_roles WHERE rolname = 'cashcraft_crm'`)) as unknown[];
  if (rows.length > 0) await runner.query('REVOKE ALL ON crm.card_changes_early FROM cashcraft_crm');
}
