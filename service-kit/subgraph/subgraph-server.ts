import { ApolloServer, type ApolloServerPlugin } from '@apollo/server';
import {
  ApolloServerPluginCacheControlDisabled,
  ApolloServerPluginInlineTraceDisabled,
  ApolloServerPluginLandingPageDisabled,
} from '@apollo/server/plugin/disabled';
import type { FastifyInstance } from 'fastify';
import { aboutRequest } from './about-request';
import { setAsked, type BaseContext } from './context';
import { askedBy } from '../data/asked';
import { registerProbes, type HealthCheck } from '../http/health';
import { createHttpServer, mountApollo, requestFacts } from '../http/http';
import type { Logger } from '../process/logger';
import { createMasking } from '../errors/masking';
import { arrivalOf, changeVersionOf, deadlineOf } from '../http/request-timeout';
import { countRequests, noteServed } from '../telemetry/metrics-route';
import { quiet } from '../process/quiet-logger';
import { createRequestBounds, MAX_POINTS, MAX_TOKENS, variableCheck } from './request-bounds';
import { createSpending } from './spending';
import type { Subgraph } from './subgraph';
import { serveStreams } from './subgraph-stream-server';
import { refusedByToken } from '../auth/token-refusal';

/** Tells a request's context what its operation asks for. */
const narrowReads: ApolloServerPlugin<object> = {
  requestDidStart: async () => ({
    async didResolveOperation({ contextValue, schema, document, operationName }) {
      setAsked(contextValue, askedBy(schema, document, operationName));
    },
  }),
};

/**
 * Serves one subgraph over HTTP: GraphQL at `/graphql`, its own routes, `/health*` and `/metrics`.
 * It trusts nothing but the token, which it verifies itself, so any Federation 2 router can stand in front.
 *
 * @param checks what its health tells besides its own database
 * @returns the server, ready to listen; closing it stops Apollo Server, not the subgraph
 */
export async function createSubgraphServer(
  subgraph: Subgraph,
  log: Logger,
  checks: readonly HealthCheck[] = [],
): Promise<FastifyInstance> {
  const masking = createMasking<Partial<Pick<BaseContext<unknown>, 'facts' | 'viewerOrNull'>>>({
    log: log.child({ subgraph: subgraph.name }),
    aboutOf: ({ facts, viewerOrNull }, operation) =>
      facts ? aboutRequest(facts, viewerOrNull, operation) : {},
    hideSuggestions: false, // its client is a router; what the public may see is the router's concern
  });
  const server = new ApolloServer<object>({
    schema: subgraph.schema,
    introspection: false, // routers use the committed supergraph or `_service`
    stopOnTerminationSignals: false,
    logger: quiet(log),
    includeStacktraceInErrorResponses: false,
    formatError: (formatted, error) => masking.formatError(formatted, error),
    parseOptions: { maxTokens: MAX_TOKENS },
    plugins: [
      masking.plugin,
      variableCheck,
      narrowReads,
      ApolloServerPluginCacheControlDisabled(),
      ApolloServerPluginInlineTraceDisabled(),
      ApolloServerPluginLandingPageDisabled(),
    ],
  });
  await server.start();
  // A subgraph is reached through our own gateway only, which says who the client is.
  const app = createHttpServer({ log, trustProxy: true });
  countRequests(app, noteServed());
  serveStreams(app, subgraph, log);
  mountApollo(app, server, '/graphql', {
    refusalOf: createRequestBounds(),
    async contextOf(request) {
      try {
        const told = { ...deadlineOf(request), ...arrivalOf(request), ...changeVersionOf(request) };
        const facts = { ...requestFacts(request), ...told };
        return await subgraph.createContext({ ...facts, spending: createSpending(MAX_POINTS) });
      } catch (error) {
        throw refusedByToken(error);
      }
    },
  });
  registerProbes(app, [{ name: 'postgres', check: () => subgraph.ready() }, ...checks], log);
  subgraph.routes?.(app);
  app.addHook('onClose', () => server.stop());
  return app;
}
