import { randomBytes } from 'node:crypto';
import { setImmediate as turn } from 'node:timers/promises';
import type { Client } from 'pg';
import { allMigrationStates, migrateAllUp, migrateOneDown } from '../main/migrations';
import { MIGRATION_SETS } from '../main/migration-sets';
import { connectClient } from '../service-kit/postgres/database-roles';
import { makePreviousDatabase } from '../testkit/previous-database';
import { CLONE_PREFIX } from '../testkit/template-database';

/*
 * An upgrade of a database that an earlier version made, while that version serves, and the way back. The earlier version is played by what
 * it reads and writes: every column that it knows, of every table, again and again. tests/story.e2e.test.ts plays the story on such a database.
 */

interface Column {
  table: string;
  name: string;
  type: string;
  isNullable: boolean;
  /** A default, an identity or an expression: a row that doesn't name it gets a value. */
  fillsItself: boolean;
}

let url: string;
let client: Client;
let before: Column[];
let earlier: ReturnType<typeof serve> | undefined;

const SCHEMAS = `'identity', 'crm', 'estimates', 'gateway', 'jobs', 'audit', 'changes'`;
const columns = async (): Promise<Column[]> =>
  (
    await client.query<Column>(`
      SELECT c.oid::regclass::text AS table, a.attname AS name, format_type(a.atttypid, a.atttypmod) AS type,
             NOT a.attnotnull AS "isNullable", a.atthasdef OR a.attidentity <> '' AS "fillsItself"
        FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
       WHERE c.relkind IN ('r', 'p') AND NOT c.relispartition AND c.relnamespace::regnamespace::text IN (${SCHEMAS}) AND c.relname <> 'migrations'
       ORDER BY 1, 2`)
  ).rows;
const functions = async (): Promise<string[]> =>
  (
    await client.query<{ name: string }>(`
      SELECT p.oid::regprocedure || ' ' || pg_get_function_result(p.oid) AS name FROM pg_proc p
       WHERE p.pronamespace::regnamespace::text IN (${SCHEMAS}) AND p.prorettype <> 'trigger'::regtype ORDER BY 1`)
  ).rows.map(({ name }) => name);
const keyOf = ({ table, name }: Column): string => `${table}.${name}`;

beforeAll(async () => {
  const name = `${CLONE_PREFIX}previous_${randomBytes(4).toString('hex')}`;
  url = await makePreviousDatabase(process.env['TEST_DATABASE_URL'] ?? '', name);
  client = await connectClient(url);
  await client.query(`UPDATE crm.leads SET name = name || ', changed'`); // the journal has something
  before = await columns();
});
afterAll(async () => {
  await earlier?.stop().catch(() => undefined); // what it failed at is told by the test
  await client?.end();
});

/** The tables with the columns that the earlier version knows and may write. */
function knownTables(): Map<string, string[]> {
  const known = new Map<string, string[]>();
  for (const { table, name } of before) known.set(table, [...(known.get(table) ?? []), `"${name}"`]);
  return known;
}

/**
 * Leads are read from Kommo anew, with what they have of lists: the migration of these says so to the next synchronisation. And estimates is told
 * of all leads again, by events.
 */
const CHANGED_ON_PURPOSE = ['crm.sync_cursors', 'crm.outbox'];

/** What its own rows are read from: search stands on inheritance, and a table in parts has its rows there. */
async function sources(on: Client): Promise<(table: string) => string> {
  const { rows } = await on.query<{ name: string }>(
    `SELECT oid::regclass::text AS name FROM pg_class WHERE relkind = 'p'`,
  );
  const inParts = new Set(rows.map(({ name }) => name));
  return (table) => (inParts.has(table) ? table : `ONLY ${table}`);
}

/** What the earlier version has stored, by table. */
async function stored(on: Client): Promise<Map<string, string[]>> {
  const found = new Map<string, string[]>();
  const sourceOf = await sources(on);
  for (const [table, names] of knownTables()) {
    const { rows } = await on.query<{ row: string }>(
      `SELECT row(${names.join(', ')})::text AS row FROM ${sourceOf(table)} ORDER BY 1`,
    );
    if (!CHANGED_ON_PURPOSE.includes(table))
      found.set(
        table,
        rows.map(({ row }) => row),
      );
  }
  return found;
}

/** Stores every row again, as the earlier version would a new one; that its key is taken is told after all checks. */
async function storeAgain(on: Client): Promise<void> {
  const generated = await on.query<{ name: string }>(
    `SELECT attrelid::regclass || '.' || attname AS name FROM pg_attribute WHERE attgenerated <> ''`,
  );
  const computed = new Set(generated.rows.map(({ name }) => name));
  const sourceOf = await sources(on);
  for (const [table, names] of knownTables()) {
    const list = names.filter((name) => !computed.has(`${table}.${name.slice(1, -1)}`)).join(', ');
    // Each its own transaction, as with requests: one that holds many tables would only be a slower one.
    await untilNoDeadlock(on, () =>
      on.query(
        `BEGIN; INSERT INTO ${table} (${list}) OVERRIDING SYSTEM VALUE SELECT ${list} FROM ${sourceOf(table)} ON CONFLICT DO NOTHING; ROLLBACK`,
      ),
    );
  }
}

/** A request and a migration may each have what the other wants; PostgreSQL ends one of them, and both try again. */
async function untilNoDeadlock(on: Client, work: () => Promise<unknown>): Promise<void> {
  for (;;) {
    try {
      await work();
      return;
    } catch (error) {
      if ((error as { code?: string }).code !== '40P01') throw error;
      await on.query('ROLLBACK');
    }
  }
}

/** The earlier version at work, until told to stop. @returns how often it went round */
function serve(): { stop: () => Promise<number> } {
  let isOver = false;
  const rounds = (async () => {
    const own = await connectClient(url);
    let done = 0;
    try {
      for (; !isOver; done += 1) {
        await stored(own);
        await storeAgain(own);
        await turn();
      }
    } finally {
      await own.end();
    }
    return done;
  })();
  rounds.catch(() => undefined); // told by stop
  return {
    stop: () => {
      isOver = true;
      return rounds;
    },
  };
}

it('goes up under the earlier version, down again, and loses nothing that it knew', async () => {
  const pending = (await allMigrationStates(url)).filter(({ applied }) => !applied);
  expect(pending.length).toBeGreaterThan(10);
  const [rows, had] = [await stored(client), await functions()];
  expect(rows.get('crm.card_changes')?.length).toBeGreaterThan(0);
  earlier = serve();

  expect(await migrateAllUp(url)).toHaveLength(pending.length);
  // Two steps: what it reads is there, as it was, and what is new wants nothing of it.
  const after = new Map((await columns()).map((column) => [keyOf(column), column]));
  for (const column of before) {
    const { isNullable, type, fillsItself } = after.get(keyOf(column)) ?? {};
    expect([keyOf(column), type]).toEqual([keyOf(column), column.type]);
    if (column.isNullable || column.fillsItself)
      expect([keyOf(column), isNullable || fillsItself]).toEqual([keyOf(column), true]);
  }
  const known = new Set(before.map(keyOf));
  const tables = new Set(before.map(({ table }) => table));
  const demanding = [...after.values()].filter(
    (column) =>
      tables.has(column.table) && !known.has(keyOf(column)) && !column.isNullable && !column.fillsItself,
  );
  expect(demanding.map(keyOf)).toEqual([]);
  const has = new Set(await functions());
  expect(had.filter((name) => !has.has(name))).toEqual([]);
  expect(await stored(client)).toEqual(rows);

  for (const { name } of MIGRATION_SETS)
    for (const _one of pending.filter(({ subgraph }) => subgraph === name)) await migrateOneDown(url, name);
  expect(await stored(client)).toEqual(rows);
  expect(await earlier.stop()).toBeGreaterThan(1);
  expect((await allMigrationStates(url)).filter(({ applied }) => !applied)).toEqual(pending);

  expect(await migrateAllUp(url)).toHaveLength(pending.length);
  expect(await stored(client)).toEqual(rows);
});
