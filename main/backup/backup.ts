import { existsSync, readdirSync } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import type { Client } from 'pg';
import type { FileStore } from '../../service-kit/files/file-store';
import { fileRecords, type FilesDone } from './file-records';
import { nothing, once, type BackupRecord } from './records';
import { originOf, refuseToOverwrite, tableRecord, writeSealedFile } from './sealed-file';
import { sequencesOf, tablesOf } from './tables';

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
  refuseToOverwrite(path);
  const absentKeys = absentKeysOf(parts);
  const done = { tables: 0, rows: 0, files: 0, missing: [] as string[] };
  const bytes = await writeSealedFile(parts, path, (client) => recordsOf(client, parts, done));
  return { ...done, absentKeys, bytes };
}

/** The file that a key is in where its variable is not set. */
const KEY_FILES = {
  SECRETS_KEYS: /^secrets\.keys$/,
  JWT_PRIVATE_KEY: /^signing-\d+\.pem$/,
  AUDIT_PRIVATE_KEY: /^audit\.pem$/,
};

/** @throws Error without the key that opens secrets: what it sealed would be lost, and nobody would know before a restore */
export function absentKeysOf({ dataDir, variables }: Pick<BackupParts, 'dataDir' | 'variables'>): string[] {
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

type Done = FilesDone & { tables: number; rows: number };

async function* recordsOf(client: Client, parts: BackupParts, done: Done): AsyncGenerator<BackupRecord> {
  yield {
    header: { kind: 'backup', version: 1, ...(await originOf(client, parts.databaseUrl)) },
    bytes: nothing(),
  };
  yield* tableRecords(client, parts, done);
  yield { header: { kind: 'sequences' }, bytes: once(JSON.stringify(await sequencesOf(client))) };
  yield* keyRecords(parts);
  yield* fileRecords(client, parts.store, done, null);
  const { tables, rows: count, files } = done;
  yield { header: { kind: 'end', tables, rows: count, files }, bytes: nothing() };
}

async function* tableRecords(
  client: Client,
  { onProgress }: BackupParts,
  done: Done,
): AsyncGenerator<BackupRecord> {
  for (const table of await tablesOf(client)) {
    const { source, columns } = table;
    const rows = yield* tableRecord(client, table, `(SELECT ${columns.join(', ')} FROM ${source})`);
    done.tables += 1;
    done.rows += rows;
    onProgress(`${table.name}: ${rows} rows`);
  }
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
