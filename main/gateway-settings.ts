import cluster from 'node:cluster';
import { join } from 'node:path';
import type { FastifyInstance } from 'fastify';
import type { Gateway } from '../gateway/src/gateway';
import { followSupergraph } from '../gateway/src/graphs/file-watch';
import { registerAccountPages } from '../pages/account-pages';
import { registerClientPage } from '../pages/client-page';
import type { Logger } from '../service-kit/process/logger';
import { projectRoot } from '../service-kit/process/paths';
import type { Lifetime } from '../service-kit/process/process';
import { listen } from '../service-kit/http/http';
import { JsonScalar } from '../service-kit/subgraph/json-scalar';
import { DateTimeScalar, DecimalScalar } from '../service-kit/subgraph/scalars';
import { DateScalar } from '../subgraphs/estimates/src/date-scalar';
import { limitsFrom } from './limit-settings';
import type { Settings } from './settings';
import { publicFacts, publicOptions } from './public-settings';

/** Our own supergraph, or the one SUPERGRAPH_PATH names. */
export const supergraphPath = (settings: Settings): string =>
  settings.SUPERGRAPH_PATH ?? join(projectRoot, 'schema', 'supergraph.graphql');

/** The custom scalars of our own graph. */
export const OUR_SCALARS = [DateTimeScalar, DecimalScalar, DateScalar, JsonScalar];

/** Our own pages: those that mails lead to, unless there is a frontend for it; and that of clients' links, over our own graph. */
export const pagesOf = (settings: Settings): ((app: FastifyInstance) => void)[] => [
  ...(settings.APP_URL === undefined ? [registerAccountPages] : []),
  ...(settings.SUPERGRAPH_PATH === undefined ? [registerClientPage] : []),
];

/** What the environment says to the gateway, in both ways of running. */
export const gatewaySettings = (settings: Settings, log: Logger) => ({
  log,
  environment: settings.NODE_ENV === 'production' ? ('production' as const) : ('development' as const),
  routes: pagesOf(settings),
  executor: settings.GATEWAY_EXECUTOR,
  limits: limitsFrom(settings),
  ...publicOptions(settings),
  // A graph that isn't ours may mean something else by these names.
  scalars: settings.SUPERGRAPH_PATH === undefined ? OUR_SCALARS : [],
  deadlineMs: settings.DEADLINE_SECONDS * 1000,
  ...(settings.REDIS_URL ? { redisUrl: settings.REDIS_URL } : {}),
  persisted: {
    mode: settings.PERSISTED_OPERATIONS,
    manifestPath: settings.PERSISTED_OPERATIONS_PATH,
    clients: settings.PERSISTED_OPERATIONS_CLIENTS,
    redisUrl: settings.REDIS_URL,
  },
  subscriptions: {
    perUser: settings.SUBSCRIPTIONS_PER_USER,
    socketsPerAddress: settings.SOCKETS_PER_ADDRESS,
  },
  ...(settings.SUPERGRAPH_PATH === undefined
    ? { cookieSessions: { sameSite: settings.COOKIE_SAME_SITE } }
    : {}),
  corsOrigins: settings.CORS_ORIGINS.split(',')
    .map((origin) => origin.trim())
    .filter((origin) => origin !== ''),
  maxSubgraphAnswerBytes: settings.SUBGRAPH_MAX_ANSWER_MB * 1024 * 1024,
  resilience: {
    timeoutMs: settings.SUBGRAPH_TIMEOUT_SECONDS * 1_000,
    timeoutsMs: Object.fromEntries(
      Object.entries(settings.SUBGRAPH_TIMEOUTS).map(([name, seconds]) => [name, seconds * 1_000]),
    ),
  },
});

/** Keeps the gateway on its supergraph's file, and on a SIGHUP, unless that means that the terminal closed. */
export function followSettings(lifetime: Lifetime, gateway: Gateway, settings: Settings): void {
  const followed = followSupergraph(gateway, {
    path: supergraphPath(settings),
    unmarked: settings.UNMARKED_FIELDS,
    everyMs: settings.SUPERGRAPH_RELOAD_SECONDS * 1_000,
  });
  lifetime.add('supergraph file', followed, (open) => open.close());
  // Of several workers, the primary is told, which replaces them all.
  if (cluster.isPrimary && !process.stdin.isTTY && !process.stdout.isTTY)
    lifetime.onHangup(() => void followed.reload());
}

/**
 * Opens the gateway's ports: that of its metrics, if it has one of its own, and the public one.
 *
 * @returns the public address
 * @throws PortTakenError
 */
export async function listenAll(
  gateway: Gateway,
  { settings, log }: { settings: Settings; log: Logger },
  port: number,
): Promise<string> {
  const { METRICS_PORT: metricsPort, METRICS_HOST: host } = settings;
  if (metricsPort !== undefined && cluster.isPrimary) {
    const where = { name: 'the metrics', host, port: metricsPort, variable: 'METRICS_PORT' };
    log.info({ url: await listen(gateway.operations, where) }, 'metrics listen');
  }
  const where = { name: 'the gateway', host: settings.HOST, port, variable: 'PORT' };
  const url = await listen(gateway.app, where);
  if (settings.NODE_ENV === 'production')
    log.info(publicFacts(settings), 'what the public port believes and shows');
  return url;
}
