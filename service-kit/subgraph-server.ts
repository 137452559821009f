import { ApolloServer } from '@apollo/server';
import {
  ApolloServerPluginCacheControlDisabled,
  ApolloServerPluginLandingPageDisabled,
} from '@apollo/server/plugin/disabled';
import type { FastifyInstance } from 'fastify';
import { formatErrorWith } from './errors';
import { createHttpServer, mountApollo, requestFacts } from './http';
import type { Logger } from './logger';
import type { Subgraph } from './subgraph';

/**
 * Serves one subgraph over HTTP: GraphQL at `/graphql`, its own routes, `/health/live` and `/health/ready`.
 * It trusts nothing but the token, which it verifies itself, so any Federation 2 router can stand in front.
 *
 * @returns the server, ready to listen; closing it stops Apollo Server, not the subgraph
 */
export async function createSubgraphServer(subgraph: Subgraph, log: Logger): Promise<FastifyInstance> {
  const server = new ApolloServer<object>({
    schema: subgraph.schema,
    introspection: false, // routers use the committed supergraph or `_service`
    stopOnTerminationSignals: false,
    formatError: formatErrorWith({ report: (error) => log.error({ err: error }, 'fault masked') }),
    plugins: [ApolloServerPluginCacheControlDisabled(), ApolloServerPluginLandingPageDisabled()],
  });
  await server.start();
  // A subgraph is reached through our own gateway only, which says who the client is.
  const app = createHttpServer({ log, trustProxy: true });
  mountApollo(app, server, '/graphql', (request) => subgraph.createContext(requestFacts(request)));
  app.get('/health/live', async () => ({ status: 'ok' }));
  app.get('/health/ready', async (_request, reply) => {
    try {
      await subgraph.ready();
      return { status: 'ok' };
    } catch (error) {
      log.warn({ err: error }, 'not ready');
      return reply.code(503).send({ status: 'unavailable' });
    }
  });
  subgraph.routes?.(app);
  app.addHook('onClose', () => server.stop());
  return app;
}
