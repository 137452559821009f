import { link, readFile, rename, rm } from 'node:fs/promises';
import path from 'node:path';

import type { Cluster } from './cluster';
import { systemCode } from './embedded-postgres-error';
import { describeProcess } from './processes';

/**
 * What `postmaster.pid` in the cluster tells:
 * - `none`: no server has it open, the last one stopped cleanly;
 * - `live`: the process named there is a server on this very folder;
 * - `stale`: that process is dead, a zombie, or something else that got the same pid.
 */
export type Sighting =
  | { readonly kind: 'none' }
  | {
      readonly kind: 'live';
      readonly pid: number;
      readonly port: number;
      readonly ready: boolean;
      /** Told to shut down: it waits for its clients to leave, and lets no new ones in. */
      readonly stopping: boolean;
    }
  | { readonly kind: 'stale'; readonly text: string; readonly port: number };

const pidFile = (cluster: Cluster) => path.join(cluster.folder, 'postmaster.pid');

/** Whether the process is a server on this very folder. */
export function serves(pid: number, cluster: Cluster): boolean {
  const command = pid > 0 ? describeProcess(pid)?.command : undefined;
  return command !== undefined && command.split(' ').includes(`cluster_name=${cluster.marker}`);
}

/** Looks whether a server has the cluster open. */
export async function lookForServer(cluster: Cluster): Promise<Sighting> {
  let text: string;
  try {
    text = await readFile(pidFile(cluster), 'utf8');
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return { kind: 'none' };
    throw error;
  }
  // Lines: pid, data directory, start, port, socket directory, address, shared memory, state.
  const lines = text.split('\n');
  const pid = Number(lines[0]);
  const port = Number(lines[3]) || 0;
  if (!serves(pid, cluster)) return { kind: 'stale', text, port };
  const state = lines[7]?.trim();
  return { kind: 'live', pid, port, ready: state === 'ready', stopping: state === 'stopping' };
}

/**
 * Removes a stale `postmaster.pid`, which would make PostgreSQL refuse to start while its pid is taken. It is moved away
 * before it is removed: if it changed in between, a server has just been started, and it gets its file back.
 */
export async function removeStalePidFile(cluster: Cluster, text: string): Promise<void> {
  const file = pidFile(cluster);
  const aside = `${file}.stale-${process.pid}`;
  try {
    await rename(file, aside);
    if ((await readFile(aside, 'utf8')) !== text) await link(aside, file);
  } catch (error) {
    if (!['ENOENT', 'EEXIST'].includes(systemCode(error) ?? '')) throw error;
  }
  await rm(aside, { force: true });
}
