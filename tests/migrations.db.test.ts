import { execFileSync } from 'node:child_process';
import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { newMigration } from '../main/migration-file';
import { MIGRATION_SETS } from '../main/migration-sets';
import { allMigrationStates, migrateAllUp, migrateOneDown } from '../main/migrations';
import { connectClient } from '../service-kit/postgres/database-roles';
import { checkMigrated } from '../service-kit/postgres/migration-states';
import { projectRoot } from '../service-kit/process/paths';
import { useDatabase } from '../testkit/database';

const database = useDatabase();

async function objects(): Promise<string[]> {
  const client = await connectClient(database.url);
  try {
    const { rows } = await client.query<{ name: string }>(
      `SELECT table_schema || '.' || table_name AS name FROM information_schema.tables
        WHERE table_schema IN ('identity', 'crm', 'estimates') AND table_name <> 'migrations'
       UNION ALL
       SELECT routine_schema || '.' || routine_name || '()' FROM information_schema.routines
        WHERE routine_schema IN ('identity', 'crm', 'estimates') ORDER BY 1`,
    );
    return rows.map(({ name }) => name);
  } finally {
    await client.end();
  }
}

it('has nothing left to apply on a migrated database', async () => {
  expect(await migrateAllUp(database.url)).toEqual([]);
  expect((await allMigrationStates(database.url)).filter(({ applied }) => !applied)).toEqual([]);
});

it('goes all the way down and up again to the same tables and functions', async () => {
  const before = await objects();
  for (const { name } of MIGRATION_SETS) while (await migrateOneDown(database.url, name));
  expect(await objects()).toEqual([]);
  expect((await allMigrationStates(database.url)).some(({ applied }) => applied)).toBe(false);
  const ran = await migrateAllUp(database.url);
  expect(ran).toHaveLength((await allMigrationStates(database.url)).length);
  expect(await objects()).toEqual(before);
});

it('lets several processes migrate at once', async () => {
  for (const { name } of MIGRATION_SETS) while (await migrateOneDown(database.url, name));
  const ran = await Promise.all([1, 2, 3].map(() => migrateAllUp(database.url)));
  expect(ran.filter((names) => names.length > 0)).toHaveLength(1);
});

it('stops a process that expects a migrated database, and says what to run', async () => {
  await checkMigrated(database.url, MIGRATION_SETS);
  await migrateOneDown(database.url, 'crm');
  await expect(checkMigrated(database.url, MIGRATION_SETS)).rejects.toThrow(/lacks 1 of \d+ .*migrate up/);
  await migrateAllUp(database.url);
});

it('names the subgraphs when asked for one that is not there', async () => {
  await expect(migrateOneDown(database.url, 'billing')).rejects.toThrow('identity, crm, estimates');
});

describe('a new migration', () => {
  it('is named by time and purpose', () => {
    const { path, text } = newMigration('estimates', 'add-project-address', new Date(1_890_000_000_000));
    expect(path).toBe('subgraphs/estimates/migrations/1890000000000-add-project-address.ts');
    expect(text).toContain('class AddProjectAddress1890000000000 implements MigrationInterface');
  });

  it('comes after the last one even where the clock is behind', () => {
    const timestamps = MIGRATION_SETS.find(({ name }) => name === 'estimates')?.migrations.map(({ name }) =>
      Number(name.slice(-13)),
    );
    const { path } = newMigration('estimates', 'add-project-address', new Date(0));
    expect(Number(path.match(/\d{13}/)?.[0])).toBe(Math.max(...(timestamps ?? [])) + 1);
  });

  it.each([
    ['billing', 'add-x'],
    ['estimates', 'Add X'],
    ['estimates', '../../etc'],
    ['', ''],
  ])('is refused for %s %s with how to call it', (subgraph, name) => {
    expect(() => newMigration(subgraph, name, new Date())).toThrow('npm run cli -- migrate create');
  });

  it('is written by the command line', () => {
    const output = execFileSync(
      process.execPath,
      ['scripts/run.mjs', 'main/cli', 'migrate', 'create', 'crm', 'try-it'],
      {
        cwd: projectRoot,
        encoding: 'utf8',
      },
    );
    const path = join(
      projectRoot,
      output.split('\n').find((line) => line.includes('-try-it.ts')) ?? 'nothing',
    );
    expect(existsSync(path)).toBe(true);
    rmSync(path);
  });
});
