import type { MigrationInterface } from 'typeorm';
import { connectClient, DatabaseSetupError } from './database-roles';

/** One subgraph's migrations, oldest first. */
export interface MigrationSet {
  name: string;
  /** Its PostgreSQL schema; the table `migrations` there remembers what has run. */
  schema: string;
  migrations: (new () => MigrationInterface)[];
}

export interface MigrationState {
  subgraph: string;
  migration: string;
  applied: boolean;
}

/** Each migration of a set and whether it has run; as TypeORM keeps it, without loading TypeORM. */
export async function migrationStates(url: string, set: MigrationSet): Promise<MigrationState[]> {
  const client = await connectClient(url);
  try {
    const table = `${set.schema}.migrations`;
    const found = await client.query<{ there: boolean }>('SELECT to_regclass($1) IS NOT NULL AS there', [
      table,
    ]);
    const { rows } = found.rows[0]?.there
      ? await client.query<{ name: string }>(`SELECT name FROM ${table}`)
      : { rows: [] };
    const applied = new Set(rows.map(({ name }) => name));
    return set.migrations.map(({ name }) => ({
      subgraph: set.name,
      migration: name,
      applied: applied.has(name),
    }));
  } finally {
    await client.end();
  }
}

/** Checks that every migration has run. @throws DatabaseSetupError that says how many have not, and what to do */
export async function checkMigrated(url: string, sets: readonly MigrationSet[]): Promise<void> {
  const states: MigrationState[] = [];
  for (const set of sets) states.push(...(await migrationStates(url, set)));
  const missing = states.filter(({ applied }) => !applied);
  if (missing.length === 0) return;
  throw new DatabaseSetupError(
    `The database lacks ${missing.length} of ${states.length} migrations. Run: npm run cli -- migrate up`,
  );
}
