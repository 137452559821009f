import { join } from 'node:path';
import type { Gateway } from '../gateway/src/gateway';
import { followSupergraph } from '../gateway/src/graphs/follow';
import type { Logger } from '../service-kit/process/logger';
import { projectRoot } from '../service-kit/process/paths';
import type { Lifetime } from '../service-kit/process/process';
import { limitsFrom } from './limit-settings';
import type { Settings } from './platform';

/** Our own supergraph, or the one SUPERGRAPH_PATH names. */
export const supergraphPath = (settings: Settings): string =>
  settings.SUPERGRAPH_PATH ?? join(projectRoot, 'schema', 'supergraph.graphql');

/** What the environment says to the gateway, in both ways of running. */
export const gatewaySettings = (settings: Settings, log: Logger) => ({
  log,
  environment: settings.NODE_ENV === 'production' ? ('production' as const) : ('development' as const),
  accountPages: settings.APP_URL === undefined,
  executor: settings.GATEWAY_EXECUTOR,
  limits: limitsFrom(settings),
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
  if (!process.stdin.isTTY && !process.stdout.isTTY) lifetime.onHangup(() => void followed.reload());
}
