import type { GraphQLFormattedError } from 'graphql';
import { createGateway, type Gateway } from '../gateway/src/gateway';
import type { GatewayOptions } from '../gateway/src/gateway-options';
import { newId } from '../service-kit/data/ids';
import { silentLogger } from '../service-kit/process/logger';
import { createGuardedGraph, guardedSupergraph, type GuardedGraph } from './guarded-graph';
import type { Held } from './guarded-oracle';
import { NO_RATES } from './tiny-gateway';
import { createTestTokens } from './tokens';

export interface GuardedAnswer {
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- a test looks into answers of every shape
  data: any;
  errors: GraphQLFormattedError[];
  /** The documents that reached subgraphs for it. */
  fetched: GuardedGraph['fetched'];
  text: string;
}

export interface GuardedGateway {
  readonly gateway: Gateway;
  readonly graph: GuardedGraph;
  /** Posts an operation as someone who holds these permissions; null is nobody. */
  ask(query: string, held: Held, variables?: object): Promise<GuardedAnswer>;
}

const WIDE = { height: Infinity, rootFields: Infinity, aliases: Infinity, fragmentSpreads: Infinity };

/** The gateway over the guarded graph, without HTTP. */
export async function startGuardedGateway(options: Partial<GatewayOptions> = {}): Promise<GuardedGateway> {
  const tokens = createTestTokens();
  const graph = createGuardedGraph();
  const gateway = await createGateway({
    supergraph: guardedSupergraph(),
    verifier: tokens.verifier,
    log: silentLogger(),
    environment: 'development',
    transports: graph.transports,
    limits: { rates: NO_RATES, document: WIDE, cost: { max: 0 } }, // random operations are wide
    ...options,
  });
  const someone = { userId: newId(), orgId: newId(), sessionId: newId(), role: 'any', permissionsVersion: 1 };
  return {
    gateway,
    graph,
    async ask(query, held, variables) {
      graph.fetched.length = 0;
      const headers = held
        ? { authorization: `Bearer ${tokens.sign({ ...someone, permissions: held })}` }
        : {};
      const response = await gateway.app.inject({
        method: 'POST',
        url: '/graphql',
        payload: { query, variables },
        headers,
      });
      const { data, errors = [] } = response.json<{ data?: unknown; errors?: GraphQLFormattedError[] }>();
      return { data, errors, fetched: [...graph.fetched], text: response.body };
    },
  };
}
