import type { ApolloServer, HTTPGraphQLRequest } from '@apollo/server';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { createHttpServer, mountApollo } from '../../service-kit/http';
import { registerCompression } from './compression';
import { createGatewayContext, type GatewayContext } from './context';
import { originCheck, registerCors } from './cors';
import { registerExplorer } from './explorer';
import { createFastLane } from './fast-lane/fast-lane';
import type { GatewayOptions, GatewayParts } from './gateway';
import { registerHealth } from './health';
import { registerMetrics } from './metrics';
import { registerProxyRoutes } from './proxy-routes';
import { registerSecurityHeaders } from './security-headers';
import { registerSubscriptions } from './subscriptions/subscriptions';

/** How long one request may take. */
export const DEADLINE_MS = 30_000;

/** Makes the HTTP server with all its routes; the order of the hooks matters. */
export async function createApp(
  options: GatewayOptions,
  server: ApolloServer<GatewayContext>,
  parts: GatewayParts,
): Promise<FastifyInstance> {
  const { log, trustProxy = false } = options;
  const { metrics, limits } = parts;
  const isDevelopment = options.environment === 'development';
  const app = createHttpServer({ log, trustProxy, limits: limits.http });
  registerMetrics(app, metrics); // first, so that it counts what the others refuse
  const isAllowedOrigin = originCheck(options.corsOrigins ?? [], isDevelopment);
  await registerCors(app, isAllowedOrigin);
  await registerSecurityHeaders(app, !isDevelopment);
  limits.register(app);
  await registerCompression(app);
  registerSubscriptions(app, {
    ...parts,
    ...{
      server,
      log,
      isAllowedOrigin,
      verifier: options.verifier,
      deadlineMs: options.deadlineMs ?? DEADLINE_MS,
    },
    refusalOf: limits.check,
    registry: metrics.registry,
    limits: options.subscriptions ?? {},
  });
  mountGraphql(app, options, server, parts);
  registerHealth(app, options.healthChecks ?? [], log, parts.details);
  registerProxyRoutes(app, options.proxyRoutes ?? [], log);
  for (const addRoutes of options.routes ?? []) addRoutes(app);
  if (isDevelopment) registerExplorer(app, options.firstQuery);
  return app;
}

function mountGraphql(
  app: FastifyInstance,
  { verifier, deadlineMs = DEADLINE_MS, fastLane = true }: GatewayOptions,
  server: ApolloServer<GatewayContext>,
  parts: GatewayParts,
): void {
  const { limits, persisted } = parts;
  const contextOf = (request: FastifyRequest) => createGatewayContext(request, verifier, deadlineMs);
  mountApollo(app, server, '/graphql', {
    async contextOf(request: FastifyRequest, asked: HTTPGraphQLRequest) {
      const context = await contextOf(request);
      persisted.admit(asked, context);
      return context;
    },
    refusalOf: limits.check,
    shortcut: fastLane ? createFastLane({ ...parts, contextOf }) : null,
  });
}
