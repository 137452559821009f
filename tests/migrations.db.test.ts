import { execFileSync } from 'node:child_process';
import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { MigrationInterface, QueryRunner } from 'typeorm';
import { newMigration } from '../main/migration-file';
import { MIGRATION_SETS } from '../main/migration-sets';
import { allMigrationStates, migrateAllUp, migrateOneDown } from '../main/migrations';
import { connectClient } from '../service-kit/postgres/database-roles';
import { prepareAuditTables } from '../service-kit/audit/audit-tables';
import { createIndexBeside } from '../service-kit/postgres/migration-sql';
import { migrateUp, prepareDatabase } from '../service-kit/postgres/migrator';
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

describe('beside a product that serves', () => {
  class AddNote1790000000001 implements MigrationInterface {
    up = (runner: QueryRunner) => runner.query('ALTER TABLE beside.rows ADD COLUMN note text');
    down = (runner: QueryRunner) => runner.query('ALTER TABLE beside.rows DROP COLUMN note');
  }
  class IndexNotes1790000000002 implements MigrationInterface {
    transaction = false;
    up = (runner: QueryRunner) => createIndexBeside(runner, 'beside.rows_by_note', 'ON beside.rows (note)');
    down = (runner: QueryRunner) => runner.query('DROP INDEX beside.rows_by_note');
  }
  const set = {
    name: 'beside',
    schema: 'beside',
    migrations: [AddNote1790000000001, IndexNotes1790000000002],
  };

  it('waits for a lock without making readers wait, and builds indexes beside writes', async () => {
    const [holder, reader] = [await connectClient(database.url), await connectClient(database.url)];
    try {
      await holder.query('CREATE SCHEMA beside; CREATE TABLE beside.rows (id int)');
      await holder.query('BEGIN; SELECT FROM beside.rows');
      let waits = 0;
      const pause = async () => {
        waits += 1;
        await reader.query('SELECT FROM beside.rows'); // with a migration in the queue for its lock, this would hang
        if (waits === 2) await holder.query('COMMIT');
      };
      const ran = await migrateUp(database.url, set, { lockTimeoutMs: 20, tries: 20, pause });
      expect([waits >= 2, ran]).toEqual([
        true,
        ['beside: AddNote1790000000001', 'beside: IndexNotes1790000000002'],
      ]);
      const { rows } = await reader.query(
        `SELECT indisvalid FROM pg_index WHERE indexrelid = 'beside.rows_by_note'::regclass`,
      );
      expect(rows).toEqual([{ indisvalid: true }]);
    } finally {
      await holder.end();
      await reader.end();
    }
  });

  it('waits likewise with what subgraphs have in common: a backup reads the audit for long', async () => {
    const [holder, writer] = [await connectClient(database.url), await connectClient(database.url)];
    const isChecked = async () =>
      (await writer.query(`SELECT FROM pg_constraint WHERE conname = 'of_an_earlier_version'`)).rowCount;
    try {
      await holder.query('ALTER TABLE audit.entries ADD CONSTRAINT of_an_earlier_version CHECK (n > 0)');
      await holder.query('BEGIN; SELECT FROM audit.entries');
      let waits = 0;
      const pause = async () => {
        waits += 1;
        await writer.query('DELETE FROM audit.heads WHERE false; SELECT FROM audit.entries');
        if (waits === 2) await holder.query('COMMIT');
      };
      await prepareDatabase(
        database.url,
        (client) => prepareAuditTables(client, { writers: [], reader: null }),
        { lockTimeoutMs: 20, tries: 20, pause },
      );
      expect([waits >= 2, await isChecked()]).toEqual([true, 0]);
    } finally {
      await holder.end();
      await writer.end();
    }
  });

  it('takes an index away again where the first try died before it was noted', async () => {
    const client = await connectClient(database.url);
    // As TypeORM's answers: the rows.
    const query = async (sql: string, values?: unknown[]) =>
      (await client.query(sql, values)).rows as unknown;
    const runner = { query } as unknown as QueryRunner;
    const outside = MIGRATION_SETS.flatMap(({ migrations }) =>
      migrations.map((Migration) => new Migration()),
    ).filter(({ transaction }) => transaction === false);
    expect(outside.length).toBeGreaterThan(0);
    try {
      for (const migration of outside) {
        await migration.down(runner);
        await migration.down(runner);
        await migration.up(runner);
      }
    } finally {
      await client.end();
    }
  });

  it('builds an index anew that a broken try has left', async () => {
    const client = await connectClient(database.url);
    const found = async () =>
      (
        await client.query(
          `SELECT indisvalid AS valid FROM pg_index WHERE indexrelid = 'beside.once'::regclass`,
        )
      ).rows;
    try {
      await client.query('INSERT INTO beside.rows VALUES (1), (1)');
      await expect(client.query('CREATE UNIQUE INDEX CONCURRENTLY once ON beside.rows (id)')).rejects.toThrow(
        'could not create unique index',
      );
      expect(await found()).toEqual([{ valid: false }]);
      await client.query('DELETE FROM beside.rows');
      await createIndexBeside(client, 'beside.once', 'ON beside.rows (id)');
      expect(await found()).toEqual([{ valid: true }]);
    } finally {
      await client.end();
    }
  });
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
