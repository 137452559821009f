import type { FastifyInstance } from 'fastify';
import type { GraphQLScalarType } from 'graphql';
import { Registry } from 'prom-client';
import type { ProxyHeader, TrustProxy } from '../../service-kit/http/trust-proxy';
import type { Logger } from '../../service-kit/process/logger';
import type { ChangeVersions } from '../../service-kit/changes/change-versions';
import type { TokenVerifier } from '../../service-kit/auth/viewer';
import { createApolloServer } from './http/apollo-server';
import type { PolicyEvaluator } from './authorization/policies';
import type { EntryStore } from './caching/entry-store';
import type { GatewayContext } from './pipeline/context';
import { KnownDocuments } from './fast-lane/known-documents';
import type { HealthCheck } from './telemetry/health';
import { createApp, createOperationsApp, DEADLINE_MS } from './http/http-app';
import type { IdempotencyStore } from './idempotency/store';
import type { GivenLimits } from './limits/limits';
import { openLimits } from './limits/open-limits';
import { createMasking } from '../../service-kit/errors/masking';
import { createMetrics } from './telemetry/metrics';
import { PersistedOperations, type PersistedSettings } from './persisted/persisted-operations';
import type { ProxyRoute } from './http/proxy-routes';
import { openReloadableGraphs } from './graphs/reloadable-graphs';
import type { ReloadOutcome } from './graphs/reloader';
import type { ResilienceSettings } from './sources/resilience/settings';
import type { ServedGraph } from './graphs/served-graph';
import type { SubscriptionLimits } from './subscriptions/limits';
import { stagesOf } from './stages';
import type { Supergraph } from './supergraph/supergraph';
import type { SubgraphTransport } from './sources/transports';

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
  /** Custom scalars of the graph whose values are checked before anything is planned; others are checked by subgraphs. */
  scalars?: readonly GraphQLScalarType[];
  /** Whether errors of subgraphs with codes of their own are masked like faults; false by default. */
  maskForeignCodes?: boolean;
  /** `GATEWAY_EXECUTOR`; `compiled` by default. */
  executor?: string;
  /** Which operations may be run, and where automatic persisted queries are shared. */
  persisted?: PersistedSettings;
  /** Whether plain requests for valid documents may go around Fastify and Apollo Server; true by default. */
  fastLane?: boolean;
  /** Whether parts of subgraphs' HTTP answers are checked and copied instead of parsed (decision 18); true by default. */
  verbatimParts?: boolean;
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
  /** How long subgraphs may take, and when their circuit breakers open; see there for the defaults. */
  resilience?: Partial<ResilienceSettings>;
  /** Whose `X-Forwarded-For` tells the client's address: only proxies of one's own; nobody's by default. */
  trustProxy?: TrustProxy;
  /** The header in which they tell it. */
  proxyHeader?: ProxyHeader;
  /**
   * Who may read `/metrics` and the details of `/health` at the public port: anyone, nobody, or whoever sends this bearer token.
   * Anyone in development, nobody in production by default; `operations` shows them always.
   */
  telemetry?: 'open' | 'hidden' | { readonly token: string };
  /** Other routes of this process: `subgraph.routes`, when subgraphs run in it. */
  routes?: readonly ((app: FastifyInstance) => void)[];
  /** Paths passed on to subgraphs that run by themselves. */
  proxyRoutes?: readonly ProxyRoute[];
  /** Where `Idempotency-Key`s are remembered; this process's memory by default. */
  idempotencyStore?: IdempotencyStore;
  /** How much of subscriptions and sockets one client may have, over the defaults. */
  subscriptions?: Partial<SubscriptionLimits>;
  /** Where metrics are collected, the process's own among them; give one to add others to it. */
  metrics?: Registry;
  /** What answers are kept in, and what tells that they are out of date; without it, none are kept. */
  responseCache?: { versions: ChangeVersions; store: EntryStore };
  /** How long `close` waits for requests in flight, in ms, before it cuts them off; a little over the deadline by default. */
  stopTimeoutMs?: number;
}

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
export async function createGateway(options: GatewayOptions): Promise<Gateway> {
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
    const operations = opened(createOperationsApp(options, parts), (open) => open.close());
    return { app, operations, reload: parts.reload, close: stopOnce(options, app, closeAll) };
  } catch (error) {
    await closeAll();
    throw error;
  }
}

export type GatewayParts = Awaited<ReturnType<typeof openParts>>;

/** Opens what all ways in have in common. */
async function openParts(options: GatewayOptions, opened: <T>(part: T, close: (part: T) => unknown) => T) {
  const { log, environment } = options;
  const metrics = createMetrics(options.metrics ?? new Registry());
  const limits = opened(openLimits(options, metrics), (open) => open.close());
  const introspection = options.introspection ?? environment === 'development';
  const rules = { parseOptions: limits.parseOptions, rules: limits.validationRules, introspection };
  const masking = createMasking<GatewayContext>({
    log,
    requestIdOf: ({ facts }) => facts.requestId,
    hideSuggestions: environment === 'production',
    showForeignCodes: !options.maskForeignCodes,
  });
  const known = new KnownDocuments();
  const settings = options.persisted ?? {};
  const persisted = opened(new PersistedOperations({ settings, rules, metrics, log }), (open) =>
    open.close(),
  );
  const served = {
    ...options,
    executor: options.executor ?? 'compiled',
    stages: stagesOf(options, limits, metrics),
    prepare: (graph: ServedGraph) => persisted.prepare(graph),
  };
  const { graphs, reload, details } = await openReloadableGraphs(options.supergraph, served, metrics);
  opened(graphs, (open) => open.close());
  await Promise.all([limits.ready(), persisted.ready()]);
  return { metrics, limits, rules, masking, persisted, known, graphs, reload, details };
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
