import { createReadStream, existsSync, readdirSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Client } from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import { connectClient } from '../../service-kit/postgres/database-roles';
import { keepAllMonths } from '../../service-kit/postgres/months';
import { prepareDatabase } from '../../service-kit/postgres/migrator';
import { allMigrationStates, migrateAllUp } from '../migrations';
import { readRecords, textOf, type BackupRecord, type RecordHeader } from './records';
import { restoreFile, type FilePlace } from './restore-file';
import { BackupUnreadable, open } from './sealed-stream';
import { seesEverything, tablesOf } from './tables';

/*
 * A restore fills an empty database in one transaction: all of it is there afterwards, or nothing. Migrations make the tables first, by this
 * version, so the backup has to be of one with the same migrations. Triggers rest meanwhile: what they would note was noted already.
 */

/** What is restored into. */
export interface RestoreParts extends FilePlace {
  readonly databaseUrl: string;
  readonly secret: string;
  readonly onProgress: (words: string) => void;
}

/** What came back. */
export interface Restored {
  readonly madeAt: string;
  readonly tables: number;
  readonly rows: number;
  readonly files: number;
  /** A file with the keys that the environment held, for whoever sets them again; null when there were none. */
  readonly variables: string | null;
}

/**
 * Restores a backup into an empty database, its files into the store and its keys into the data folder.
 *
 * @throws BackupUnreadable when it was changed, cut off, or sealed with another key
 * @throws Error when the database isn't empty, the store has its files or the data folder keys and `keepFiles` is not given, a key there is another, or the versions differ
 */
export async function restoreBackup(parts: RestoreParts, path: string): Promise<Restored> {
  const client = await connectClient(parts.databaseUrl);
  try {
    await refuseUnlessEmpty(client);
    if (!parts.keepFiles) refuseKeys(parts.dataDir);
    const { begin: header, records } = await openBackup(path, parts.secret);
    if (header.kind !== 'backup')
      throw new Error('This is the backup of one organisation, not of an installation.');
    parts.onProgress(`A backup of ${header.madeAt}`);
    await migrateAllUp(parts.databaseUrl);
    await refuseOtherVersion(parts.databaseUrl, header.migrations);
    await prepareMonths(parts.databaseUrl);
    await client.query('BEGIN');
    await client.query(`SET LOCAL session_replication_role = replica; SET LOCAL statement_timeout = 0`);
    await emptyTables(client);
    const filled = await fill(client, records, parts);
    await client.query('COMMIT');
    return { madeAt: header.madeAt, ...filled };
  } finally {
    await client.end(); // an open transaction ends with it
  }
}

/** Opens a backup. @returns its first record's header, and what follows. @throws BackupUnreadable */
export async function openBackup(
  path: string,
  secret: string,
): Promise<{ begin: Begin; records: AsyncGenerator<BackupRecord> }> {
  const records = readRecords(open(createReadStream(path), secret));
  const first = await nextOf(records);
  const begin = first?.header;
  if (begin?.kind !== 'backup' && begin?.kind !== 'organization')
    throw new BackupUnreadable('This is no backup of CashCraft.');
  return { begin, records };
}

type Begin = RecordHeader & { kind: 'backup' | 'organization' };

async function nextOf(records: AsyncGenerator<BackupRecord>): Promise<BackupRecord | null> {
  const { value, done } = await records.next();
  return done ? null : value;
}

async function refuseUnlessEmpty(client: Client): Promise<void> {
  if (!(await seesEverything(client)))
    throw new Error(
      'A restore needs a superuser in DATABASE_URL: it writes rows of all organisations, past their triggers.',
    );
  const isOurs = await client.query(`SELECT to_regclass('identity.migrations') IS NOT NULL AS yes`);
  await refuseRows(client, isOurs.rows[0].yes ? FILLED_BY_MIGRATIONS : []);
}

/** Tables that have rows when all migrations have run and nothing else has. */
const FILLED_BY_MIGRATIONS: readonly string[] = ['bullmq.migration'];

/** A schema like `audit` or `jobs` may be another program's: what it has there is not ours to empty. */
async function refuseRows(client: Client, but: readonly string[]): Promise<void> {
  for (const { name } of await tablesOf(client)) {
    if (but.includes(name)) continue;
    const { rowCount } = await client.query(`SELECT 1 FROM ${name} LIMIT 1`);
    if (rowCount)
      throw new Error(
        `The database is not empty (${name} has rows). Restore into a new one: CREATE DATABASE …`,
      );
  }
}

/** @throws Error for a backup of another version: its columns may mean something else */
export async function refuseOtherVersion(url: string, wanted: readonly string[]): Promise<void> {
  const ours = (await allMigrationStates(url)).map(({ subgraph, migration }) => `${subgraph}/${migration}`);
  const missing = wanted.filter((one) => !ours.includes(one));
  const more = ours.filter((one) => !wanted.includes(one));
  if (missing.length + more.length === 0) return;
  const other = missing[0] ? `newer: it has ${missing[0]}` : `older: it lacks ${more[0]}`;
  throw new Error(
    `The backup is of another version, which is ${other}. Restore it with that version, then migrate up with this one.`,
  );
}

/** Rows of a backup are as old as rows get: each finds its month made. */
export const prepareMonths = (databaseUrl: string): Promise<void> =>
  prepareDatabase(databaseUrl, (client) => keepAllMonths(client, new Date(0)));

/** Migrations put a few rows into tables; the backup has them, too. Without CASCADE: what refers to ours from elsewhere isn't ours. */
async function emptyTables(client: Client): Promise<void> {
  const tables = (await tablesOf(client)).map(({ name }) => name).join(', ');
  await client.query(`LOCK TABLE ${tables} IN ACCESS EXCLUSIVE MODE`);
  await refuseRows(client, FILLED_BY_MIGRATIONS); // a process may have begun to work meanwhile
  await client.query(`TRUNCATE ${tables}`);
}

type Filled = Omit<Restored, 'madeAt'>;

async function fill(
  client: Client,
  records: AsyncIterable<BackupRecord>,
  parts: RestoreParts,
): Promise<Filled> {
  let [tables, rows, files] = [0, 0, 0];
  let variables: string | null = null;
  let end: (RecordHeader & { kind: 'end' }) | null = null;
  const known = new Map((await tablesOf(client)).map((table) => [table.name, table.columns]));
  for await (const { header, bytes } of records) {
    if (header.kind === 'table') {
      const { name, columns } = header;
      if (!columns.every((column) => known.get(name)?.includes(column)))
        throw new BackupUnreadable(`There is no table ${name} here.`);
      const stream = client.query(copyFrom(`COPY ${name} (${columns.join(', ')}) FROM STDIN`));
      await pipeline(Readable.from(bytes, { objectMode: false }), stream);
      tables += 1;
      rows += (stream as unknown as { rowCount: number }).rowCount;
      parts.onProgress(`${name}: ${(stream as unknown as { rowCount: number }).rowCount} rows`);
    } else if (header.kind === 'sequences') await setSequences(client, await textOf(bytes));
    else if (header.kind === 'key') await restoreKey(parts.dataDir, header.name, await textOf(bytes));
    else if (header.kind === 'variables') variables = await keepVariables(parts.dataDir, await textOf(bytes));
    else if (header.kind === 'file') {
      await restoreFile(parts, header, bytes);
      files += 1;
    } else if (header.kind === 'end') end = header;
  }
  if (!end || end.rows !== rows || end.tables !== tables || end.files !== files)
    throw new BackupUnreadable('The backup is not complete.');
  return { tables, rows, files, variables };
}

async function setSequences(client: Client, text: string): Promise<void> {
  for (const [name, at] of Object.entries(JSON.parse(text) as Record<string, string>))
    await client.query('SELECT setval($1::regclass, $2::bigint)', [name, at]);
}

/** @throws Error for a folder that has keys: what is sealed with them could never be opened again. Told before hours of filling */
function refuseKeys(dataDir: string): void {
  const folder = join(dataDir, 'keys');
  const [key] = existsSync(folder) ? readdirSync(folder) : [];
  if (key !== undefined)
    throw new Error(`${join(folder, key)} is there already: restore into an empty data folder (DATA_DIR).`);
}

/** @throws Error for a folder that has another key of this name */
async function restoreKey(dataDir: string, name: string, text: string): Promise<void> {
  const folder = join(dataDir, 'keys');
  const path = join(folder, basename(name));
  await mkdir(folder, { recursive: true, mode: 0o700 });
  if (!existsSync(path)) await writeFile(path, text, { mode: 0o600, flag: 'wx' });
  else if ((await readFile(path, 'utf8')) !== text)
    throw new Error(
      `${path} is another key than the backup's: restore into an empty data folder (DATA_DIR).`,
    );
}

async function keepVariables(dataDir: string, text: string): Promise<string | null> {
  const variables = Object.entries(JSON.parse(text) as Record<string, string>);
  if (variables.length === 0) return null;
  const path = join(dataDir, 'restored.env');
  const lines = variables.map(([name, value]) => `${name}=${JSON.stringify(value)}`);
  await writeFile(path, `${lines.join('\n')}\n`, { mode: 0o600 });
  return path;
}
