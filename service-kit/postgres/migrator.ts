import { setTimeout as sleep } from 'node:timers/promises';
import type { Client } from 'pg';
import { DataSource } from 'typeorm';
import { connectClient } from './database-roles';
import { migrationStates, type MigrationSet } from './migration-states';

async function withSource<T>(
  url: string,
  set: MigrationSet,
  work: (source: DataSource) => Promise<T>,
  lockTimeoutMs = PATIENCE.lockTimeoutMs,
): Promise<T> {
  const source = new DataSource({
    type: 'postgres',
    url,
    schema: set.schema,
    migrations: set.migrations,
    migrationsTableName: 'migrations',
    migrationsTransactionMode: 'each',
    synchronize: false,
    poolSize: 2,
    applicationName: 'cashcraft-migrations',
    installExtensions: false,
    extra: { lock_timeout: lockTimeoutMs },
  });
  await source.initialize();
  try {
    return await work(source);
  } finally {
    await source.destroy();
  }
}

const LOCK_AGAIN_MS = 200;

async function hasLock(client: Client): Promise<boolean> {
  const { rows } = await client.query<{ held: boolean }>(
    `SELECT pg_try_advisory_lock(hashtext('cashcraft migrations')) AS held`,
  );
  return rows[0]?.held === true;
}

/** Runs `work` while no other process migrates this database. It is given the session that sees to it, which waits for no lock for long. */
export async function withMigrationLock<T>(url: string, work: (session: Client) => Promise<T>): Promise<T> {
  const client = await connectClient(url);
  try {
    await client.query(`SET lock_timeout = ${PATIENCE.lockTimeoutMs}`);
    // Asked again and again: a statement that waits for the lock has a snapshot, and an index that is built beside waits for
    // all snapshots, so both would wait for ever.
    while (!(await hasLock(client))) await sleep(LOCK_AGAIN_MS);
    return await work(client);
  } finally {
    await client.end(); // ends the session, and with it the lock
  }
}

/** It got no lock in time; or it and a request each had what the other wanted, and PostgreSQL ended the migration. */
const LOCK_REFUSED = new Set<unknown>(['55P03', '40P01']);

/** How a migration waits for locks that requests hold. */
interface LockPatience {
  /** How long a statement waits for a lock; all who come after it wait behind it meanwhile. */
  lockTimeoutMs: number;
  /** How often a migration that got no lock is tried again, from its beginning. */
  tries: number;
  /** Between two tries: those who waited get their turn. */
  pause: () => Promise<unknown>;
}

const PATIENCE: LockPatience = { lockTimeoutMs: 3_000, tries: 20, pause: () => sleep(2_000) };

/** Tries again, from its beginning, what got no lock. */
export async function untilUnlocked(
  work: () => Promise<unknown>,
  { tries, pause }: LockPatience = PATIENCE,
): Promise<void> {
  for (let tried = 1; ; tried += 1) {
    try {
      await work();
      return;
    } catch (error) {
      if (!LOCK_REFUSED.has((error as { code?: unknown }).code) || tried >= tries) throw error;
      await pause();
    }
  }
}

/**
 * Makes what is safe to repeat, as patiently as migrations: whoever reads a table for long (a backup does) would else hold up the
 * statement, which holds up all who write.
 */
export const prepareDatabase = (
  url: string,
  prepare: (client: Client) => Promise<void>,
  patience = PATIENCE,
): Promise<void> =>
  untilUnlocked(async () => {
    const client = await connectClient(url);
    try {
      await client.query(`SET lock_timeout = ${patience.lockTimeoutMs}`);
      await prepare(client);
    } finally {
      await client.end();
    }
  }, patience);

/**
 * Applies what has not run. A long transaction that holds a table stops the migration, not the product: it gives up its place in the
 * queue for the lock after some seconds, and tries again.
 *
 * @returns the names of what ran
 */
export async function migrateUp(url: string, set: MigrationSet, patience = PATIENCE): Promise<string[]> {
  return withSource(
    url,
    set,
    async (source) => {
      const before = new Set(await appliedNames(url, set));
      await untilUnlocked(() => source.runMigrations(), patience);
      const ran = (await appliedNames(url, set)).filter((name) => !before.has(name));
      return ran.map((name) => `${set.name}: ${name}`);
    },
    patience.lockTimeoutMs,
  );
}

async function appliedNames(url: string, set: MigrationSet): Promise<string[]> {
  const states = await migrationStates(url, set);
  return states.filter(({ applied }) => applied).map(({ migration }) => migration);
}

/** Takes back the last migration, as patiently as it was applied. @returns its name, or null when none is applied */
export async function migrateDown(
  url: string,
  set: MigrationSet,
  patience = PATIENCE,
): Promise<string | null> {
  const applied = (await migrationStates(url, set)).filter((state) => state.applied).at(-1);
  if (!applied) return null;
  // TypeORM asks a migration for its `transaction` on the way up only.
  const Last = set.migrations.find(({ name }) => name === applied.migration);
  const transaction = Last && new Last().transaction === false ? 'none' : 'each';
  await withSource(
    url,
    set,
    (source) => untilUnlocked(() => source.undoLastMigration({ transaction }), patience),
    patience.lockTimeoutMs,
  );
  return `${set.name}: ${applied.migration}`;
}
