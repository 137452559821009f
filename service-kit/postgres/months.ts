import type { Client } from 'pg';
import type { QueryRunner } from 'typeorm';
import { grantTo } from './migration-sql';

/*
 * Tables that only grow, in parts by month (docs/decisions/0035-journal-by-month.md). A month is `<table>_2026_12`; what no month has goes
 * to `<table>_rest`, so that no write ever fails for want of a part, and is put into months of its own by the next round. Who writes and
 * reads names the whole: nobody is granted anything on a part, and each has the whole's policy of its own, for the owner.
 *
 * The rest is emptied in slices, a transaction each, for it may have grown while no round ran. PostgreSQL takes no month while the rest
 * has rows of it. So rows stay in the rest, where they are read, until the last of them is copied into the months to come. These stand in
 * a schema of their own, `<schema>_<table>_moving`, with the page that the next slice begins at; a trigger has them follow what is written
 * to the rest meanwhile. Where the rest is written anew (VACUUM FULL), its pages are others, and slices begin with the first again. After the
 * last slice the months become parts and the rest is emptied, which only the catalogue is needed for. What a killed round has copied the
 * next one goes on from.
 */

/** A table in parts by month. */
export interface MonthlyTable {
  /** With its schema: `crm.card_changes`. */
  readonly table: string;
  /** The column by which rows belong to a month; part of the primary key, never changed. */
  readonly by: string;
  /** The columns of the primary key. */
  readonly key: readonly string[];
  /** A month whose last day is as many days ago goes as a whole. */
  readonly keptDays: number;
  /** Who may have months made and removed. */
  readonly role: string;
}

/** Months that are made before they begin. */
const AHEAD = 2;

/** Pages of the rest (8 kB) that one transaction copies: some thousands of rows. */
const SLICE = 128;

const keeperOf = (table: string): string => {
  const [schema, name] = table.split('.') as [string, string];
  return `${schema}.keep_months_of_${name}`;
};

/** The schema of what is copied. */
const movingOf = (table: string): string => `${table.replace('.', '_')}_moving`;

/** The condition of `protectByOrganization`. */
const OWN = `org_id = (SELECT nullif(current_setting(''app.org_id'', true), '''')::uuid)`;

/** What is done with each new part, as PL/pgSQL over `part`, its name. */
const SHUT = `
      EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY', part);
      EXECUTE format('CREATE POLICY organization ON %1$s USING (${OWN}) WITH CHECK (${OWN})', part);`;

/** How many pages the rest has. */
const pagesSql = (table: string): string =>
  `pg_relation_size('${table}_rest') / current_setting('block_size')::int`;

/** The file that the rest stands in: another one once it is written anew. */
const fileSql = (table: string): string => `pg_relation_filenode('${table}_rest')`;

/** Where the next slice begins. */
const reachedSql = (table: string): string => `
        SELECT CASE r.file WHEN ${fileSql(table)} THEN r.page ELSE 0 END INTO start FROM ${movingOf(table)}.reached r;`;

/** Begins to move: the page that is reached, a place for what has no month to come yet, and the trigger; a restore has only such as fire ALWAYS. */
function beginSql({ table, by, key }: MonthlyTable): string {
  const moving = movingOf(table);
  const placeOf = (row: string) =>
    `coalesce(to_regclass('${moving}.month_' || to_char(${row}.${by}, 'YYYY_MM'))::text, '${moving}.late')`;
  return `
        CREATE SCHEMA ${moving};
        CREATE TABLE ${moving}.reached (page bigint, file oid);
        INSERT INTO ${moving}.reached VALUES (0, ${fileSql(table)});
        CREATE TABLE ${moving}.late (LIKE ${table});
        CREATE FUNCTION ${moving}.follow() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
        SET search_path = pg_catalog, pg_temp SET timezone = 'UTC' AS $follow$
        BEGIN
          IF TG_OP <> 'INSERT' THEN
            EXECUTE format('DELETE FROM %s WHERE (${key.join(', ')}) = (${key.map((column) => `$1.${column}`).join(', ')})', ${placeOf('OLD')})
              USING OLD;
          END IF;
          IF TG_OP <> 'DELETE' THEN
            EXECUTE format('INSERT INTO %s SELECT $1.*', ${placeOf('NEW')}) USING NEW;
          END IF;
          RETURN NULL;
        END $follow$;
        CREATE TRIGGER follow AFTER INSERT OR UPDATE OR DELETE ON ${table}_rest FOR EACH ROW EXECUTE FUNCTION ${moving}.follow();
        ALTER TABLE ${table}_rest ENABLE ALWAYS TRIGGER follow;`;
}

/** Copies what a slice and the late have of a month, over `part`, `month` and `slice`. A new one has all that a part needs, so that it becomes one unread. */
function copySql({ table, by }: MonthlyTable): string {
  const moving = movingOf(table);
  return `
        part := '${moving}.month_' || to_char(month, 'YYYY_MM');
        IF to_regclass(part) IS NULL THEN
          EXECUTE format('CREATE TABLE %s (LIKE ${table} INCLUDING ALL EXCLUDING IDENTITY, CONSTRAINT of_month CHECK (${by} >= %L AND ${by} < %L))',
                         part, month, month + interval '1 month');
          FOR name IN SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conrelid = '${table}'::regclass AND contype = 'f' LOOP
            EXECUTE format('ALTER TABLE %s ADD %s', part, name);
          END LOOP;
        END IF;
        EXECUTE format('WITH late AS (DELETE FROM ${moving}.late l WHERE l.${by} >= $1 AND l.${by} < $2 RETURNING l.*)
                        INSERT INTO %s SELECT * FROM late', part) USING month, month + interval '1 month';
        EXECUTE format('INSERT INTO %s SELECT r.* FROM ${table}_rest r
                         WHERE r.ctid >= $3 AND r.ctid < $4 AND r.${by} >= $1 AND r.${by} < $2 ON CONFLICT DO NOTHING', part)
          USING month, month + interval '1 month', slice[1], slice[2];
        CONTINUE;`;
}

/** The months to come take the place of the rest's rows. */
function exchangeSql({ table }: MonthlyTable): string {
  const moving = movingOf(table);
  const [schema, ownName] = table.split('.') as [string, string];
  return `
      ALTER TABLE ${table} DETACH PARTITION ${table}_rest;
      FOR name IN SELECT substr(c.relname, 7) FROM pg_class c
                   WHERE c.relnamespace = '${moving}'::regnamespace AND c.relkind = 'r' AND c.relname ~ '^month_' LOOP
        part := '${table}_' || name;
        month := to_timestamp(name, 'YYYY_MM');
        EXECUTE format('ALTER TABLE ${moving}.month_%s RENAME TO ${ownName}_%1$s', name);
        EXECUTE format('ALTER TABLE ${moving}.${ownName}_%s SET SCHEMA ${schema}', name);
        EXECUTE format('ALTER TABLE ${table} ATTACH PARTITION %s FOR VALUES FROM (%L) TO (%L)', part, month, month + interval '1 month');
        EXECUTE format('ALTER TABLE %s DROP CONSTRAINT of_month', part);${SHUT}
        made := made + 1;
      END LOOP;
      DROP SCHEMA ${moving} CASCADE;
      TRUNCATE ${table}_rest;
      ALTER TABLE ${table}_rest FORCE ROW LEVEL SECURITY;
      ALTER TABLE ${table} ATTACH PARTITION ${table}_rest DEFAULT;`;
}

/** Finds the next slice, and locks what it is about. */
function sliceSql(monthly: MonthlyTable): string {
  const { table, by } = monthly;
  const moving = movingOf(table);
  return `
      IF to_regnamespace('${moving}') IS NOT NULL THEN${reachedSql(table)}
      END IF;
      IF start + ${SLICE} >= ${pagesSql(table)} THEN
        LOCK TABLE ONLY ${table} IN ACCESS EXCLUSIVE MODE; -- it is the last slice: the whole before the rest, as everybody does
      END IF;
      -- Its rows are of all organisations: the owner looks past their wall, and nobody else can meanwhile.
      LOCK TABLE ${table}_rest IN ACCESS EXCLUSIVE MODE;
      ALTER TABLE ${table}_rest NO FORCE ROW LEVEL SECURITY;
      IF to_regnamespace('${moving}') IS NULL THEN${beginSql(monthly)}
      END IF;
      -- Again: all may have been forgotten before the lock.${reachedSql(table)}
      more := start + ${SLICE} < ${pagesSql(table)};
      slice := ARRAY[format('(%s,0)', start), format('(%s,0)', start + ${SLICE})]::tid[];
      months := ARRAY(SELECT unnest(months) UNION SELECT date_trunc('month', l.${by}) FROM ${moving}.late l
                UNION SELECT date_trunc('month', r.${by}) FROM ${table}_rest r WHERE r.ctid >= slice[1] AND r.ctid < slice[2]);`;
}

/** Drops months that are over. */
const dropSql = (table: string): string => `
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
    END LOOP;`;

/** Its name, and what it does; see {@link keepMonths}. */
const keeperSql = (monthly: MonthlyTable): string => {
  const { table, keptDays } = monthly;
  const moving = movingOf(table);
  return `
  CREATE FUNCTION ${keeperOf(table)}(since timestamptz DEFAULT now(), OUT made integer, OUT dropped integer, OUT more boolean)
  LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = pg_catalog, pg_temp SET lock_timeout = '500ms' SET timezone = 'UTC' AS $$
  DECLARE
    oldest CONSTANT timestamptz := now() - interval '${keptDays} days';
    month timestamptz;
    months timestamptz[];
    part text;
    name text;
    rest boolean;
    start bigint := 0;
    slice tid[];
  BEGIN
    made := 0;
    dropped := 0;
    more := false;
    IF NOT pg_try_advisory_xact_lock(hashtext('months of ${table}')) THEN
      RETURN; -- somebody else is at it
    END IF;
    months := ARRAY(SELECT generate_series(date_trunc('month', greatest(least(since, now()), oldest)),
                                           date_trunc('month', now()) + interval '${AHEAD} months', interval '1 month'));
    rest := to_regnamespace('${moving}') IS NOT NULL OR ${pagesSql(table)} > 0;
    IF rest THEN${sliceSql(monthly)}
    END IF;
    FOREACH month IN ARRAY months LOOP
      CONTINUE WHEN EXISTS (
        SELECT FROM pg_inherits h JOIN pg_class c ON c.oid = h.inhrelid
         CROSS JOIN LATERAL regexp_match(pg_get_expr(c.relpartbound, c.oid),
           'FROM \\((?:''([^'']+)''|MINVALUE)\\) TO \\(''([^'']+)''\\)') AS bound
         WHERE h.inhparent = '${table}'::regclass AND bound IS NOT NULL
           AND month >= coalesce(bound[1]::timestamptz, '-infinity') AND month < bound[2]::timestamptz);
      IF rest THEN${copySql(monthly)}
      END IF;
      part := '${table}_' || to_char(month, 'YYYY_MM');
      EXECUTE format('CREATE TABLE %s PARTITION OF ${table} FOR VALUES FROM (%L) TO (%L)', part, month, month + interval '1 month');${SHUT}
      made := made + 1;
    END LOOP;
    IF more THEN
      UPDATE ${moving}.reached SET page = start + ${SLICE}, file = ${fileSql(table)};
      ALTER TABLE ${table}_rest FORCE ROW LEVEL SECURITY;
      RETURN;
    END IF;
    IF rest THEN${exchangeSql(monthly)}
    END IF;${dropSql(table)}
  END $$`;
};

/**
 * Makes `<schema>.keep_months_of_<name>(since)` and the rest of the table, and calls it. It makes the months from `since` (now, unless
 * told; no longer ago than rows are kept) until two months ahead, copies a slice of the rest, after the last one makes the copies months, and
 * drops months that are over. It gives up quickly where it would wait for a lock: who comes after it would wait, too. It answers how many
 * months it made and dropped, and whether there is more in the rest, for which it is to be called again.
 */
export async function keepMonths(runner: QueryRunner, monthly: MonthlyTable): Promise<void> {
  const { table } = monthly;
  const name = table.split('.')[1] ?? '';
  await runner.query(`CREATE TABLE ${table}_rest PARTITION OF ${table} DEFAULT`);
  await runner.query(`DO $$ DECLARE part text := '${table}_rest'; BEGIN ${SHUT} END $$`);
  await remakeKeeper(runner, monthly);
  await runner.query(`COMMENT ON TABLE ${table}_rest IS 'Rows of ${name} whose month is not made yet.'`);
  await runner.query(`SELECT ${keeperOf(table)}()`);
}

/** Makes the function of {@link keepMonths} anew, as this version has it. */
export async function remakeKeeper(runner: QueryRunner, monthly: MonthlyTable): Promise<void> {
  const keeper = `${keeperOf(monthly.table)}(timestamptz)`;
  await runner.query(`DROP FUNCTION IF EXISTS ${keeper}`);
  await runner.query(keeperSql(monthly));
  await runner.query(`REVOKE ALL ON FUNCTION ${keeper} FROM PUBLIC`);
  await grantTo(runner, monthly.role, `EXECUTE ON FUNCTION ${keeper}`);
}

/** Takes the function of {@link keepMonths} back; the parts go with their table. */
export async function stopKeepingMonths(runner: QueryRunner, table: string): Promise<void> {
  await runner.query(`DROP FUNCTION ${keeperOf(table)}(timestamptz)`);
  await runner.query(`DROP SCHEMA IF EXISTS ${movingOf(table)} CASCADE`);
}

const KEEPERS = `SELECT p.oid::regproc::text AS keeper, p.pronamespace::regnamespace || '.' || substr(p.proname, 16) AS "table"
  FROM pg_proc p WHERE p.proname LIKE 'keep\\_months\\_of\\_%' ORDER BY 1`;

/** Finds the keepers, and has the session keep the months of their tables alone, until it ends. */
async function takeMonths(client: Client): Promise<{ keeper: string; table: string }[]> {
  const { rows } = await client.query<{ keeper: string; table: string }>(KEEPERS);
  for (const { table } of rows)
    await client.query('SELECT pg_advisory_lock(hashtext($1))', [`months of ${table}`]);
  return rows;
}

/**
 * Forgets what is copied of a rest, and has nothing copied until the session ends: migrations are to find one shape of each table. Part of
 * `migrate`; the end of `migrate up` copies anew.
 */
export async function forgetMoves(client: Client): Promise<void> {
  for (const { table } of await takeMonths(client))
    await client.query(`DROP SCHEMA IF EXISTS ${movingOf(table)} CASCADE`);
}

/**
 * Has the months of every table in parts made and removed; part of `migrate up`, and of a restore. The session keeps them until it ends:
 * else it would lose to a worker that is at it.
 *
 * @param client the owner's
 * @param since from when on there are rows to come, if they are older than now
 */
export async function keepAllMonths(client: Client, since: Date | null = null): Promise<void> {
  for (const { keeper } of await takeMonths(client)) {
    for (let more = true; more;) {
      const { rows: done } = await client.query<{ more?: boolean }>(
        `SELECT * FROM ${keeper}(coalesce($1::timestamptz, now()))`,
        [since],
      );
      more = done[0]?.more === true;
    }
  }
}
