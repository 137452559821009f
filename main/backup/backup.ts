import { createWriteStream, existsSync, readdirSync } from 'node:fs';
import { readFile, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Client } from 'pg';
import { to as copyTo } from 'pg-copy-streams';
import { FileMissing, objectKey, type FileStore } from '../../service-kit/files/file-store';
import { connectClient } from '../../service-kit/postgres/database-roles';
import { allMigrationStates } from '../migrations';
import { writeRecords, type BackupRecord } from './records';
import { seal } from './sealed-stream';
import { seesEverything, sequencesOf, tablesOf } from './tables';

/*
 * A backup is one file: every row of every schema as of one moment (one snapshot, so no reference leads nowhere), the files that those rows
 * name, the key rings. It is read and written as it comes: memory doesn't grow with the database. Nobody waits for it; what is written
 * meanwhile is simply not in it.
 */

/** What is backed up, and where to. */
export interface BackupParts {
  readonly databaseUrl: string;
  /** Its `keys` are taken. */
  readonly dataDir: string;
  readonly store: FileStore;
  /** Keys that the environment holds instead of the data folder, by variable. */
  readonly variables: Readonly<Record<string, string>>;
  /** What the backup is sealed with. */
  readonly secret: string;
  /** Told now and then. */
  readonly onProgress: (words: string) => void;
}

/** What a backup holds. */
export interface BackedUp {
  readonly tables: number;
  readonly rows: number;
  readonly files: number;
  /** Files that rows name and the store no longer had. */
  readonly missing: readonly string[];
  /** Variables of keys that are neither in the environment nor in the data folder, so not in the backup either. */
  readonly absentKeys: readonly string[];
  readonly bytes: number;
}

/**
 * Makes a backup. The file appears whole, or not at all.
 *
 * @throws Error when the database role can't see every row, the file is there already, or the key that opens secrets or every file that
 *   rows name is somewhere else
 */
export async function makeBackup(parts: BackupParts, path: string): Promise<BackedUp> {
  if (existsSync(path)) throw new Error(`${path} is there already: choose another name.`);
  const absentKeys = absentKeysOf(parts);
  const client = await connectClient(parts.databaseUrl);
  const draft = `${path}.part`;
  try {
    if (!(await seesEverything(client))) {
      throw new Error(
        'The role of DATABASE_URL sees no more than one organisation at a time (row-level security). For a backup, let DATABASE_URL name a ' +
          'superuser or a role with BYPASSRLS.',
      );
    }
    await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
    await client.query(`SET LOCAL statement_timeout = 0; SET LOCAL idle_in_transaction_session_timeout = 0`);
    const done = { tables: 0, rows: 0, files: 0, missing: [] as string[] };
    const records = recordsOf(client, parts, done);
    await pipeline(
      Readable.from(seal(writeRecords(records), parts.secret), { objectMode: false }),
      createWriteStream(draft, { flags: 'wx', mode: 0o600, flush: true }),
    );
    await client.query('COMMIT');
    await rename(draft, path);
    return { ...done, absentKeys, bytes: (await stat(path)).size };
  } catch (error) {
    await rm(draft, { force: true });
    throw error;
  } finally {
    await client.end();
  }
}

/** The file that a key is in where its variable is not set. */
const KEY_FILES = {
  SECRETS_KEYS: /^secrets\.keys$/,
  JWT_PRIVATE_KEY: /^signing-\d+\.pem$/,
  AUDIT_PRIVATE_KEY: /^audit\.pem$/,
};

/** @throws Error without the key that opens secrets: what it sealed would be lost, and nobody would know before a restore */
function absentKeysOf({ dataDir, variables }: BackupParts): string[] {
  const folder = join(dataDir, 'keys');
  const files = existsSync(folder) ? readdirSync(folder) : [];
  const absent = Object.entries(KEY_FILES).flatMap(([variable, file]) =>
    variables[variable] || files.some((name) => file.test(name)) ? [] : [variable],
  );
  if (!absent.includes('SECRETS_KEYS')) return absent;
  throw new Error(
    `The key that opens secrets is not here: SECRETS_KEYS is not set, and ${folder} has no secrets.keys. Make the backup where both the keys ` +
      'and the files of the installation are (the worker), or set SECRETS_KEYS.',
  );
}

type Done = { tables: number; rows: number; files: number; missing: string[] };

async function* nothing(): AsyncGenerator<Buffer> {
  // a record that is its header
}

const once = (text: string): AsyncIterable<Buffer> => Readable.from([Buffer.from(text)]);

async function* recordsOf(client: Client, parts: BackupParts, done: Done): AsyncGenerator<BackupRecord> {
  const { rows } = await client.query<{ version: number }>(
    `SELECT current_setting('server_version_num')::int / 10000 AS version`,
  );
  const states = await allMigrationStates(parts.databaseUrl);
  yield {
    header: {
      kind: 'backup',
      version: 1,
      madeAt: new Date().toISOString(),
      postgres: rows[0]?.version ?? 0,
      migrations: states.flatMap(({ subgraph, migration, applied }) =>
        applied ? `${subgraph}/${migration}` : [],
      ),
    },
    bytes: nothing(),
  };
  yield* tableRecords(client, parts, done);
  yield { header: { kind: 'sequences' }, bytes: once(JSON.stringify(await sequencesOf(client))) };
  yield* keyRecords(parts);
  yield* fileRecords(client, parts, done);
  if (done.files === 0 && done.missing.length > 0)
    throw new Error(
      `The store (${parts.store.place}) has none of the ${done.missing.length} files that the database names, so this is not the installation's. ` +
        'Make the backup where its DATA_DIR is, or with its S3_… settings.',
    );
  const { tables, rows: count, files } = done;
  yield { header: { kind: 'end', tables, rows: count, files }, bytes: nothing() };
}

async function* tableRecords(
  client: Client,
  { onProgress }: BackupParts,
  done: Done,
): AsyncGenerator<BackupRecord> {
  for (const { name, columns } of await tablesOf(client)) {
    let rows = 0;
    const counted = async function* (): AsyncGenerator<Buffer> {
      const stream = client.query(copyTo(`COPY ${name} (${columns.join(', ')}) TO STDOUT`));
      for await (const piece of stream as AsyncIterable<Buffer>) {
        rows += linesIn(piece);
        yield piece;
      }
    };
    yield { header: { kind: 'table', name, columns }, bytes: counted() };
    done.tables += 1;
    done.rows += rows;
    onProgress(`${name}: ${rows} rows`);
  }
}

/** In COPY's text a row is a line: a line break within a value is written as `\\n`. */
function linesIn(piece: Buffer): number {
  let lines = 0;
  for (let at = piece.indexOf(10); at >= 0; at = piece.indexOf(10, at + 1)) lines += 1;
  return lines;
}

async function* keyRecords({ dataDir, variables }: BackupParts): AsyncGenerator<BackupRecord> {
  const folder = join(dataDir, 'keys');
  for (const name of existsSync(folder) ? readdirSync(folder).toSorted() : []) {
    const path = join(folder, name);
    if (!(await stat(path)).isFile()) continue;
    yield { header: { kind: 'key', name }, bytes: Readable.from([await readFile(path)]) };
  }
  yield { header: { kind: 'variables' }, bytes: once(JSON.stringify(variables)) };
}

interface FileRow {
  org_id: string;
  id: string;
  sha256: string;
  name: string;
  kind: string;
}

const FILES_AT_ONCE = 500;

/** The files that the snapshot's rows name, a few hundred rows at a time. */
async function* fileRecords(client: Client, parts: BackupParts, done: Done): AsyncGenerator<BackupRecord> {
  const { rows: tables } = await client.query<{ name: string }>(
    `SELECT format('%I.files', schemaname) AS name FROM pg_tables WHERE tablename = 'files' ORDER BY schemaname`,
  );
  for (const { name: table } of tables) {
    let after = ['00000000-0000-0000-0000-000000000000', '00000000-0000-0000-0000-000000000000'];
    for (;;) {
      const { rows } = await client.query<FileRow>(
        `SELECT org_id, id, sha256, name, kind FROM ${table} WHERE state = 'STORED' AND (org_id, id) > ($1::uuid, $2::uuid)
          ORDER BY org_id, id LIMIT ${FILES_AT_ONCE}`,
        after,
      );
      for (const row of rows) yield* fileRecord(row, parts, done);
      const last = rows.at(-1);
      if (!last) break;
      after = [last.org_id, last.id];
    }
  }
}

async function* fileRecord(row: FileRow, { store }: BackupParts, done: Done): AsyncGenerator<BackupRecord> {
  const key = objectKey(row.org_id, row.id);
  try {
    const bytes = await store.get(key);
    yield { header: { kind: 'file', key, sha256: row.sha256, name: row.name, media: row.kind }, bytes };
    done.files += 1;
  } catch (error) {
    if (!(error instanceof FileMissing)) throw error;
    done.missing.push(key); // removed since the snapshot: the restored row is told from its file by the same check
  }
}
