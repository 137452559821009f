import { DataSource } from 'typeorm';
import { connectClient } from './database-roles';
import { migrationStates, type MigrationSet } from './migration-states';

async function withSource<T>(
  url: string,
  set: MigrationSet,
  work: (source: DataSource) => Promise<T>,
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
  });
  await source.initialize();
  try {
    return await work(source);
  } finally {
    await source.destroy();
  }
}

/** Runs `work` while no other process migrates this database. */
export async function withMigrationLock<T>(url: string, work: () => Promise<T>): Promise<T> {
  const client = await connectClient(url);
  try {
    await client.query(`SELECT pg_advisory_lock(hashtext('cashcraft migrations'))`);
    return await work();
  } finally {
    await client.end(); // ends the session, and with it the lock
  }
}

/** Applies what has not run. @returns the names of what ran */
export async function migrateUp(url: string, set: MigrationSet): Promise<string[]> {
  const ran = await withSource(url, set, (source) => source.runMigrations());
  return ran.map(({ name }) => `${set.name}: ${name}`);
}

/** Takes back the last migration. @returns its name, or null when none is applied */
export async function migrateDown(url: string, set: MigrationSet): Promise<string | null> {
  const applied = (await migrationStates(url, set)).filter((state) => state.applied).at(-1);
  if (!applied) return null;
  await withSource(url, set, (source) => source.undoLastMigration());
  return `${set.name}: ${applied.migration}`;
}
