import type { FastifyInstance } from 'fastify';
import type { GraphQLFormattedError } from 'graphql';
import { createGateway, type Gateway } from '../gateway/src/gateway';
import type { GatewayOptions } from '../gateway/src/gateway-options';
import { loadSupergraph } from '../gateway/src/supergraph/supergraph';
import type { SubgraphTransport } from '../gateway/src/sources/transports';
import { silentLogger } from '../service-kit/process/logger';
import { createExecutor } from '../service-kit/subgraph/subgraph';
import { createStreamer } from '../service-kit/subgraph/subgraph-stream';
import { createSubgraphServer } from '../service-kit/subgraph/subgraph-server';
import { createTinyGraph, tinySupergraph, type TinyGraph } from './tiny-graph';
import { createTestTokens, viewerWith, type TestTokens } from './tokens';

export type TransportKind = SubgraphTransport['kind'];

export interface TinyAnswer {
  status: number;
  headers: Record<string, unknown>;
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- a test looks into answers of every shape
  data: any;
  errors: GraphQLFormattedError[];
  /** The body as it came. */
  text: string;
}

export interface TinyGateway {
  readonly gateway: Gateway;
  readonly graph: TinyGraph;
  /** How its subgraphs are reached, for other gateways over them. */
  readonly transports: Readonly<Record<string, SubgraphTransport>>;
  readonly tokens: TestTokens;
  /** Headers with a token of a role; `owner` when none is named. */
  as(role?: Parameters<typeof viewerWith>[0]): Record<string, string>;
  /** Posts an operation. */
  ask(query: string, options?: { variables?: object; headers?: Record<string, string> }): Promise<TinyAnswer>;
  close(): Promise<void>;
}

/** Rates without limits. */
export const NO_RATES = { perAddressPerMinute: 0, perUserPerHour: 0, points: 0 };

/**
 * The gateway over the tiny graph.
 *
 * @param kind how the subgraphs are reached; `http` starts two servers
 * @param options over the defaults: development, silent, no checks
 */
export async function startTinyGateway(
  kind: TransportKind,
  options: Partial<GatewayOptions> = {},
): Promise<TinyGateway> {
  const tokens = createTestTokens();
  const graph = createTinyGraph(tokens.verifier);
  const servers: FastifyInstance[] = [];
  const transports: Record<string, SubgraphTransport> = {};
  for (const subgraph of [graph.crm, graph.estimates]) {
    if (kind === 'http') {
      const server = await createSubgraphServer(subgraph, silentLogger());
      servers.push(server);
      transports[subgraph.name] = { kind, url: `${await server.listen({ port: 0 })}/graphql` };
    } else {
      const execute = createExecutor(subgraph, silentLogger());
      transports[subgraph.name] = { kind, execute, subscribe: createStreamer(subgraph, silentLogger()) };
    }
  }
  const gateway = await createGateway({
    supergraph: loadSupergraph(tinySupergraph(), 'tiny'),
    verifier: tokens.verifier,
    log: silentLogger(),
    environment: 'development',
    limits: { rates: NO_RATES }, // tests ask hundreds of times from one address; those of rates say their own
    ...options,
    transports: { ...transports, ...options.transports },
  });
  return {
    gateway,
    graph,
    transports,
    tokens,
    as: (role = 'owner') => ({ authorization: `Bearer ${tokens.sign(viewerWith(role))}` }),
    ask: (query, { variables, headers } = {}) => ask(gateway, { query, variables }, headers),
    async close() {
      graph.release();
      await gateway.close();
      await Promise.all(servers.map((server) => server.close()));
    },
  };
}

async function ask(
  gateway: Gateway,
  payload: object,
  headers: Record<string, string> = {},
): Promise<TinyAnswer> {
  const response = await gateway.app.inject({ method: 'POST', url: '/graphql', payload, headers });
  const body = response.json<{ data?: unknown; errors?: GraphQLFormattedError[] }>();
  return {
    status: response.statusCode,
    headers: response.headers,
    data: body.data,
    errors: body.errors ?? [],
    text: response.body,
  };
}
