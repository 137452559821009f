import { createServer, type RequestListener } from 'node:http';
import { closeServer, listenOnLoopback } from '../loopback';
import { requirePeer } from '../peers';
import type { ContenderSetup, RunningContender, StartContender } from './contender';

/** What is used of `@graphql-hive/gateway-runtime`. */
interface HiveRuntime {
  createGatewayRuntime(config: {
    supergraph: string;
    logging: boolean;
    unifiedGraphHandler?: unknown;
    propagateHeaders: {
      fromClientToSubgraphs(from: { request: Request }): Record<string, string | null>;
    };
  }): RequestListener & AsyncDisposable;
}

/** Hive Gateway as its documentation sets it up in a Node.js server, passing the token on. */
export const start: StartContender = (setup) => startHive(setup, {});

/** @param options.unifiedGraphHandler what plans and executes, instead of Hive Gateway's own stitching */
export async function startHive(
  { supergraphSdl }: ContenderSetup,
  options: { unifiedGraphHandler?: unknown },
): Promise<RunningContender> {
  const { createGatewayRuntime } = requirePeer<HiveRuntime>('@graphql-hive/gateway-runtime');
  const runtime = createGatewayRuntime({
    supergraph: supergraphSdl,
    logging: false,
    propagateHeaders: {
      fromClientToSubgraphs: ({ request }) => ({ authorization: request.headers.get('authorization') }),
    },
    ...options,
  });
  const server = createServer(runtime);
  return {
    url: await listenOnLoopback(server),
    async close() {
      await closeServer(server);
      await runtime[Symbol.asyncDispose]();
    },
  };
}
