import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, open, readFile, readdir, rm } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import type { Binaries } from './binaries';
import { folderArgument, spawnOptions, type Cluster } from './cluster';
import { EmbeddedPostgresError, explainOutput, explainSpawnError } from './embedded-postgres-error';
import { lookForServer, serves } from './pid-file';
import { describeProcess, processesWith, signal } from './processes';
import { settingArguments } from './settings';

/** A server that accepts connections. */
export interface Server {
  readonly pid: number;
  readonly port: number;
}

/** Replaying the log after a crash takes seconds, on a slow disk more. */
export const START_TIMEOUT_MS = 120_000;
const FAST_STOP_MS = 20_000;
const IMMEDIATE_STOP_MS = 5_000;
const POLL_MS = 5;
const KEPT_LOGS = 5;

/**
 * Starts a server on the cluster and waits until it accepts connections.
 *
 * @param wantedPort of 127.0.0.1; 0 is any free one
 * @returns undefined when something has the folder or the port just now (a start by another process, remains of a killed
 *   server): look again, then try again
 * @throws EmbeddedPostgresError when the server gives up for another reason
 */
export async function launchServer(
  binaries: Binaries,
  cluster: Cluster,
  settings: Readonly<Record<string, string>>,
  wantedPort = 0,
): Promise<Server | undefined> {
  const program = path.join(binaries.folder, 'bin', 'postgres');
  const port = wantedPort || (await freePort());
  const where = ['-D', folderArgument(cluster.folder, cluster.user), '-p', String(port)];
  const logFile = await nextLogFile(cluster.dataDir);
  const log = await open(logFile, 'a', 0o600);
  const child = spawn(program, [...where, ...settingArguments(settings, cluster.marker)], {
    ...spawnOptions(cluster.folder, cluster.user),
    stdio: ['ignore', log.fd, log.fd],
  });
  // The server outlives the application (kill -9), so the application does not wait for it.
  child.unref();
  await spawned(child, program).finally(() => log.close());
  if (await becameReady(cluster, child)) return { pid: child.pid ?? 0, port };
  const output = await readFile(logFile, 'utf8');
  if (/pre-existing shared memory block/.test(output)) killOrphans(cluster);
  else if (!/lock file ".*" (already exists|is empty)|could not bind|Address already in use/.test(output)) {
    throw explainOutput('postgres', output, cluster.dataDir);
  }
  return undefined;
}

/**
 * Stops the server: fast (open transactions are rolled back, a checkpoint is written), and if that does not help at once
 * (the next start then replays the log).
 *
 * @throws EmbeddedPostgresError (START_FAILED) when the server cannot be stopped
 */
export async function stopServer(cluster: Cluster, pid: number): Promise<void> {
  for (const [name, patience] of [
    ['SIGINT', FAST_STOP_MS],
    ['SIGQUIT', IMMEDIATE_STOP_MS],
    ['SIGKILL', IMMEDIATE_STOP_MS],
  ] as const) {
    // It may have crashed, and something else may have got its pid.
    if (serves(pid, cluster)) signal(pid, name);
    if (await isGoneWithin(cluster, pid, patience)) {
      killOrphans(cluster);
      return;
    }
  }
  throw new EmbeddedPostgresError('START_FAILED', `The embedded PostgreSQL (process ${pid}) does not stop.`);
}

async function isGoneWithin(cluster: Cluster, pid: number, patience: number): Promise<boolean> {
  const deadline = performance.now() + patience;
  // A process that is just ending has no command line any more, but may still hold the port.
  while (serves(pid, cluster) || describeProcess(pid)?.command === '') {
    if (performance.now() > deadline) return false;
    await sleep(POLL_MS);
  }
  return true;
}

/** A killed server's children may work on for a while, and hold its shared memory: the folder is theirs until they end. */
function killOrphans(cluster: Cluster): void {
  for (const pid of processesWith(`postgres: ${cluster.marker}:`)) signal(pid, 'SIGQUIT');
}

function spawned(child: ChildProcess, program: string): Promise<void> {
  return new Promise((resolve, reject) => {
    child.once('spawn', resolve);
    child.once('error', (error) => reject(explainSpawnError(program, error)));
  });
}

/** Waits until the server says in its pid file that it is ready; false if it ended instead. */
async function becameReady(cluster: Cluster, child: ChildProcess): Promise<boolean> {
  const deadline = performance.now() + START_TIMEOUT_MS;
  while (child.exitCode === null && child.signalCode === null) {
    const seen = await lookForServer(cluster);
    if (seen.kind === 'live' && seen.pid === child.pid && seen.ready) return true;
    if (performance.now() > deadline) {
      child.kill('SIGQUIT');
      const message = `The embedded PostgreSQL was not ready within ${START_TIMEOUT_MS / 1000} s; its log is in ${cluster.dataDir}/log.`;
      throw new EmbeddedPostgresError('START_FAILED', message);
    }
    await sleep(POLL_MS);
  }
  return false;
}

/** A port of 127.0.0.1 that is free now. If another program takes it before the server does, the start is tried again. */
async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((resolve, reject) => {
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', resolve);
  });
  const { port } = probe.address() as AddressInfo;
  await new Promise((resolve) => probe.close(resolve));
  return port;
}

/** One log file for each start, so that a start reads no other's messages; the last few are kept. */
async function nextLogFile(dataDir: string): Promise<string> {
  const folder = path.join(dataDir, 'log');
  if (!existsSync(folder)) await mkdir(folder, { recursive: true, mode: 0o700 });
  const old = (await readdir(folder)).sort().slice(0, -(KEPT_LOGS - 1));
  await Promise.all(old.map((name) => rm(path.join(folder, name), { force: true })));
  const time = new Date().toISOString().replaceAll(/[:.]/g, '-');
  return path.join(folder, `postgres-${time}-${process.pid}.log`);
}
