import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import {
  chmod,
  chown,
  link,
  mkdir,
  open,
  readFile,
  readdir,
  rename,
  rm,
  stat,
  writeFile,
} from 'node:fs/promises';
import path from 'node:path';

import type { Binaries } from './binaries';
import {
  EmbeddedPostgresError,
  explainOutput,
  explainSpawnError,
  notWritable,
  systemCode,
  withFileErrors,
} from './embedded-postgres-error';
import { isRunning } from './processes';
import { canReach, giveTo, type ServerUser } from './server-user';

/** A cluster (what PostgreSQL calls a data directory), ready to be served. */
export interface Cluster {
  /** What the application calls its data folder; holds all below, the log and the password. */
  readonly dataDir: string;
  /** The folder for `postgres -D`. */
  readonly folder: string;
  /** The superuser's. */
  readonly password: string;
  /** The account the server runs under; undefined: the application's own. */
  readonly user: ServerUser | undefined;
  /**
   * Names this cluster in the command line of its server and all children. Made from the folder's inode, as PostgreSQL
   * makes its own lock on shared memory, so it survives a renamed folder.
   */
  readonly marker: string;
}

/** The folder of the cluster within a data folder. */
export function clusterFolder(dataDir: string): string {
  return path.join(dataDir, 'cluster');
}

/** The options of `spawn` that run a program of PostgreSQL as the right user, in a process group of its own. */
export function spawnOptions(folder: string, user: ServerUser | undefined) {
  // A process group of its own: Ctrl-C in the terminal must reach the application first, which then stops the server.
  return { cwd: folder, detached: true, env: { LC_ALL: 'C', TZ: 'UTC' }, ...user };
}

/**
 * How the server is told its folder. When its user may not pass through a folder above (say, /root with mode 0700), it
 * still may use the folder that it is started in, and on Linux /proc/self/cwd is a name for that one.
 *
 * @throws EmbeddedPostgresError (NOT_WRITABLE) where there is no such name (macOS)
 */
export function folderArgument(folder: string, user: ServerUser | undefined): string {
  if (user === undefined || canReach(path.dirname(folder), user)) return folder;
  if (process.platform === 'linux') return '/proc/self/cwd';
  const message =
    `The embedded PostgreSQL runs under user id ${user.uid} when started by root, and that user cannot enter ${folder}. ` +
    'Start the application as an ordinary user, or set DATA_DIR to a folder that everybody may pass through.';
  throw new EmbeddedPostgresError('NOT_WRITABLE', message);
}

/** Makes the data folder; whoever is root lets the server's user pass through it, but not look into it. */
export async function makeDataFolder(dataDir: string, user: ServerUser | undefined): Promise<void> {
  await withFileErrors(dataDir, async () => {
    const made = await mkdir(dataDir, { recursive: true }).catch((error: unknown) => {
      // That is how Node.js reports a read-only file system here.
      throw systemCode(error) === 'ENOENT' ? notWritable(dataDir, error) : error;
    });
    if (made) await chmod(dataDir, user ? 0o711 : 0o700);
  });
}

/**
 * Opens the cluster in `dataDir`, and makes it first if there is none. Safe to run several times at once: all get the
 * same cluster with the same password.
 *
 * @param sync false skips flushing a new cluster to the disk (throwaway clusters of tests)
 * @throws EmbeddedPostgresError WRONG_VERSION when another major version made the cluster, WRONG_PASSWORD when the
 *   password file is gone, NOT_WRITABLE, DISK_FULL
 */
export async function openCluster(
  binaries: Binaries,
  dataDir: string,
  user: ServerUser | undefined,
  sync: boolean,
  log: (event: string, detail?: object) => void,
): Promise<Cluster> {
  const folder = clusterFolder(dataDir);
  const isNew = !existsSync(path.join(folder, 'PG_VERSION'));
  if (!isNew) await checkVersion(folder, binaries);
  const password = await withFileErrors(dataDir, () => readPassword(dataDir, user, isNew));
  if (isNew) {
    const begun = performance.now();
    const made = await withFileErrors(dataDir, () => makeCluster(binaries, dataDir, user, sync));
    if (made)
      log('embedded postgres: new cluster made', { folder, ms: Math.round(performance.now() - begun) });
  }
  // A folder that root copied or unpacked belongs to root, and then its server could not read it.
  if (user && (await stat(folder)).uid !== user.uid) {
    await withFileErrors(dataDir, () => giveTo(user, folder));
    log('embedded postgres: cluster given to the user of the server', { folder, uid: user.uid });
  }
  const { dev, ino } = await stat(folder);
  return { dataDir, folder, password, user, marker: `embedded-${dev.toString(36)}-${ino.toString(36)}` };
}

async function checkVersion(folder: string, binaries: Binaries): Promise<void> {
  const made = (await readFile(path.join(folder, 'PG_VERSION'), 'utf8')).trim();
  if (made === binaries.major) return;
  const message =
    `The data in ${folder} was made by PostgreSQL ${made}, but this is version ${binaries.major}. Dump it with the older ` +
    'version of this product and restore it here, or move the folder away to begin with an empty database.';
  throw new EmbeddedPostgresError('WRONG_VERSION', message);
}

/** Reads the password, or chooses one: of several that choose at once, the first wins. */
async function readPassword(dataDir: string, user: ServerUser | undefined, isNew: boolean): Promise<string> {
  const file = path.join(dataDir, 'password');
  if (isNew && !existsSync(file)) {
    const draft = `${file}.${process.pid}-${randomBytes(4).toString('hex')}`;
    await writeFile(draft, `${randomBytes(24).toString('base64url')}\n`, { mode: 0o600, flush: true });
    await link(draft, file).catch((error: unknown) => {
      if (systemCode(error) !== 'EEXIST') throw error;
    });
    await rm(draft);
  }
  // initdb reads the file as the server's user.
  if (isNew && user) await chown(file, user.uid, user.gid);
  const password = (await readFile(file, 'utf8').catch(() => '')).trim();
  if (password !== '') return password;
  const message = `The password of the embedded PostgreSQL is missing: restore the file ${file}, or move ${dataDir} away to begin with an empty database.`;
  throw new EmbeddedPostgresError('WRONG_PASSWORD', message);
}

/**
 * Makes the cluster in a draft folder that is renamed when complete, so that a torn one is never used.
 *
 * @returns false when another start was quicker
 */
async function makeCluster(
  binaries: Binaries,
  dataDir: string,
  user: ServerUser | undefined,
  sync: boolean,
): Promise<boolean> {
  await removeAbandonedDrafts(dataDir);
  const draft = path.join(dataDir, `cluster-draft-${process.pid}-${randomBytes(4).toString('hex')}`);
  try {
    await mkdir(draft, { mode: 0o700 });
    if (user) await chown(draft, user.uid, user.gid);
    await runInitdb(binaries, draft, dataDir, user, sync, CTYPE).catch(async (error: unknown) => {
      // A system without that locale (macOS before 15): the builtin one still sorts and compares.
      if (!/invalid locale/.test(String(error))) throw error;
      await runInitdb(binaries, draft, dataDir, user, sync, 'C');
    });
    await writeFile(path.join(draft, 'pg_hba.conf'), 'host all all 127.0.0.1/32 scram-sha-256\n');
    await rename(draft, clusterFolder(dataDir));
    return true;
  } catch (error) {
    if (['ENOTEMPTY', 'EEXIST'].includes(systemCode(error) ?? '')) return false;
    throw error;
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
}

async function removeAbandonedDrafts(dataDir: string): Promise<void> {
  for (const name of await readdir(dataDir)) {
    const pid = /^cluster-draft-(\d+)-/.exec(name)?.[1];
    if (pid && !isRunning(Number(pid))) await rm(path.join(dataDir, name), { recursive: true, force: true });
  }
}

/** What a letter is: with `C`, pg_trgm knows none beyond ASCII, and a search for a Cyrillic word can't use an index. */
const CTYPE = 'C.UTF-8';

async function runInitdb(
  binaries: Binaries,
  folder: string,
  dataDir: string,
  user: ServerUser | undefined,
  sync: boolean,
  ctype: string,
): Promise<void> {
  const program = path.join(binaries.folder, 'bin', 'initdb');
  const options = ['--username=postgres', '--auth=scram-sha-256', '--pwfile=/dev/fd/3', '--no-instructions'];
  // The builtin C.UTF-8 sorts alike on every system and for ever: indexes survive a move to another machine.
  const builtin = ['--locale-provider=builtin', '--builtin-locale=C.UTF-8'];
  const locale = ['--encoding=UTF8', '--locale=C', `--lc-ctype=${ctype}`, ...builtin];
  const args = ['-D', folderArgument(folder, user), ...options, ...locale, ...(sync ? [] : ['--no-sync'])];
  // The password goes by an open file: its user may not be able to reach the file by name.
  const password = await open(path.join(dataDir, 'password'), 'r');
  let output = '';
  try {
    const child = spawn(program, args, {
      ...spawnOptions(folder, user),
      stdio: ['ignore', 'pipe', 'pipe', password.fd],
    });
    for (const stream of [child.stdout, child.stderr])
      stream?.on('data', (chunk: Buffer) => (output += chunk.toString()));
    const [status] = (await once(child, 'close').catch((error: unknown) => {
      throw explainSpawnError(program, error);
    })) as [number | null];
    if (status !== 0) throw explainOutput('initdb', output, dataDir);
  } finally {
    await password.close();
  }
}
