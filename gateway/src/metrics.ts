import type { FastifyInstance } from 'fastify';
import { collectDefaultMetrics, Counter, Histogram, type Registry } from 'prom-client';

/** Distinct operation names in metrics; the rest counts as `other`: names come from clients, and each is a time series. */
const MAX_OPERATION_NAMES = 200;
const SECONDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];

export interface GatewayMetrics {
  readonly registry: Registry;
  readonly httpRequests: Counter<'method' | 'route' | 'status'>;
  readonly httpSeconds: Histogram<'method' | 'route'>;
  readonly operations: Counter<'operation' | 'type' | 'outcome'>;
  readonly operationSeconds: Histogram<'operation'>;
  readonly errors: Counter<'code'>;
  readonly fetches: Counter<'subgraph' | 'outcome'>;
  readonly fetchSeconds: Histogram<'subgraph'>;
  /** The name itself while there is room for it, else `other`. */
  operationLabel(name: string | null | undefined): string;
}

/**
 * Makes the gateway's metrics.
 *
 * @param registry where they go; other parts of the process may put theirs there too
 */
export function createMetrics(registry: Registry): GatewayMetrics {
  const registers = [registry];
  const names = new Set<string>();
  collectDefaultMetrics({ register: registry });
  return {
    registry,
    httpRequests: new Counter({
      name: 'http_requests_total',
      help: 'HTTP requests answered, by route and status.',
      labelNames: ['method', 'route', 'status'],
      registers,
    }),
    httpSeconds: new Histogram({
      name: 'http_request_duration_seconds',
      help: 'Time from a request to its answer.',
      labelNames: ['method', 'route'],
      buckets: SECONDS,
      registers,
    }),
    operations: new Counter({
      name: 'graphql_operations_total',
      help: 'GraphQL operations by name; outcome is ok, partial (data and errors) or failed.',
      labelNames: ['operation', 'type', 'outcome'],
      registers,
    }),
    operationSeconds: new Histogram({
      name: 'graphql_operation_duration_seconds',
      help: 'Time to answer a GraphQL operation.',
      labelNames: ['operation'],
      buckets: SECONDS,
      registers,
    }),
    errors: new Counter({
      name: 'graphql_errors_total',
      help: 'Errors in GraphQL answers, by the code clients see.',
      labelNames: ['code'],
      registers,
    }),
    fetches: new Counter({
      name: 'subgraph_fetches_total',
      help: 'Fetches from subgraphs; outcome is ok, errors (an answer with errors) or why there was no answer.',
      labelNames: ['subgraph', 'outcome'],
      registers,
    }),
    fetchSeconds: new Histogram({
      name: 'subgraph_fetch_duration_seconds',
      help: 'Time of a fetch from a subgraph, failed ones included.',
      labelNames: ['subgraph'],
      buckets: SECONDS,
      registers,
    }),
    operationLabel(name) {
      if (!name) return 'anonymous';
      if (names.size < MAX_OPERATION_NAMES) names.add(name);
      return names.has(name) ? name : 'other';
    },
  };
}

/** Counts and times every HTTP request, and serves the registry at `/metrics`. */
export function registerMetrics(app: FastifyInstance, metrics: GatewayMetrics): void {
  app.addHook('onResponse', async (request, reply) => {
    const route = request.routeOptions.url ?? 'none';
    const { method } = request;
    metrics.httpRequests.inc({ method, route, status: String(reply.statusCode) });
    metrics.httpSeconds.observe({ method, route }, reply.elapsedTime / 1000);
  });
  app.get('/metrics', async (_request, reply) =>
    reply.type(metrics.registry.contentType).send(await metrics.registry.metrics()),
  );
}
