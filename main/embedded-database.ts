import type { Client } from 'pg';
import { connectClient } from '../service-kit/postgres/database-roles';
import type { Logger } from '../service-kit/process/logger';

/** Of the embedded PostgreSQL. */
export const DATABASE_NAME = 'cashcraft';
/** What systems call a locale that knows the letters of all languages. */
const LOCALES = ['C.UTF-8', 'C.utf8', 'en_US.UTF-8', 'UTF-8'];

/**
 * Makes our database in the embedded PostgreSQL, or finds it.
 *
 * One that was made with the locale C is carried over: its trigrams of Cyrillic words are empty. Only the class of letters
 * changes, which no table, order or comparison depends on (those are of the builtin provider), only trigram indexes.
 *
 * @param adminUrl the superuser's, for the database `postgres`
 * @param database its name
 * @returns the superuser's URL of our database
 */
export async function ensureEmbeddedDatabase(
  adminUrl: string,
  log: Logger,
  database = DATABASE_NAME,
): Promise<string> {
  const url = new URL(adminUrl);
  url.pathname = `/${database}`;
  const client = await connectClient(adminUrl);
  let isStale = false;
  try {
    const { rows } = await client.query<{ ctype: string }>(
      'SELECT datctype AS ctype FROM pg_database WHERE datname = $1',
      [database],
    );
    if (!rows[0]) await client.query(`CREATE DATABASE ${database}`);
    await carryOver(client, database);
    isStale = await hasStaleIndexes(client, database);
  } finally {
    await client.end();
  }
  if (isStale) {
    await rebuildSearchIndexes(url.toString(), database);
    log.info('the database knows the letters of all languages now: it was made with the locale C');
  }
  return url.toString();
}

/** Stands at a database whose search indexes know fewer letters than it does: a start that is killed leaves them to the next. */
const STALE = 'search indexes are to be rebuilt';

async function hasStaleIndexes(client: Client, database: string): Promise<boolean> {
  const { rowCount } = await client.query(
    `SELECT 1 FROM pg_database WHERE datname = $1 AND shobj_description(oid, 'pg_database') = $2`,
    [database, STALE],
  );
  return rowCount === 1;
}

/** A database of which no locale is known stays as it is: the start tells that search is slow. */
async function carryOver(client: Client, database: string): Promise<void> {
  const { rowCount } = await client.query(
    `SELECT 1 FROM pg_database WHERE datname = $1 AND datctype IN ('C', 'POSIX') AND datlocprovider = 'b'`,
    [database],
  );
  if (!rowCount) return;
  for (const locale of LOCALES) {
    if (!(await isKnown(client, locale))) continue;
    await client.query('BEGIN');
    await client.query(`COMMENT ON DATABASE ${database} IS '${STALE}'`);
    await client.query('UPDATE pg_database SET datctype = $2 WHERE datname = $1', [database, locale]);
    await client.query('COMMIT');
    return;
  }
}

async function isKnown(client: Client, locale: string): Promise<boolean> {
  try {
    await client.query('BEGIN');
    await client.query(
      `CREATE COLLATION pg_temp.probe (provider = libc, lc_collate = 'C', lc_ctype = '${locale}')`,
    );
    return true;
  } catch {
    return false;
  } finally {
    await client.query('ROLLBACK');
  }
}

async function rebuildSearchIndexes(url: string, database: string): Promise<void> {
  const client = await connectClient(url);
  try {
    const { rows } = await client.query<{ name: string }>(
      `SELECT DISTINCT i.indexrelid::regclass::text AS name FROM pg_index i
         JOIN pg_opclass o ON o.oid = ANY (i.indclass::oid[]) WHERE o.opcname LIKE 'gin_trgm_ops'`,
    );
    for (const { name } of rows) await client.query(`REINDEX INDEX ${name}`);
    await client.query(`COMMENT ON DATABASE ${database} IS NULL`);
  } finally {
    await client.end();
  }
}

/** What is wrong with a database's search, in words; null when all is well. */
export async function searchTrouble(databaseUrl: string): Promise<string | null> {
  const client = await connectClient(databaseUrl);
  try {
    const { rows } = await client.query<{ schema: string }>(
      `SELECT quote_ident(n.nspname) AS schema FROM pg_extension e JOIN pg_namespace n ON n.oid = e.extnamespace
        WHERE e.extname = 'pg_trgm'`,
    );
    if (!rows[0]) {
      return (
        'Search is slow on this database: it has no extension pg_trgm. Have its administrator run ' +
        '"CREATE EXTENSION pg_trgm; CREATE EXTENSION btree_gin", then take back the migrations "search" and run them again.'
      );
    }
    const { rows: trigrams } = await client.query<{ none: boolean }>(
      `SELECT cardinality(${rows[0].schema}.show_trgm('Штукатурка')) = 0 AS none`,
    );
    if (!trigrams[0]?.none) return null;
    return (
      'Search is slow on this database for all but Latin letters: it was made with LC_CTYPE C, so pg_trgm knows no others. ' +
      "Make a database with CREATE DATABASE … TEMPLATE template0 LC_CTYPE 'C.UTF-8', and move the data there by pg_dump."
    );
  } finally {
    await client.end();
  }
}

/** Says once what is wrong with the search of the database this process uses. */
export async function tellSearchTrouble(databaseUrl: string, log: Logger): Promise<void> {
  const trouble = await searchTrouble(databaseUrl);
  if (trouble) log.warn(trouble);
}
