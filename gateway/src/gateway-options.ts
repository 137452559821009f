import type { ExplorerStart } from './http/explorer-log-in';
import type { CookieSessionOptions } from './cookie-sessions/cookie-requests';
import type { GraphQLScalarType } from 'graphql';
import type { FastifyInstance } from 'fastify';
import type { Registry } from 'prom-client';
import type { TokenVerifier } from '../../service-kit/auth/viewer';
import type { ChangeVersions } from '../../service-kit/changes/change-versions';
import type { ProxyHeader, TrustProxy } from '../../service-kit/http/trust-proxy';
import type { Logger } from '../../service-kit/process/logger';
import type { ExchangeKey } from './api-keys/api-keys';
import type { NoteKeyUsage } from './api-keys/key-usage';
import type { PolicyEvaluator } from './authorization/policies';
import type { IsOverrideActive } from './engine/foreign-graphs/overrides';
import type { EntryStore } from './caching/entry-store';
import type { ProxyRoute } from './http/proxy-routes';
import type { IdempotencyStore } from './idempotency/store';
import type { GivenLimits } from './limits/limits';
import type { PersistedSettings } from './persisted/persisted-operations';
import type { ResilienceSettings } from './sources/resilience/resilient-source';
import type { SubgraphTransport } from './sources/transports';
import type { SubscriptionLimits } from './subscriptions/limits';
import type { Supergraph } from './supergraph/supergraph';
import type { HealthCheck } from '../../service-kit/http/health';

export interface GatewayOptions {
  /** From `readSupergraph`. */
  supergraph: Supergraph;
  /** How to reach subgraphs, by name; one that is not named is reached by HTTP at its address in the supergraph. */
  transports: Readonly<Record<string, SubgraphTransport>>;
  verifier: TokenVerifier;
  /** Exchanges an API key for a short token; keys are refused without it. */
  exchangeKey?: ExchangeKey;
  /** Keeps what API keys are used for; it is not counted without it. */
  noteKeyUsage?: NoteKeyUsage;
  log: Logger;
  /** Development adds introspection, the explorer pages, suggestions in errors, and CORS for Sandbox and local pages. */
  environment: 'development' | 'production';
  /** What the explorer begins with; without it, it has no log-in. */
  explorer?: ExplorerStart;
  /** Exact origins whose pages may read answers, besides those. None by default. */
  corsOrigins?: readonly string[];
  /** Sessions in cookies, for a graph whose mutations answer `tokens` as ours do; not offered if left out. */
  cookieSessions?: CookieSessionOptions;
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
  knownDocumentsLane?: boolean;
  /** Whether parts of subgraphs' HTTP answers are checked and copied instead of parsed (decision 18); true by default. */
  verbatimParts?: boolean;
  /** Decides what `@policy` demands; by default a policy holds for those with the permission of the same name. */
  policies?: PolicyEvaluator;
  /**
   * Decides labels of `@override(from:, label:)` that are no percentages; without it they are never active. Answers are not
   * kept when it is given: a cached one doesn't know for whom.
   */
  isOverrideActive?: IsOverrideActive;
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
  /** Other routes of this process: pages of ours, and `subgraph.routes` when subgraphs run in it. */
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
  /**
   * How long `close` goes on answering at most, in ms, before kept-alive connections are closed: each answer tells its client to take another, so
   * that none is closed under a request that is on its way. 0 by default.
   */
  drainMs?: number;
  /** How long `close` waits for requests in flight, in ms, before it cuts them off; a little over the deadline by default. */
  stopTimeoutMs?: number;
}
