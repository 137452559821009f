import { readFileSync, statSync } from 'node:fs';
import { lchown, readdir } from 'node:fs/promises';
import path from 'node:path';

import { EmbeddedPostgresError } from './embedded-postgres-error';

/** The unprivileged account the server runs under when the application runs as root: PostgreSQL refuses to be root. */
export interface ServerUser {
  readonly uid: number;
  readonly gid: number;
}

/** Accounts to drop to, best first: PostgreSQL's own one (Linux, macOS), else the account meant for owning nothing. */
const CANDIDATES = ['postgres', '_postgres', 'nobody'];

/** Reads the accounts of a passwd file. initdb refuses a user id without a name, so only accounts in there will do. */
function accountsIn(passwd: string): Map<string, ServerUser> {
  const accounts = new Map<string, ServerUser>();
  for (const line of passwd.split('\n')) {
    const [name, , uid, gid] = line.split(':');
    const user = { uid: Number(uid), gid: Number(gid) };
    if (name && user.uid > 0 && user.gid > 0) accounts.set(name, user);
  }
  return accounts;
}

function ownerOf(folder: string): ServerUser | undefined {
  const stat = statSync(folder, { throwIfNoEntry: false });
  return stat && stat.uid !== 0 ? { uid: stat.uid, gid: stat.gid } : undefined;
}

/**
 * Chooses the account for the server: the owner of an existing cluster, else a system account.
 *
 * @param clusterFolder the folder of the cluster, which need not exist
 * @returns undefined when the application is not root: then the server runs as the same user
 * @throws EmbeddedPostgresError (NO_SERVER_USER) when root has nobody to drop to, (NOT_WRITABLE) when the cluster
 *   belongs to another user and we are not root
 */
export function chooseServerUser(clusterFolder: string): ServerUser | undefined {
  const owner = ownerOf(clusterFolder);
  const self = process.getuid?.();
  if (self !== 0) {
    const stat = statSync(clusterFolder, { throwIfNoEntry: false });
    if (!stat || stat.uid === self) return undefined;
    const message =
      `The embedded PostgreSQL in ${clusterFolder} belongs to user id ${stat.uid}, the application runs as ${self}. ` +
      `Start it as that user (or root), or give the folder to this one (chown -R), or set DATA_DIR to another folder.`;
    throw new EmbeddedPostgresError('NOT_WRITABLE', message);
  }
  if (owner) return owner;
  const accounts = accountsIn(readFileSync('/etc/passwd', 'utf8'));
  const user = CANDIDATES.map((name) => accounts.get(name)).find((found) => found !== undefined);
  if (user) return user;
  const message =
    `PostgreSQL refuses to run as root, and none of the accounts ${CANDIDATES.join(', ')} exists to run it under. ` +
    'Start the application as an ordinary user, or set DATABASE_URL to a PostgreSQL server.';
  throw new EmbeddedPostgresError('NO_SERVER_USER', message);
}

/**
 * Whether `user` may pass through `folder` and all folders above it (say, not through /root with mode 0700).
 * Goes by the mode bits alone.
 */
export function canReach(folder: string, user: ServerUser): boolean {
  const { mode, uid, gid } = statSync(folder);
  const shift = uid === user.uid ? 6 : gid === user.gid ? 3 : 0;
  if (((mode >> shift) & 1) === 0) return false;
  const parent = path.dirname(folder);
  return parent === folder || canReach(parent, user);
}

/** Gives a folder and all in it to `user`. Links are not followed. */
export async function giveTo(user: ServerUser, folder: string): Promise<void> {
  await lchown(folder, user.uid, user.gid);
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const child = path.join(folder, entry.name);
    if (entry.isDirectory()) await giveTo(user, child);
    else await lchown(child, user.uid, user.gid);
  }
}
