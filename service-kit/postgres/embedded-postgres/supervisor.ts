import { setTimeout as sleep } from 'node:timers/promises';

import type { Cluster } from './cluster';
import { EmbeddedPostgresError } from './embedded-postgres-error';
import { lookForServer, serves } from './pid-file';
import { stopServer, type Server } from './server';

/** What the application wants to be told about a server that ends by itself. */
export interface Supervision {
  /** The server has ended, or is being stopped by somebody else; it is started again. */
  onEnded(): void;
  /** It accepts connections again, at the same address. */
  onBack(detail: { ms: number }): void;
  /** It can't be started again. Nothing more is tried: the application should say so and end. */
  onLost(error: EmbeddedPostgresError): void;
}

/** A process that looks after the server. */
export interface Supervisor {
  /** Ends the supervision, after a restart that is under way; answers the server as it is now. */
  stop(): Promise<Server>;
}

/** Elsewhere than on Linux each look runs `ps`. */
const LOOK_EVERY_MS = process.platform === 'linux' ? 250 : 2_000;
/** A server that ends this often within the window is broken: to start it once more would only hide it. */
const MOST_RESTARTS = 5;
const WINDOW_MS = 60_000;

/**
 * Looks after a running server, and has it started again at the same port when it ends. A server that was told to shut down
 * by somebody else (`kill`, an operator's pg_ctl) is helped to its end first: it would wait for our connections for ever.
 *
 * @param restart starts or adopts a server on the cluster at this port
 */
export function supervise(
  cluster: Cluster,
  first: Server,
  restart: (port: number) => Promise<Server>,
  told: Supervision,
): Supervisor {
  const stopping = new AbortController();
  let server = first;
  const endedAt: number[] = [];

  async function look(): Promise<void> {
    while (!stopping.signal.aborted) {
      await sleep(LOOK_EVERY_MS, undefined, { ref: false, signal: stopping.signal }).catch(() => undefined);
      if (stopping.signal.aborted || (await isWell(cluster, server))) continue;
      await bringBack();
    }
  }

  async function bringBack(): Promise<void> {
    const begun = performance.now();
    told.onEnded();
    await stopServer(cluster, server.pid);
    for (;;) {
      endedAt.push(performance.now());
      const isLast = endedAt.filter((at) => at > performance.now() - WINDOW_MS).length > MOST_RESTARTS;
      if (isLast) throw endsTooOften(cluster);
      try {
        server = await restart(server.port);
        return told.onBack({ ms: Math.round(performance.now() - begun) });
      } catch (error) {
        // Killed again while it replayed its log, say. What else keeps it from starting, another try won't mend.
        if (!isKilledAgain(error) || stopping.signal.aborted) throw error;
      }
    }
  }

  const looking = look().catch((error: unknown) => {
    if (!stopping.signal.aborted) told.onLost(asLost(error, cluster));
  });
  return {
    async stop() {
      stopping.abort();
      await looking;
      return server;
    },
  };
}

/** Whether the server runs, and nobody has told it to shut down. */
async function isWell(cluster: Cluster, server: Server): Promise<boolean> {
  if (!serves(server.pid, cluster)) return false;
  const seen = await lookForServer(cluster).catch(() => undefined);
  return !(seen?.kind === 'live' && seen.pid === server.pid && seen.stopping);
}

const isKilledAgain = (error: unknown): boolean =>
  error instanceof EmbeddedPostgresError && error.code === 'START_FAILED' && error.saidNothing;

function endsTooOften(cluster: Cluster): EmbeddedPostgresError {
  const message =
    `The embedded PostgreSQL in ${cluster.folder} has ended more than ${MOST_RESTARTS} times within a minute; ` +
    `its log is in ${cluster.dataDir}/log. Start the product again when the reason is mended.`;
  return new EmbeddedPostgresError('START_FAILED', message);
}

function asLost(error: unknown, cluster: Cluster): EmbeddedPostgresError {
  if (error instanceof EmbeddedPostgresError) return error;
  const message = `The embedded PostgreSQL in ${cluster.folder} has ended and can't be started again: ${String(error)}`;
  return new EmbeddedPostgresError('START_FAILED', message, { cause: error });
}
