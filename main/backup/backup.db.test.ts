import { randomBytes } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createLocalStore } from '../../service-kit/files/local-store';
import { connectClient } from '../../service-kit/postgres/database-roles';
import { useDatabase } from '../../testkit/database';
import { CLONE_PREFIX, cloneTemplate, urlOfDatabase } from '../../testkit/template-database';
import { makeBackup } from './backup';
import { nothing } from './records';
import { restoreBackup } from './restore';
import { writeSealedFile } from './sealed-file';

/* Where a backup is made in the wrong place, or restored over something, it says so before it has done anything. */

const database = useDatabase();
const folder = mkdtempSync(join(tmpdir(), 'cashcraft-backup-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const partsIn = (databaseUrl: string) => {
  const dataDir = mkdtempSync(join(folder, 'data-'));
  return {
    databaseUrl,
    dataDir,
    store: createLocalStore(join(dataDir, 'files')),
    secret: 'a key that is kept elsewhere',
    onProgress: () => undefined,
  };
};
const SECRETS_KEYS = `k1:${randomBytes(32).toString('base64')}`;

/** A new database, after `sql`. */
async function databaseAfter(sql: string): Promise<string> {
  const name = `${CLONE_PREFIX}restored_${randomBytes(4).toString('hex')}`;
  await run(process.env['TEST_DATABASE_URL'] ?? '', `CREATE DATABASE ${name}`);
  const url = urlOfDatabase(database.url, name);
  await run(url, sql);
  return url;
}
async function run(url: string, sql: string): Promise<unknown[]> {
  const client = await connectClient(url);
  try {
    return (await client.query(sql)).rows;
  } finally {
    await client.end();
  }
}

describe('a backup', () => {
  it('is not made where the key that opens secrets is not', async () => {
    const path = join(folder, 'without-key.backup');
    await expect(makeBackup({ ...partsIn(database.url), variables: {} }, path)).rejects.toThrow(
      'The key that opens secrets is not here: SECRETS_KEYS is not set',
    );
    expect(readdirSync(folder).filter((name) => name.startsWith('without-key'))).toEqual([]);
  });

  it('is not written over one that is being written, and leaves that alone', async () => {
    const path = join(folder, 'twice.backup');
    const make = () => makeBackup({ ...partsIn(database.url), variables: { SECRETS_KEYS } }, path);
    writeFileSync(`${path}.part`, 'half');
    await expect(make()).rejects.toThrow('another backup writes it');
    expect(readdirSync(folder).filter((name) => name.startsWith('twice'))).toEqual(['twice.backup.part']);
    rmSync(`${path}.part`);
    const both = await Promise.allSettled([make(), make()]);
    expect(both.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
    expect(readdirSync(folder).filter((name) => name.startsWith('twice'))).toEqual(['twice.backup']);
  });

  it('is not written over one that was finished meanwhile', async () => {
    const path = join(folder, 'overtaken.backup');
    const write = writeSealedFile(partsIn(database.url), path, async function* () {
      await writeFile(path, 'another');
      yield { header: { kind: 'end', tables: 0, rows: 0, files: 0 }, bytes: nothing() };
    });
    await expect(write).rejects.toThrow('is there already');
    expect(readFileSync(path, 'utf8')).toBe('another');
    expect(existsSync(`${path}.part`)).toBe(false);
  });

  it('begins again where it and a migration each have what the other wants', async () => {
    const [holder, looker] = [await connectClient(database.url), await connectClient(database.url)];
    const isWaiting = async () =>
      (await looker.query(`SELECT FROM pg_locks WHERE relation = 'crm.leads'::regclass AND NOT granted`))
        .rowCount;
    try {
      await holder.query('BEGIN; LOCK TABLE crm.leads');
      const path = join(folder, 'patient.backup');
      const made = makeBackup({ ...partsIn(database.url), variables: { SECRETS_KEYS } }, path);
      while (!(await isWaiting()));
      await holder.query('LOCK TABLE audit.entries').catch(() => undefined); // PostgreSQL ends one of the two
      await holder.query('ROLLBACK');
      await expect(made).resolves.toMatchObject({ files: 0 });
    } finally {
      await holder.end();
      await looker.end();
    }
  });

  it('says which other keys it has not', async () => {
    const parts = partsIn(database.url);
    const first = await makeBackup({ ...parts, variables: { SECRETS_KEYS } }, join(folder, 'first.backup'));
    expect(first.absentKeys).toEqual(['JWT_PRIVATE_KEY', 'AUDIT_PRIVATE_KEY']);
    mkdirSync(join(parts.dataDir, 'keys'));
    for (const name of ['secrets.keys', 'signing-000001.pem', 'audit.pem'])
      writeFileSync(join(parts.dataDir, 'keys', name), 'one');
    const second = await makeBackup({ ...parts, variables: {} }, join(folder, 'second.backup'));
    expect(second.absentKeys).toEqual([]);
  });
});

describe('a restore', () => {
  const path = join(folder, 'made.backup');
  beforeAll(async () => {
    await makeBackup({ ...partsIn(database.url), variables: { SECRETS_KEYS } }, path);
  });

  it.each([
    ['another program’s', "CREATE SCHEMA audit; CREATE TABLE audit.notes AS SELECT 'theirs' AS words"],
    ['another program’s queue', "CREATE SCHEMA jobs; CREATE TABLE jobs.tasks AS SELECT 'theirs' AS words"],
  ])('leaves %s tables alone, and makes none beside them', async (_whose, sql) => {
    const url = await databaseAfter(sql);
    await expect(restoreBackup(partsIn(url), path)).rejects.toThrow('The database is not empty');
    const [left] = await run(
      url,
      `SELECT to_regclass('identity.users') AS ours, (SELECT count(*)::int FROM ${/TABLE (\S+)/.exec(sql)?.[1]}) AS theirs`,
    );
    expect(left).toEqual({ ours: null, theirs: 1 });
  });

  it('fills an empty database, and one that has only been migrated', async () => {
    const url = await databaseAfter('SELECT 1');
    const first = partsIn(url);
    await expect(restoreBackup(first, path)).resolves.toMatchObject({ files: 0 });
    expect(existsSync(join(first.dataDir, 'restored.env'))).toBe(true);
    await expect(restoreBackup(partsIn(url), path)).resolves.toMatchObject({ files: 0 });
  });

  it('refuses a data folder with keys before anything is filled, unless only the database was lost and they are the same', async () => {
    const withKey = (databaseUrl: string, key: string) => {
      const parts = partsIn(databaseUrl);
      mkdirSync(join(parts.dataDir, 'keys'));
      writeFileSync(join(parts.dataDir, 'keys', 'secrets.keys'), key);
      return parts;
    };
    const keyed = join(folder, 'keyed.backup');
    await makeBackup({ ...withKey(database.url, 'one'), variables: {} }, keyed);
    const url = await databaseAfter('SELECT 1');
    await expect(restoreBackup(withKey(url, 'one'), keyed)).rejects.toThrow(
      'restore into an empty data folder',
    );
    expect(await run(url, "SELECT to_regclass('identity.users') AS ours")).toEqual([{ ours: null }]);
    const name = `${CLONE_PREFIX}lost_${randomBytes(4).toString('hex')}`;
    const migrated = await cloneTemplate(process.env['TEST_DATABASE_URL'] ?? '', name);
    const lost = (key: string) => restoreBackup({ ...withKey(migrated, key), keepFiles: true }, keyed);
    await expect(lost('another')).rejects.toThrow('is another key than the backup');
    await expect(lost('one')).resolves.toMatchObject({ files: 0 });
  });

  it('refuses a database in which any table of ours has a row', async () => {
    const url = await databaseAfter('SELECT 1');
    await restoreBackup(partsIn(url), path);
    await run(url, "INSERT INTO identity.log_in_attempts (key) VALUES (decode(repeat('00', 32), 'hex'))");
    await expect(restoreBackup(partsIn(url), path)).rejects.toThrow('(identity.log_in_attempts has rows)');
  });
});
