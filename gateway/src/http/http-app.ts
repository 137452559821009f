import type { ApolloServer, HTTPGraphQLRequest } from '@apollo/server';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { createHttpServer, mountApollo } from '../../../service-kit/http/http';
import type { Lane } from '../../../service-kit/http/lane';
import { acceptReadAhead } from './read-ahead';
import { clientAddress } from '../../../service-kit/http/trust-proxy';
import { refuseKeysInUrls } from '../api-keys/keys-in-urls';
import { cookieSlotOf, registerCookieSessions } from '../cookie-sessions/cookie-requests';
import { registerCompression } from './compression';
import { createGatewayContext, type GatewayContext, type HttpRequest } from '../pipeline/context';
import { corsHeaders, originCheck, registerCors } from './cors';
import { registerExplorer } from './explorer';
import { createKnownDocumentsLane } from '../known-documents/lane';
import type { GatewayParts } from '../gateway-parts';
import type { GatewayOptions } from '../gateway-options';
import { registerHealth } from '../../../service-kit/http/health';
import { countRequests } from '../../../service-kit/telemetry/metrics-route';
import { recordRequest, registerMetrics } from '../telemetry/metrics';
import { telemetryAccess } from '../telemetry/telemetry-access';
import { registerProxyRoutes } from './proxy-routes';
import { registerSecurityHeaders } from './security-headers';
import { registerSubscriptions } from '../subscriptions/subscriptions';

/** How long one request may take. */
export const DEADLINE_MS = 30_000;

/** Makes the HTTP server with all its routes; the order of the hooks matters. */
export async function createApp(
  options: GatewayOptions,
  server: ApolloServer<GatewayContext>,
  parts: GatewayParts,
): Promise<FastifyInstance> {
  const { log, trustProxy = false, proxyHeader } = options;
  const { metrics, limits } = parts;
  const isDevelopment = options.environment === 'development';
  let lane: Lane | null = null;
  const app = createHttpServer({
    ...{ log, trustProxy, proxyHeader, limits: limits.http },
    lane: (request, response, usual) => (lane ? lane(request, response, usual) : usual(request, response)),
  });
  countRequests(app, (request) => recordRequest(metrics, request)); // first, so that it counts what the others refuse
  const { corsOrigins = [], cookieSessions } = options;
  const isAllowedOrigin = originCheck(corsOrigins, isDevelopment);
  if (cookieSessions) registerCookieSessions(app, cookieSessions, corsOrigins);
  await registerCors(app, isAllowedOrigin);
  const headers = await registerSecurityHeaders(app, !isDevelopment);
  limits.register(app);
  refuseKeysInUrls(app);
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
    addresses: limits.addresses,
    registry: metrics.registry,
    limits: options.subscriptions ?? {},
  });
  const contextOf = (request: HttpRequest) =>
    createGatewayContext(request, options.verifier, options.deadlineMs ?? DEADLINE_MS);
  mountGraphql(app, server, contextOf, parts);
  if (options.knownDocumentsLane ?? true) {
    acceptReadAhead(app);
    const addressOf = clientAddress(trustProxy, proxyHeader);
    const originHeaders = (origin: string | undefined) => corsHeaders(isAllowedOrigin, origin);
    const mayBeVerbatim = options.verbatimParts ?? true;
    lane = createKnownDocumentsLane(
      { ...parts, log, addressOf, contextOf, headers, corsHeaders: originHeaders, mayBeVerbatim },
      app,
    );
  }
  registerTelemetry(app, options, parts);
  registerProxyRoutes(app, options.proxyRoutes ?? [], log);
  for (const addRoutes of options.routes ?? []) addRoutes(app);
  if (isDevelopment) registerExplorer(app, options.explorer);
  return app;
}

/** What operators ask at the public port, as far as they may there. */
function registerTelemetry(app: FastifyInstance, options: GatewayOptions, parts: GatewayParts): void {
  const { log } = options;
  const { metrics, details } = parts;
  const access = telemetryAccess(options);
  registerMetrics(app, metrics, access);
  const maySee = (request: FastifyRequest) => access(request) === 'yes';
  registerHealth(app, options.healthChecks ?? [], log, { details, maySee, registry: metrics.registry });
}

/** Makes the server that shows everything to whoever reaches it. */
export function createOperationsApp(
  { log, healthChecks = [] }: GatewayOptions,
  { metrics, details }: GatewayParts,
): FastifyInstance {
  const app = createHttpServer({ log });
  registerMetrics(app, metrics, () => 'yes');
  registerHealth(app, healthChecks, log, { details });
  return app;
}

function mountGraphql(
  app: FastifyInstance,
  server: ApolloServer<GatewayContext>,
  contextOf: (request: FastifyRequest) => GatewayContext | Promise<GatewayContext>,
  { limits, persisted }: GatewayParts,
): void {
  mountApollo(app, server, '/graphql', {
    async contextOf(request: FastifyRequest, asked: HTTPGraphQLRequest) {
      const cookies = cookieSlotOf(request.raw);
      const made = await contextOf(request);
      const context = cookies ? { ...made, cookies } : made;
      persisted.admit(asked, context);
      return context;
    },
    refusalOf: limits.check,
  });
}
