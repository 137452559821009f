import type { Client } from 'pg';
import type { QueryRunner } from 'typeorm';
import { grantTo } from './migration-sql';

/*
 * Tables that only grow, in parts by month (docs/decisions/0035-journal-by-month.md). A month is `<table>_2026_12`; what no month has goes
 * to `<table>_rest`, so that no write ever fails for want of a part, and is put into months of its own by the next round. Who writes and
 * reads names the whole: nobody is granted anything on a part, and each has the whole's policy of its own, for the owner.
 */

/** A table in parts by month. */
export interface MonthlyTable {
  /** With its schema: `crm.card_changes`. */
  readonly table: string;
  /** The column by which rows belong to a month; part of the primary key, never changed. */
  readonly by: string;
  /** A month whose last day is as many days ago goes as a whole. */
  readonly keptDays: number;
  /** Who may have months made and removed. */
  readonly role: string;
}

/** Months that are made before they begin. */
const AHEAD = 2;

const keeperOf = (table: string): string => {
  const [schema, name] = table.split('.') as [string, string];
  return `${schema}.keep_months_of_${name}`;
};

/** The condition of `protectByOrganization`. */
const OWN = `org_id = (SELECT nullif(current_setting(''app.org_id'', true), '''')::uuid)`;

/** What is done with each new part, as PL/pgSQL over `part`, its name. */
const SHUT = `
      EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY', part);
      EXECUTE format('CREATE POLICY organization ON %1$s USING (${OWN}) WITH CHECK (${OWN})', part);`;

/** Its name, and what it does; see {@link keepMonths}. */
const keeperSql = ({ table, by, keptDays }: MonthlyTable): string => `
  CREATE FUNCTION ${keeperOf(table)}(since timestamptz DEFAULT now(), OUT made integer, OUT dropped integer)
  LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = pg_catalog, pg_temp SET lock_timeout = '500ms' SET timezone = 'UTC' AS $$
  DECLARE
    oldest CONSTANT timestamptz := now() - interval '${keptDays} days';
    month timestamptz;
    months timestamptz[];
    part text;
    rest CONSTANT boolean := pg_relation_size('${table}_rest') > 0;
  BEGIN
    made := 0;
    dropped := 0;
    IF NOT pg_try_advisory_xact_lock(hashtext('months of ${table}')) THEN
      RETURN; -- somebody else is at it
    END IF;
    months := ARRAY(SELECT generate_series(date_trunc('month', greatest(least(since, now()), oldest)),
                                           date_trunc('month', now()) + interval '${AHEAD} months', interval '1 month'));
    IF rest THEN
      -- Its rows are of all organisations: the owner looks past their wall, and nobody else can meanwhile.
      LOCK TABLE ${table}_rest IN ACCESS EXCLUSIVE MODE;
      ALTER TABLE ${table}_rest NO FORCE ROW LEVEL SECURITY;
      months := ARRAY(SELECT unnest(months) UNION SELECT DISTINCT date_trunc('month', r.${by}) FROM ${table}_rest r);
      ALTER TABLE ${table} DETACH PARTITION ${table}_rest;
    END IF;
    FOREACH month IN ARRAY months LOOP
      CONTINUE WHEN EXISTS (
        SELECT FROM pg_inherits h JOIN pg_class c ON c.oid = h.inhrelid
         CROSS JOIN LATERAL regexp_match(pg_get_expr(c.relpartbound, c.oid),
           'FROM \\((?:''([^'']+)''|MINVALUE)\\) TO \\(''([^'']+)''\\)') AS bound
         WHERE h.inhparent = '${table}'::regclass AND bound IS NOT NULL
           AND month >= coalesce(bound[1]::timestamptz, '-infinity') AND month < bound[2]::timestamptz);
      part := '${table}_' || to_char(month, 'YYYY_MM');
      EXECUTE format('CREATE TABLE %s PARTITION OF ${table} FOR VALUES FROM (%L) TO (%L)', part, month, month + interval '1 month');
      IF rest THEN
        EXECUTE format('INSERT INTO %s OVERRIDING SYSTEM VALUE SELECT r.* FROM ${table}_rest r WHERE r.${by} >= %L AND r.${by} < %L',
                       part, month, month + interval '1 month');
      END IF;${SHUT}
      made := made + 1;
    END LOOP;
    IF rest THEN
      TRUNCATE ${table}_rest;
      ALTER TABLE ${table}_rest FORCE ROW LEVEL SECURITY;
      ALTER TABLE ${table} ATTACH PARTITION ${table}_rest DEFAULT;
    END IF;
    FOR part IN
      SELECT c.oid::regclass::text FROM pg_inherits h JOIN pg_class c ON c.oid = h.inhrelid
       WHERE h.inhparent = '${table}'::regclass
         AND substring(pg_get_expr(c.relpartbound, c.oid) FROM 'TO \\(''([^'']+)''\\)')::timestamptz <= oldest
    LOOP
      BEGIN
        EXECUTE format('DROP TABLE %s', part);
        dropped := dropped + 1;
      EXCEPTION WHEN lock_not_available OR deadlock_detected THEN
        NULL; -- somebody reads it: the next round
      END;
    END LOOP;
  END $$`;

/**
 * Makes `<schema>.keep_months_of_<name>(since)` and the rest of the table, and calls it. It makes the months from `since` (now, unless
 * told; no longer ago than rows are kept) until two months ahead, moves what lies in the rest into months of its own, and drops months that are over.
 * It gives up quickly where it would wait for a lock: who comes after it would wait, too. It answers how many months it made and dropped.
 */
export async function keepMonths(runner: QueryRunner, monthly: MonthlyTable): Promise<void> {
  const { table, role } = monthly;
  const name = table.split('.')[1] ?? '';
  const keeper = keeperOf(table);
  await runner.query(`CREATE TABLE ${table}_rest PARTITION OF ${table} DEFAULT`);
  await runner.query(`DO $$ DECLARE part text := '${table}_rest'; BEGIN ${SHUT} END $$`);
  await runner.query(keeperSql(monthly));
  await runner.query(`REVOKE ALL ON FUNCTION ${keeper}(timestamptz) FROM PUBLIC`);
  await grantTo(runner, role, `EXECUTE ON FUNCTION ${keeper}(timestamptz)`);
  await runner.query(`COMMENT ON TABLE ${table}_rest IS 'Rows of ${name} whose month is not made yet.'`);
  await runner.query(`SELECT ${keeper}()`);
}

/** Takes the function of {@link keepMonths} back; the parts go with their table. */
export const stopKeepingMonths = (runner: QueryRunner, table: string): Promise<unknown> =>
  runner.query(`DROP FUNCTION ${keeperOf(table)}(timestamptz)`);

/**
 * Has the months of every table in parts made and removed; part of `migrate up`, and of a restore.
 *
 * @param client the owner's
 * @param since from when on there are rows to come, if they are older than now
 */
export async function keepAllMonths(client: Client, since: Date | null = null): Promise<void> {
  const { rows } = await client.query<{ name: string }>(
    `SELECT p.oid::regproc::text AS name FROM pg_proc p WHERE p.proname LIKE 'keep\\_months\\_of\\_%' ORDER BY 1`,
  );
  for (const { name } of rows)
    await client.query(`SELECT ${name}(coalesce($1::timestamptz, now()))`, [since]);
}
