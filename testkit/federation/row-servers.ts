import fastify, { type FastifyInstance } from 'fastify';
import type { SubgraphOperation } from '../../service-kit/subgraph/subgraph';
import { openFederatedGraph, type FederatedGraph, type GraphDefinition } from './federated-graph';
import { createRowSubgraph } from './row-subgraph';

export interface RowServers {
  /** With the servers' addresses in its supergraph. */
  readonly graph: FederatedGraph;
  close(): Promise<void>;
}

/** Serves each subgraph of a definition over HTTP, all on one copy of the data. */
export async function startRowServers(definition: GraphDefinition): Promise<RowServers> {
  const graph = openFederatedGraph(definition);
  const world = graph.createWorld();
  const servers: FastifyInstance[] = [];
  const urls: Record<string, string> = {};
  for (const name of Object.keys(definition.subgraphs)) {
    const execute = createRowSubgraph(graph, name, () => world);
    const server = fastify();
    server.post('/graphql', (request) => execute(request.body as SubgraphOperation));
    servers.push(server);
    urls[name] = `${await server.listen({ host: '127.0.0.1', port: 0 })}/graphql`;
  }
  return {
    graph: openFederatedGraph(definition, urls),
    async close() {
      await Promise.all(servers.map((server) => server.close()));
    },
  };
}
