import { realpath } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { Client } from 'pg';

import { findBinaries, prepareBinaries, type Binaries } from './binaries';
import { registerClient } from './clients';
import { clusterFolder, makeDataFolder, openCluster, type Cluster } from './cluster';
import { EmbeddedPostgresError, systemCode, withFileErrors } from './embedded-postgres-error';
import { lookForServer, removeStalePidFile } from './pid-file';
import { launchServer, START_TIMEOUT_MS, stopServer, type Server } from './server';
import { chooseServerUser } from './server-user';
import { supervise, type Supervision } from './supervisor';

/** A running PostgreSQL that belongs to a data folder. */
export interface EmbeddedPostgres {
  /** Connection string of the superuser for the database `postgres`, on 127.0.0.1. */
  readonly url: string;
  /** Whether the server was there already: left by an application that was killed, or shared with one that runs. */
  readonly adopted: boolean;
  /**
   * Stops the server and waits until it is gone; while another living process uses it, leaves it to that one. Close
   * connections first: open transactions are rolled back. Calling it again does nothing.
   */
  stop(): Promise<void>;
}

/** Where the server lives and how it is run. */
export interface EmbeddedPostgresOptions {
  /** Folder of the server: cluster, password, logs. Made if missing. */
  readonly dataDir: string;
  /** PostgreSQL settings over the defaults, e.g. `{ fsync: 'off' }`. An adopted server keeps those it was started with. */
  readonly settings?: Record<string, string>;
  /** Told what happens, for the application's log. */
  readonly log?: (event: string, detail?: object) => void;
  /** Looks after the server while it is used: starts it again at the same address when it ends by itself. */
  readonly supervision?: Supervision;
}

/** How long a server that ended is tried to be started again at its port. */
const RESTART_TIMEOUT_MS = 10_000;

/**
 * Starts the PostgreSQL of the data folder, or adopts the one that already runs there.
 *
 * States of a data folder: empty → (initdb in a draft folder, rename) → stopped → (postgres) → running → stopped. A
 * `kill -9` of the application leaves it running: the next start adopts it. A `kill -9` of the server leaves a stale
 * `postmaster.pid` and perhaps children: the next start clears them away and PostgreSQL replays its log.
 *
 * The server listens on 127.0.0.1 only, on a free port, and asks for a password (scram). Started by root, it runs under an
 * unprivileged account.
 *
 * @throws EmbeddedPostgresError with a message that says what to mend
 */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const { settings = {}, log = () => {} } = options;
  const found = await findBinaries();
  const wanted = path.resolve(options.dataDir);
  const user = await withFileErrors(wanted, async () => chooseServerUser(clusterFolder(wanted)));
  await makeDataFolder(wanted, user);
  const dataDir = await realpath(wanted);
  const binaries = await prepareBinaries(found, user, dataDir, log);
  const cluster = await openCluster(binaries, dataDir, user, settings['fsync'] !== 'off', log);
  const client = await withFileErrors(dataDir, () => registerClient(dataDir));
  try {
    const open = (port: number, patienceMs: number) =>
      adoptOrLaunch(binaries, cluster, settings, log, { port, patienceMs });
    const { server, adopted } = await open(0, START_TIMEOUT_MS);
    const restart = async (port: number) => {
      const again = await open(port, RESTART_TIMEOUT_MS);
      if (again.server.port !== port) throw portChanged(cluster, port);
      return again.server;
    };
    const supervisor = options.supervision && supervise(cluster, server, restart, options.supervision);
    let stopping: Promise<void> | undefined;
    const stop = async () =>
      stopUnlessShared(cluster, (await supervisor?.stop()) ?? server, client.leave, log);
    return { url: urlOf(cluster, server.port), adopted, stop: () => (stopping ??= stop()) };
  } catch (error) {
    await client.leave();
    throw error;
  }
}

function urlOf(cluster: Cluster, port: number): string {
  return `postgresql://postgres:${encodeURIComponent(cluster.password)}@127.0.0.1:${port}/postgres`;
}

/**
 * @param where.port to start at; 0 is where the last server was killed (its other users know it there), else any
 * @param where.patienceMs how long it is tried
 */
async function adoptOrLaunch(
  binaries: Binaries,
  cluster: Cluster,
  settings: Record<string, string>,
  log: (event: string, detail?: object) => void,
  where: { port: number; patienceMs: number },
): Promise<{ server: Server; adopted: boolean }> {
  const begun = performance.now();
  const elapsed = () => Math.round(performance.now() - begun);
  let { port } = where;
  while (elapsed() < where.patienceMs) {
    const seen = await lookForServer(cluster);
    if (seen.kind === 'live') {
      if (await accepts(cluster, seen.port)) {
        log('embedded postgres: running server adopted', { pid: seen.pid, port: seen.port });
        return { server: seen, adopted: true };
      }
    } else {
      if (seen.kind === 'stale') {
        await removeStalePidFile(cluster, seen.text);
        port ||= seen.port;
        log('embedded postgres: the last server was killed, its pid file is removed', {
          folder: cluster.folder,
        });
      }
      const server = await withFileErrors(cluster.dataDir, () =>
        launchServer(binaries, cluster, settings, port),
      );
      if (server) {
        log('embedded postgres: started', { ...server, ms: elapsed() });
        return { server, adopted: false };
      }
      ({ port } = where); // another program may have taken the killed server's
    }
    await sleep(50);
  }
  const message = where.port
    ? `The embedded PostgreSQL in ${cluster.folder} has ended and does not start again at port ${where.port} ` +
      `(is that port taken by another program?); its log is in ${cluster.dataDir}/log. Start the product again.`
    : `The embedded PostgreSQL in ${cluster.folder} neither starts nor stops; its log is in ${cluster.dataDir}/log.`;
  throw new EmbeddedPostgresError('START_FAILED', message);
}

function portChanged(cluster: Cluster, port: number): EmbeddedPostgresError {
  const message =
    `The embedded PostgreSQL in ${cluster.folder} has ended, and another process has started it at another port ` +
    `than ${port}. Start the product again.`;
  return new EmbeddedPostgresError('START_FAILED', message);
}

/** Whether the server lets us in; false while it starts or stops. */
async function accepts(cluster: Cluster, port: number): Promise<boolean> {
  const client = new Client({ connectionString: urlOf(cluster, port), connectionTimeoutMillis: 5_000 });
  // A server that is stopped at this moment ends the connection; without a listener that would end the application.
  client.on('error', () => {});
  try {
    await client.connect();
    return true;
  } catch (error) {
    if (systemCode(error) !== '28P01') return false;
    const message =
      `The embedded PostgreSQL that runs on ${cluster.folder} refuses the password in ${cluster.dataDir}/password: ` +
      'restore that file, or stop the server and move the folder away to begin with an empty database.';
    throw new EmbeddedPostgresError('WRONG_PASSWORD', message, { cause: error });
  } finally {
    await client.end().catch(() => {});
  }
}

async function stopUnlessShared(
  cluster: Cluster,
  server: Server,
  leave: () => Promise<number[]>,
  log: (event: string, detail?: object) => void,
): Promise<void> {
  const others = await leave();
  if (others.length > 0) {
    log('embedded postgres: left running for another process', { pid: server.pid, usedBy: others });
    return;
  }
  const begun = performance.now();
  await stopServer(cluster, server.pid);
  log('embedded postgres: stopped', { pid: server.pid, ms: Math.round(performance.now() - begun) });
}
