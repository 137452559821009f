import type { FastifyInstance } from 'fastify';
import type { ParseOptions } from 'graphql';
import { Gauge, type Registry } from 'prom-client';
import type { HttpLimits } from '../../../service-kit/http/http-limits';
import type { Logger } from '../../../service-kit/process/logger';
import type { GatewayMetrics } from '../telemetry/metrics';
import type { StageFactory } from '../graphs/served-graph';
import { costAndRate } from './cost-and-rate';
import { documentRule } from './document/document-limits';
import { errorCap } from './error-cap';
import { withDefaults, type GivenLimits } from './limits';
import { mutationTurns } from './mutation-turns';
import { operationLifetime } from './operation-lifetime';
import { createAddressLimit, registerAddressLimit, type AddressLimit } from './rates/address-limit';
import { memoryStore, redisStore } from './rates/limit-store';
import { publicFieldsCount } from './rates/public-fields-count';
import { createRateLimits } from './rates/rate-limits';
import { createRequestCheck, variablesFit } from './request-check';

/** The gateway's limits, at the places where they hold. */
export interface OpenLimits {
  /** For the HTTP server. */
  readonly http: HttpLimits;
  readonly addresses: AddressLimit;
  /** Counts requests by address. To be called after CORS, so that a browser may read the refusal. */
  register(app: FastifyInstance): void;
  /** Of a request's parameters, before anything else looks at them. */
  readonly check: ReturnType<typeof createRequestCheck>;
  /** Whether a request's variables are within their limits. */
  variablesFit(variables: object): boolean;
  /** For Apollo Server. */
  readonly parseOptions: ParseOptions;
  readonly validationRules: ReturnType<typeof documentRule>[];
  /** In order, the first outermost. */
  readonly stages: readonly StageFactory[];
  /** Resolves when the shared counts can be used, or after some seconds. */
  ready(): Promise<void>;
  close(): void;
}

/**
 * Makes the limits.
 *
 * @param options.limits over the usual ones
 * @param isKnown whether a document has passed all checks before
 * @param options.redisUrl where counts are shared by all processes; each has its own without
 * @throws ConfigError for limits that contradict one another
 */
export function openLimits(
  options: { limits?: GivenLimits; redisUrl?: string; log: Logger },
  metrics: GatewayMetrics,
  isKnown?: (text: string) => boolean,
): OpenLimits {
  const limits = withDefaults(options.limits);
  const { redisUrl, log } = options;
  const store = redisUrl ? redisStore(redisUrl, log, storeGauge(metrics.registry)) : memoryStore;
  const rates = createRateLimits(limits.rates, limits.cost.max, store);
  const addresses = createAddressLimit(rates);
  const onRefusal = (limit: string) => metrics.refusals.inc({ limit });
  const turns = mutationTurns(onRefusal); // one for all graphs that are served in turn
  return {
    http: limits.http,
    addresses,
    register: (app) => registerAddressLimit(app, addresses, onRefusal),
    check: createRequestCheck(limits, onRefusal, isKnown),
    variablesFit: (variables) => variablesFit(variables, limits.variableValues),
    parseOptions: { maxTokens: limits.document.tokens },
    validationRules: [documentRule(limits.document)],
    stages: [
      () => errorCap(limits.errors),
      () => operationLifetime(limits.longOperations),
      publicFieldsCount(addresses, onRefusal),
      costAndRate({ cost: limits.cost, rates, onRefusal }),
      () => turns,
    ],
    ready: () => store.ready(),
    close: () => store.close(),
  };
}

const storeGauge = (registry: Registry): Gauge =>
  new Gauge({
    name: 'rate_limit_store_up',
    help: 'Whether the Redis of the rate limits answers; each process counts for itself while it does not.',
    registers: [registry],
    aggregator: 'min', // of several workers
  });
