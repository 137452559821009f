import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DATABASE_NAME } from './embedded-database';

/**
 * Where the embedded PostgreSQL of a data folder runs, without starting it.
 *
 * @returns the connection string of its owner; null when no server has the folder open
 */
export async function lookForEmbedded(dataDir: string): Promise<string | null> {
  const folder = join(dataDir, 'postgres');
  try {
    const [password, pid] = await Promise.all([
      readFile(join(folder, 'password'), 'utf8'),
      readFile(join(folder, 'cluster', 'postmaster.pid'), 'utf8'),
    ]);
    const port = Number(pid.split('\n')[3]);
    return port > 0
      ? `postgres://postgres:${encodeURIComponent(password.trim())}@127.0.0.1:${port}/${DATABASE_NAME}`
      : null;
  } catch {
    return null;
  }
}
