import type { FastifyInstance } from 'fastify';
import { errorBody, ERROR_CODES } from '../../../service-kit/errors/errors';
import { Counter, Gauge, type Registry } from 'prom-client';
import { sendMetrics, type NoteRequest } from '../../../service-kit/telemetry/metrics-route';
import { TallyCounter, TallyHistogram } from '../../../service-kit/telemetry/tallies';

import type { TelemetryAccess } from './telemetry-access';

/** Who brings an operation's name. */
type NameFrom = 'caller' | 'anybody' | 'nobody';

/** Of the names of operations, those that callers without a token may bring. */
const ANYBODYS_NAMES = 20;
/** Distinct operation names in metrics; the rest counts as `other`: names come from clients, and each is a time series. */
const MAX_OPERATION_NAMES = 200;
/** Distinct names that clients call themselves in metrics, and those of them that anybody may bring. */
const MAX_CLIENT_NAMES = 50;
const ANYBODYS_CLIENTS = 10;
const SECONDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];

type AnsweredRequest = Parameters<NoteRequest>[0];

/** Of plans, and of the operations that are compiled from them. */
export type EngineMetrics = ReturnType<typeof engineMetrics>;

export type GatewayMetrics = ReturnType<typeof createMetrics>;

/**
 * Makes the gateway's metrics.
 *
 * @param registry where they go; other parts of the process may put theirs there too
 */
export function createMetrics(registry: Registry) {
  const made = { ...requestMetrics(registry), ...engineMetrics(registry), ...sourceMetrics(registry) };
  // A rate over what has no series yet would miss its first time.
  for (const code of ERROR_CODES) made.errors.inc({ code }, 0);
  for (const reason of PLAN_THREAD_ENDS) made.planThreadEnds.inc({ reason }, 0);
  return {
    registry,
    /**
     * The name itself while there is room for it, else `other`.
     *
     * @param by who brings it: a caller whose token is good, anybody (few names of these are kept), or nobody who may bring a
     *   new one
     */
    operationLabel: createLabel(MAX_OPERATION_NAMES, ANYBODYS_NAMES),
    /** The same for what a client calls itself; `unnamed` where it doesn't. */
    clientLabel: createLabel(MAX_CLIENT_NAMES, ANYBODYS_CLIENTS, 'unnamed'),
    ...made,
  };
}

/** Makers of metrics in one registry. */
function makersIn(registry: Registry) {
  const counter = <L extends string>(name: string, help: string, ...labelNames: L[]) =>
    new Counter({ name, help, labelNames, registers: [registry] });
  const gauge = <L extends string>(name: string, help: string, ...labelNames: L[]) =>
    new Gauge({ name, help, labelNames, registers: [registry], aggregator: 'max' }); // of several workers
  const tally = <const L extends string[]>(name: string, help: string, ...labels: L) =>
    new TallyCounter<L>(registry, { name, help, labels });
  const seconds = <const L extends string[]>(name: string, help: string, ...labels: L) =>
    new TallyHistogram<L>(registry, { name, help, labels, bounds: SECONDS });
  return { counter, gauge, tally, seconds };
}

/** Of what clients ask. */
function requestMetrics(registry: Registry) {
  const { counter, tally, seconds } = makersIn(registry);
  return {
    clients: tally(
      'graphql_client_operations_total',
      'GraphQL operations by the name that the client calls itself (apollographql-client-name, graphql-client-name).',
      'client',
      'outcome',
    ),
    httpRequests: tally('http_requests_total', 'HTTP requests answered.', 'method', 'route', 'status'),
    httpSeconds: seconds('http_request_duration_seconds', 'Time to answer a request.', 'method', 'route'),
    operations: tally(
      'graphql_operations_total',
      'GraphQL operations by name; outcome is ok, partial (data and errors) or failed.',
      'operation',
      'type',
      'outcome',
    ),
    operationSeconds: seconds(
      'graphql_operation_duration_seconds',
      'Time to answer a GraphQL operation.',
      'operation',
    ),
    knownDocuments: tally(
      'graphql_known_documents_total',
      'Operations answered without Fastify and Apollo Server; kind is listed (on the manifest) or known (found valid before).',
      'kind',
    ),
    errors: counter('graphql_errors_total', 'Errors in GraphQL answers, by the code clients see.', 'code'),
    /** By the name of the limit. */
    refusals: counter('limit_refusals_total', 'Requests refused by a limit.', 'limit'),
  };
}

/** Why a thread that plans ended before its time. */
const PLAN_THREAD_ENDS = ['time', 'memory', 'died'] as const;

/** Of what is done once for an operation: from its second request on nothing here counts. */
function engineMetrics(registry: Registry) {
  const { counter, gauge, tally, seconds } = makersIn(registry);
  return {
    plans: tally(
      'graphql_plans_total',
      'Plans that were asked for; outcome is planned, none (there is no right plan: refused from then on) or unavailable (too many wait, or the thread died).',
      'outcome',
    ),
    planSeconds: seconds(
      'graphql_plan_duration_seconds',
      'Time to plan an operation, waiting included; place is inline (small ones) or thread.',
      'place',
    ),
    plansUnderWay: gauge('graphql_plans_under_way', 'Operations that are planned or wait for it.'),
    planThreadEnds: counter(
      'graphql_plan_thread_ends_total',
      'Threads that plan, ended by a plan that took too long (time) or too much (memory), or died.',
      'reason',
    ),
    compiledOperations: gauge(
      'graphql_compiled_operations',
      'Operations whose compiled plans are kept: 1,000, or as many as have a million characters together. Where it stays while graphql_plans_total goes on growing, they are planned again and again.',
    ),
  };
}

/** Of subgraphs, and of the graph that is served. */
function sourceMetrics(registry: Registry) {
  const { counter, gauge, tally, seconds } = makersIn(registry);
  return {
    fetches: tally(
      'subgraph_fetches_total',
      'Fetches from subgraphs; outcome is ok, errors (an answer with errors) or why there was no answer.',
      'subgraph',
      'outcome',
    ),
    fetchSeconds: seconds('subgraph_fetch_duration_seconds', 'Time of a fetch, failed or not.', 'subgraph'),
    retries: counter('subgraph_retries_total', 'Queries asked of a subgraph once more.', 'subgraph'),
    breakerState: gauge(
      'subgraph_breaker_state',
      'The circuit breaker of a subgraph: 0 closed, 1 half-open, 2 open.',
      'subgraph',
    ),
    reloads: counter(
      'supergraph_reload_total',
      'Reloads of the supergraph; outcome is reloaded, unchanged or failed.',
      'outcome',
    ),
    lastReloadSuccess: gauge(
      'supergraph_last_reload_success',
      '1 when the supergraph that was given last is served, 0 when it was refused and an earlier one is.',
    ),
    supergraphInfo: gauge('supergraph_info', '1 for the supergraph that is served.', 'hash'),
  };
}

/**
 * Makes a function that answers the first `max` distinct names as they are, and `other` for the rest.
 *
 * @param anybodys how many of them may come from anybody; the rest is kept for callers whose token is good
 */
export function createLabel(
  max: number,
  anybodys = max,
  unnamed = 'anonymous',
): (name: string | null | undefined, by?: NameFrom) => string {
  const names = new Set<string>();
  let left = anybodys;
  return (name, by = 'caller') => {
    if (!name) return unnamed;
    if (names.has(name)) return name;
    const isFull = names.size >= max || (by === 'anybody' && left <= 0);
    if (by === 'nobody' || isFull) return 'other';
    if (by === 'anybody') left -= 1;
    names.add(name);
    return name;
  };
}

/** Counts and times an HTTP request that was answered. */
export function recordRequest(metrics: GatewayMetrics, { method, route, status, ms }: AnsweredRequest): void {
  metrics.httpRequests.add(method, route, String(status));
  metrics.httpSeconds.observe(ms / 1000, method, route);
}

/** Serves the registry at `/metrics`, to those who may see it; for others there is nothing, or a 401. */
export function registerMetrics(
  app: FastifyInstance,
  { registry }: GatewayMetrics,
  maySee: TelemetryAccess,
): void {
  app.get('/metrics', async (request, reply) => {
    const access = maySee(request);
    if (access === 'yes') return sendMetrics(reply, registry);
    if (access === 'no') return reply.callNotFound();
    const message = 'Send METRICS_TOKEN as "Authorization: Bearer <token>".';
    return reply.code(401).header('www-authenticate', 'Bearer').send(errorBody(message, 'UNAUTHENTICATED'));
  });
}
