import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { migrateAllUp } from '../../main/migrations';
import { startEmbeddedPostgres } from '../../service-kit/postgres/embedded-postgres/embedded-postgres';
import { seed, type Seeded } from './seed';

/** A PostgreSQL of the benchmark's own, with data in it. */
export interface StoredWorld extends Seeded {
  /** Of the owner. */
  databaseUrl: string;
  /** For whatever else the run keeps; removed with the database. */
  folder: string;
}

/** Several products stand on one server here, each with a pool per subgraph; it was made for one. */
const SETTINGS = { max_connections: '300' };

/**
 * Starts the product's embedded PostgreSQL in a folder for temporary files, migrates and seeds it.
 *
 * @param atEnd is told how to stop it and remove its folder, before there is anything to stop
 */
export async function openStoredWorld(atEnd: (act: () => Promise<void>) => void): Promise<StoredWorld> {
  const folder = await mkdtemp(join(tmpdir(), 'bench-'));
  atEnd(() => rm(folder, { recursive: true, force: true }));
  await chmod(folder, 0o711); // PostgreSQL never runs as root: another account has to reach its own folder
  const starting = startEmbeddedPostgres({ dataDir: join(folder, 'postgres'), settings: SETTINGS });
  atEnd(async () => (await starting.catch(() => null))?.stop());
  const { url: databaseUrl } = await starting;
  await migrateAllUp(databaseUrl);
  return { databaseUrl, folder, ...(await seed(databaseUrl)) };
}
