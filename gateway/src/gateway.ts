import { ApolloServer } from '@apollo/server';
import {
  ApolloServerPluginCacheControlDisabled,
  ApolloServerPluginInlineTraceDisabled,
  ApolloServerPluginLandingPageDisabled,
  ApolloServerPluginSchemaReportingDisabled,
  ApolloServerPluginUsageReportingDisabled,
} from '@apollo/server/plugin/disabled';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { Registry } from 'prom-client';
import { createHttpServer, mountApollo, type TrustProxy } from '../../service-kit/http';
import type { Logger } from '../../service-kit/logger';
import type { TokenVerifier } from '../../service-kit/viewer';
import { authorization } from './authorization/authorization';
import { policiesFromPermissions, type PolicyEvaluator } from './authorization/policies';
import { registerCompression } from './compression';
import { createGatewayContext, type GatewayContext } from './context';
import { originCheck, registerCors } from './cors';
import { createGraphSwitch, type GraphSwitch } from './apollo-seam';
import { registerExplorer } from './explorer';
import { registerHealth, type HealthCheck } from './health';
import { createMemoryStore } from './idempotency/memory-store';
import { idempotency } from './idempotency/stage';
import type { IdempotencyStore } from './idempotency/store';
import type { GivenLimits } from './limits/limits';
import { openLimits, type OpenLimits } from './limits/open-limits';
import { createMasking, type Masking } from '../../service-kit/masking';
import { createMetrics, registerMetrics, type GatewayMetrics } from './metrics';
import { operationChoice } from './operation-choice';
import { operationMetrics } from './operation-metrics';
import { registerProxyRoutes, type ProxyRoute } from './proxy-routes';
import { quiet } from '../../service-kit/quiet-logger';
import { registerSecurityHeaders } from './security-headers';
import { openGraph, type StageFactory } from './served-graph';
import type { Supergraph } from './supergraph';
import type { SubscriptionLimits } from './subscriptions/limits';
import { registerSubscriptions } from './subscriptions/subscriptions';
import { createSources, type SubgraphTransport } from './transports';

export interface GatewayOptions {
  /** From `readSupergraph`. */
  supergraph: Supergraph;
  /** How to reach subgraphs, by name; one that is not named is reached by HTTP at its address in the supergraph. */
  transports: Readonly<Record<string, SubgraphTransport>>;
  verifier: TokenVerifier;
  log: Logger;
  /** Development adds introspection, the explorer pages, suggestions in errors, and CORS for Sandbox and local pages. */
  environment: 'development' | 'production';
  /** What the explorer shows at first. */
  firstQuery?: string;
  /** Exact origins whose pages may read answers, besides those. None by default. */
  corsOrigins?: readonly string[];
  /** Whether `__schema` may be asked; by default in development only. */
  introspection?: boolean;
  /** What `/health/ready` depends on. */
  healthChecks?: readonly HealthCheck[];
  /** `GATEWAY_EXECUTOR`; `compiled` by default. */
  executor?: string;
  /** Decides what `@policy` demands; by default a policy holds for those with the permission of the same name. */
  policies?: PolicyEvaluator;
  /** How long one request may take, in ms; a subgraph that has not answered by then counts as failed. 30,000 by default. */
  deadlineMs?: number;
  /** What requests may take (docs/limits.md); what is left out is as in production. */
  limits?: GivenLimits;
  /** `REDIS_URL`: where rates are counted for all processes together; each counts its own without. */
  redisUrl?: string;
  /** The largest answer of a subgraph over HTTP, in bytes; 16 MB by default. */
  maxSubgraphAnswerBytes?: number;
  /** Whose `X-Forwarded-For` tells the client's address: only proxies of one's own; nobody's by default. */
  trustProxy?: TrustProxy;
  /** How much of subscriptions and sockets one client may have, over the defaults. */
  subscriptions?: Partial<SubscriptionLimits>;
  /** Other routes of this process: `subgraph.routes`, when subgraphs run in it. */
  routes?: readonly ((app: FastifyInstance) => void)[];
  /** Paths passed on to subgraphs that run by themselves. */
  proxyRoutes?: readonly ProxyRoute[];
  /** Where `Idempotency-Key`s are remembered; this process's memory by default. */
  idempotencyStore?: IdempotencyStore;
  /** Where metrics are collected, the process's own among them; give one to add others to it. */
  metrics?: Registry;
  /** How long `close` waits for requests in flight, in ms, before it cuts them off; a little over the deadline by default. */
  stopTimeoutMs?: number;
}

export interface Gateway {
  /** Listen with `listen` of service-kit/http.ts, or `inject` in tests. */
  readonly app: FastifyInstance;
  /** Stops accepting, answers what is in flight, then closes everything this gateway made. Resolves when done. */
  close(): Promise<void>;
}

const DEADLINE_MS = 30_000;
/** Over the deadline, so that what is in flight at a stop still gets its answer. */
const STOP_GRACE_MS = 2_000;

/**
 * Makes the gateway: everything but the listening socket.
 *
 * @throws SupergraphError for a supergraph that can't be built
 * @throws ConfigError for an unknown executor or subgraph, an address that is none, or a CORS entry that is no origin
 */
export async function createGateway(options: GatewayOptions): Promise<Gateway> {
  const metrics = createMetrics(options.metrics ?? new Registry());
  const { supergraph, executor = 'compiled', log } = options;
  const limits = openLimits(options, metrics);
  const sources = createSources(options, metrics);
  const stages = stagesOf(options, limits);
  const graphs = createGraphSwitch(await openGraph({ supergraph, sources, executor, stages, log }));
  const masking = createGatewayMasking(options);
  const server = createApolloServer(options, graphs, { metrics, limits, masking });
  try {
    await server.start();
    const app = await createApp(options, server, { metrics, limits, masking });
    return { app, close: stopOnce(options, app, server, graphs, limits) };
  } catch (error) {
    await server.stop().catch(() => undefined); // it refuses to stop when it never started
    await graphs.close();
    await limits.close();
    throw error;
  }
}

interface GatewayParts {
  metrics: GatewayMetrics;
  limits: OpenLimits;
  masking: Masking<GatewayContext>;
}

/** What every operation passes on its way to the engine, outermost first. */
const stagesOf = (options: GatewayOptions, limits: OpenLimits): StageFactory[] => [
  ...limits.stages,
  idempotency(options.idempotencyStore ?? createMemoryStore()),
  authorization(options.policies ?? policiesFromPermissions), // innermost: what stands before works with the client's own operation
];

const createGatewayMasking = ({ log, environment }: GatewayOptions): Masking<GatewayContext> =>
  createMasking<GatewayContext>({
    log,
    requestIdOf: ({ facts }) => facts.requestId,
    hideSuggestions: environment === 'production',
  });

function createApolloServer(
  options: GatewayOptions,
  graphs: GraphSwitch,
  { metrics, limits, masking }: GatewayParts,
): ApolloServer<GatewayContext> {
  const { log } = options;
  const isDevelopment = options.environment === 'development';
  return new ApolloServer<GatewayContext>({
    gateway: graphs.gatewayInterface,
    logger: quiet(log),
    nodeEnv: options.environment,
    introspection: options.introspection ?? isDevelopment,
    includeStacktraceInErrorResponses: false,
    stopOnTerminationSignals: false,
    csrfPrevention: true,
    allowBatchedHttpRequests: false,
    parseOptions: limits.parseOptions,
    validationRules: limits.validationRules,
    formatError: (formatted, error) => masking.formatError(formatted, error),
    plugins: [masking.plugin, operationMetrics(metrics), operationChoice, ...WITHOUT],
  });
}

/** What Apollo Server would do by itself, or as soon as it finds APOLLO_KEY in the environment. */
const WITHOUT = [
  ApolloServerPluginCacheControlDisabled(),
  ApolloServerPluginLandingPageDisabled(),
  ApolloServerPluginUsageReportingDisabled(),
  ApolloServerPluginSchemaReportingDisabled(),
  ApolloServerPluginInlineTraceDisabled(),
];

async function createApp(
  options: GatewayOptions,
  server: ApolloServer<GatewayContext>,
  { metrics, limits, masking }: GatewayParts,
): Promise<FastifyInstance> {
  const { log, verifier, deadlineMs = DEADLINE_MS } = options;
  const isDevelopment = options.environment === 'development';
  const app = createHttpServer({ log, trustProxy: options.trustProxy ?? false, limits: limits.http });
  registerMetrics(app, metrics); // first, so that it counts what the others refuse
  const isAllowedOrigin = originCheck(options.corsOrigins ?? [], isDevelopment);
  await registerCors(app, isAllowedOrigin);
  await registerSecurityHeaders(app, !isDevelopment);
  limits.register(app);
  await registerCompression(app);
  registerSubscriptions(app, {
    ...{ server, masking, verifier, isAllowedOrigin, deadlineMs, log },
    refusalOf: limits.check,
    registry: metrics.registry,
    limits: options.subscriptions ?? {},
  });
  const contextOf = (request: FastifyRequest) => createGatewayContext(request, verifier, deadlineMs);
  mountApollo(app, server, '/graphql', contextOf, limits.check);
  registerHealth(app, options.healthChecks ?? [], log);
  registerProxyRoutes(app, options.proxyRoutes ?? [], log);
  for (const addRoutes of options.routes ?? []) addRoutes(app);
  if (isDevelopment) registerExplorer(app, options.firstQuery);
  return app;
}

function stopOnce(
  options: GatewayOptions,
  app: FastifyInstance,
  server: ApolloServer<GatewayContext>,
  graphs: GraphSwitch,
  limits: OpenLimits,
): () => Promise<void> {
  const { deadlineMs = DEADLINE_MS, stopTimeoutMs = deadlineMs + STOP_GRACE_MS } = options;
  let stopped: Promise<void> | null = null;
  async function stop() {
    const timer = setTimeout(() => app.server.closeAllConnections(), stopTimeoutMs);
    try {
      await app.close();
    } finally {
      clearTimeout(timer);
    }
    await server.stop();
    await graphs.close();
    await limits.close();
  }
  return () => (stopped ??= stop());
}
