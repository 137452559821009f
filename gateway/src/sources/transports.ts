import { ConfigError } from '../../../service-kit/process/config';
import type { Logger } from '../../../service-kit/process/logger';
import type { SubgraphExecutor } from '../../../service-kit/subgraph/subgraph';
import type { SubgraphStreamer } from '../../../service-kit/subgraph/subgraph-stream';
import { createHttpSource } from './http-source';
import { createInProcessSource } from './in-process-source';
import type { GatewayMetrics } from '../telemetry/metrics';
import { createHttpEvents } from '../subscriptions/http-events';
import { inProcessEvents } from '../subscriptions/in-process-events';
import { observed } from './observed-source';
import { CircuitBreaker, type BreakerState } from './resilience/circuit-breaker';
import {
  resilient,
  RetryBudget,
  RESILIENCE_DEFAULTS,
  type ResilienceSettings,
} from './resilience/resilient-source';
import { isAlive } from './resilience/signs-of-life';
import type { SubgraphSource } from './subgraph-source';
import type { Supergraph } from '../supergraph/supergraph';

/** How to reach one subgraph. */
export type SubgraphTransport =
  | { kind: 'in-process'; execute: SubgraphExecutor; subscribe?: SubgraphStreamer }
  /** `url` replaces the supergraph's address. */
  | { kind: 'http'; url: string };

export interface SourceOptions {
  transports: Readonly<Record<string, SubgraphTransport>>;
  maxSubgraphAnswerBytes?: number;
  resilience?: Partial<ResilienceSettings>;
  readonly log: Logger;
}

/** The transport of each subgraph of a supergraph, by name: as told, else HTTP at its address in the supergraph. */
export function transportsOf(
  { subgraphs }: Supergraph,
  told: SourceOptions['transports'],
): Map<string, SubgraphTransport> {
  return new Map(subgraphs.map(({ name, url }) => [name, told[name] ?? { kind: 'http', url }]));
}

/** @throws ConfigError for a transport of an unknown subgraph */
export function refuseUnknown({ subgraphs }: Supergraph, told: SourceOptions['transports']): void {
  const names = subgraphs.map(({ name }) => name);
  const unknown = Object.keys(told).filter((name) => !names.includes(name));
  if (unknown.length === 0) return;
  throw new ConfigError(
    unknown.map((name) => `The supergraph has no subgraph "${name}"; it has ${names.join(', ')}`),
  );
}

/** @throws ConfigError for an address that is none */
export function refuseBadAddresses(transports: ReadonlyMap<string, SubgraphTransport>): void {
  const bad = [...transports].filter(
    ([, transport]) => transport.kind === 'http' && !isHttpUrl(transport.url),
  );
  if (bad.length === 0) return;
  throw new ConfigError(
    bad.map(([name]) => `The address of the subgraph "${name}" is not an http:// or https:// URL`),
  );
}

/** The source with its subscriptions. */
function withEvents(
  source: SubgraphSource,
  transport: SubgraphTransport,
  { maxSubgraphAnswerBytes, log }: { maxSubgraphAnswerBytes?: number; log: Logger },
): SubgraphSource {
  const { name } = source;
  if (transport.kind === 'in-process') {
    const { subscribe } = transport;
    return subscribe
      ? { ...source, subscribe: inProcessEvents(name, subscribe, maxSubgraphAnswerBytes) }
      : source;
  }
  const events = createHttpEvents({ name, url: transport.url, maxEventBytes: maxSubgraphAnswerBytes, log });
  return {
    ...source,
    subscribe: (request) => events.subscribe(request),
    close: async () => void (await Promise.all([source.close(), events.close()])),
  };
}

const isHttpUrl = (text: string): boolean =>
  URL.canParse(text) && ['http:', 'https:'].includes(new URL(text).protocol);

/** A subgraph's source, and what its circuit breaker says; a subgraph in this process has none. */
export interface OpenSource {
  readonly source: SubgraphSource;
  readonly breakerState: () => BreakerState | null;
}

/** Makes the source of one subgraph: what carries it, what protects it, and what is measured of it. */
export function openSource(
  name: string,
  transport: SubgraphTransport,
  options: SourceOptions,
  metrics: GatewayMetrics,
): OpenSource {
  const { log, maxSubgraphAnswerBytes } = options;
  const settings = { ...RESILIENCE_DEFAULTS, ...options.resilience };
  const timeoutMs = settings.timeoutsMs[name] ?? settings.timeoutMs;
  if (transport.kind === 'in-process') {
    const source = createInProcessSource(name, transport.execute, {
      timeoutMs,
      maxAnswerBytes: maxSubgraphAnswerBytes,
    });
    return {
      source: withEvents(observed(source, metrics, log), transport, options),
      breakerState: () => null,
    };
  }
  const onChange = (state: BreakerState) => {
    metrics.breakerState.set({ subgraph: name }, BREAKER_LEVELS[state]);
    const level = state === 'open' ? 'error' : 'info';
    log[level]({ subgraph: name, state }, 'circuit breaker changed');
  };
  const breaker = new CircuitBreaker(settings.breaker, onChange, () => isAlive(transport.url));
  metrics.breakerState.set({ subgraph: name }, BREAKER_LEVELS.closed);
  const maxAnswerBytes = maxSubgraphAnswerBytes ? { maxAnswerBytes: maxSubgraphAnswerBytes } : {};
  const http = createHttpSource({ name, url: transport.url, timeoutMs, ...maxAnswerBytes });
  const source = resilient(http, {
    breaker,
    timeoutMs,
    budget: new RetryBudget(RETRY_SHARE, SAVED_RETRIES),
    onRetry: () => metrics.retries.inc({ subgraph: name }),
  });
  return {
    source: withEvents(observed(source, metrics, log), transport, options),
    breakerState: () => breaker.state,
  };
}

/** One retry per ten calls, and ten at once when none was needed for a while. */
const RETRY_SHARE = 0.1;
const SAVED_RETRIES = 10;
/** As the metric's help says. */
const BREAKER_LEVELS: Record<BreakerState, number> = { closed: 0, 'half-open': 1, open: 2 };
