import { existsSync } from 'node:fs';
import { link, open, rename, rm, stat } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Client } from 'pg';
import { to as copyTo } from 'pg-copy-streams';
import { connectClient } from '../../service-kit/postgres/database-roles';
import { untilUnlocked } from '../../service-kit/postgres/migrator';
import { allMigrationStates } from '../migrations';
import { writeRecords, type BackupRecord } from './records';
import { seal } from './sealed-stream';
import { seesEverything, tablesOf, type Table } from './tables';

/* What backups of all and of one organisation have in common: one snapshot, one sealed file. */

/** What a backup is written into until it is whole. */
const draftOf = (path: string): string => `${path}.part`;

const taken = (path: string): Error => new Error(`${path} is there already: choose another name.`);

/** @throws Error for a file that is there already, or is being written: one backup is not to be lost by the next */
export function refuseToOverwrite(path: string): void {
  if (existsSync(path)) throw taken(path);
  if (existsSync(draftOf(path)))
    throw new Error(
      `${draftOf(path)} is there: another backup writes it, or one was ended before it was whole. Choose another name, or remove it.`,
    );
}

/**
 * Writes records that are read in one snapshot into one sealed file, which appears whole, or not at all.
 *
 * @returns its bytes
 * @throws Error when the database role can't see every row, something else holds a table for minutes, or the file is there by now
 */
export async function writeSealedFile(
  { databaseUrl, secret }: { readonly databaseUrl: string; readonly secret: string },
  path: string,
  recordsOf: (client: Client) => AsyncIterable<BackupRecord>,
): Promise<number> {
  const client = await connectClient(databaseUrl);
  try {
    if (!(await seesEverything(client))) {
      throw new Error(
        'The role of DATABASE_URL sees no more than one organisation at a time (row-level security). For a backup, let DATABASE_URL name a ' +
          'superuser or a role with BYPASSRLS.',
      );
    }
    await beginReading(client);
    await writeWhole(path, seal(writeRecords(recordsOf(client)), secret));
    return (await stat(path)).size;
  } finally {
    await client.end(); // and with it the transaction
  }
}

/**
 * Opens the transaction that everything is read in. Its snapshot is taken by the first SELECT; tables are locked before it, for what
 * empties a table and puts its rows elsewhere, as with the months of the journal, empties it for older snapshots, too.
 */
async function beginReading(client: Client): Promise<void> {
  const begin = async (): Promise<void> => {
    const tables = (await tablesOf(client)).map(({ name }) => name).join(', ');
    if (tables === '') throw new Error('there are none');
    await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
    try {
      await client.query(
        `SET LOCAL statement_timeout = 0; SET LOCAL idle_in_transaction_session_timeout = 0; SET LOCAL lock_timeout = '3s'`,
      );
      await client.query(`LOCK TABLE ${tables} IN ACCESS SHARE MODE`); // in a restore's order
      await client.query('SET LOCAL lock_timeout TO DEFAULT');
    } catch (error) {
      await client.query('ROLLBACK');
      throw error;
    }
  };
  try {
    await untilUnlocked(begin);
  } catch (error) {
    throw new Error(
      `The tables can't be held for reading (${(error as Error).message}). Make the backup when no migration or restore runs.`,
      { cause: error },
    );
  }
}

async function writeWhole(path: string, bytes: AsyncIterable<Buffer>): Promise<void> {
  const draft = draftOf(path);
  const file = await open(draft, 'wx', 0o600); // outside: another's draft is not ours to remove
  try {
    await pipeline(Readable.from(bytes, { objectMode: false }), file.createWriteStream({ flush: true }));
    await giveName(draft, path);
  } catch (error) {
    await rm(draft, { force: true });
    throw error;
  }
}

/** What file systems without hard links say. */
const NO_LINKS = new Set<unknown>(['ENOTSUP', 'EOPNOTSUPP', 'EPERM', 'ENOSYS']);

/** A rename would go over a backup that was finished meanwhile. */
async function giveName(draft: string, path: string): Promise<void> {
  try {
    await link(draft, path);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EEXIST' || (NO_LINKS.has(code) && existsSync(path))) throw taken(path);
    if (!NO_LINKS.has(code)) throw error;
    return rename(draft, path);
  }
  await rm(draft);
}

/** Where a backup comes from, for its first header. */
export async function originOf(
  client: Client,
  databaseUrl: string,
): Promise<{ madeAt: string; postgres: number; migrations: string[] }> {
  const { rows } = await client.query<{ version: number }>(
    `SELECT current_setting('server_version_num')::int / 10000 AS version`,
  );
  const states = await allMigrationStates(databaseUrl);
  return {
    madeAt: new Date().toISOString(),
    postgres: rows[0]?.version ?? 0,
    migrations: states.flatMap(({ subgraph, migration, applied }) =>
      applied ? `${subgraph}/${migration}` : [],
    ),
  };
}

/** The rows of one table. @param source what COPY reads: a query in brackets. @returns how many, once it was read */
export async function* tableRecord(
  client: Client,
  { name, columns }: Pick<Table, 'name' | 'columns'>,
  source: string,
  kind: 'table' | 'people' = 'table',
): AsyncGenerator<BackupRecord, number> {
  let rows = 0;
  const counted = async function* (): AsyncGenerator<Buffer> {
    const stream = client.query(copyTo(`COPY ${source} TO STDOUT`));
    for await (const piece of stream as AsyncIterable<Buffer>) {
      rows += linesIn(piece);
      yield piece;
    }
  };
  yield { header: { kind, name, columns }, bytes: counted() };
  return rows;
}

/** In COPY's text a row is a line: a line break within a value is written as `\\n`. */
function linesIn(piece: Buffer): number {
  let lines = 0;
  for (let at = piece.indexOf(10); at >= 0; at = piece.indexOf(10, at + 1)) lines += 1;
  return lines;
}
