import type { Server } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import type { FastifyInstance } from 'fastify';
import { withApiKeys } from './api-keys/api-keys';
import type { GatewayOptions } from './gateway-options';
import { openParts } from './gateway-parts';
import type { ReloadOutcome } from './graphs/reloader';
import { createApolloServer } from './http/apollo-server';
import { createApp, createOperationsApp, DEADLINE_MS } from './http/http-app';
import type { Supergraph } from './supergraph/supergraph';

export interface Gateway {
  /** Listen with `listen` of service-kit/http/http.ts, or `inject` in tests. */
  readonly app: FastifyInstance;
  /** `/metrics` and `/health` with all details, for a listener of its own that the public can't reach. */
  readonly operations: FastifyInstance;
  /**
   * Serves another supergraph from now on, without failing a request; one that can't be served changes nothing.
   *
   * @param read reads it; what it throws is logged and counted, as what is wrong with the supergraph is
   */
  reload(read: () => Supergraph): Promise<ReloadOutcome>;
  /** Stops accepting, answers what is in flight, then closes everything this gateway made. Resolves when done. */
  close(): Promise<void>;
}

/** Over the deadline, so that what is in flight at a stop still gets its answer. */
const STOP_GRACE_MS = 2_000;

/**
 * Makes the gateway: everything but the listening socket.
 *
 * @throws SupergraphError for a supergraph that can't be built
 * @throws ConfigError for an unknown executor or subgraph, an address that is none, a CORS entry that is no origin, or a
 *   manifest that can't be used
 */
export async function createGateway(given: GatewayOptions): Promise<Gateway> {
  const { verifier, exchangeKey } = given;
  const options = exchangeKey ? { ...given, verifier: withApiKeys(verifier, exchangeKey) } : given;
  const stack: (() => unknown)[] = [];
  const opened = <T>(part: T, close: (part: T) => unknown): T => {
    stack.push(() => close(part));
    return part;
  };
  const closeAll = async () => {
    for (const close of stack.toReversed()) await close();
  };
  try {
    const parts = await openParts(options, opened);
    const server = createApolloServer(options, parts);
    await server.start();
    opened(server, (started) => started.stop());
    const app = await createApp(options, server, parts);
    const { drainMs = 0 } = options;
    if (drainMs > 0) app.addHook('preClose', () => untilClientsLeft(app.server, drainMs));
    const operations = opened(createOperationsApp(options, parts), (open) => open.close());
    return { app, operations, reload: parts.reload, close: stopOnce(options, app, closeAll) };
  } catch (error) {
    await closeAll();
    throw error;
  }
}

const LOOK_MS = 20;

/** Waits until no client is connected any more, or the time is over. */
async function untilClientsLeft(server: Server, ms: number): Promise<void> {
  const count = promisify(server.getConnections.bind(server));
  const until = performance.now() + ms;
  while (performance.now() < until && (await count()) > 0) await sleep(LOOK_MS);
}

/** Answers what is in flight, then closes all parts, the last opened first. */
function stopOnce(
  { deadlineMs = DEADLINE_MS, stopTimeoutMs = deadlineMs + STOP_GRACE_MS }: GatewayOptions,
  app: FastifyInstance,
  closeAll: () => Promise<void>,
): () => Promise<void> {
  let stopped: Promise<void> | null = null;
  async function stop() {
    const timer = setTimeout(() => app.server.closeAllConnections(), stopTimeoutMs);
    try {
      await app.close();
    } finally {
      clearTimeout(timer);
    }
    await closeAll();
  }
  return () => (stopped ??= stop());
}
