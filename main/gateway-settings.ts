import { join } from 'node:path';
import type { Logger } from '../service-kit/logger';
import { projectRoot } from '../service-kit/paths';
import { limitsFrom } from './limit-settings';
import type { Settings } from './platform';

/** Our own supergraph, or the one SUPERGRAPH_PATH names. */
export const supergraphPath = (settings: Settings): string =>
  settings.SUPERGRAPH_PATH ?? join(projectRoot, 'schema', 'supergraph.graphql');

/** What the environment says to the gateway, in both ways of running. */
export const gatewaySettings = (settings: Settings, log: Logger) => ({
  log,
  environment: settings.NODE_ENV === 'production' ? ('production' as const) : ('development' as const),
  executor: settings.GATEWAY_EXECUTOR,
  limits: limitsFrom(settings),
  deadlineMs: settings.DEADLINE_SECONDS * 1000,
  ...(settings.REDIS_URL ? { redisUrl: settings.REDIS_URL } : {}),
  subscriptions: {
    perUser: settings.SUBSCRIPTIONS_PER_USER,
    socketsPerAddress: settings.SOCKETS_PER_ADDRESS,
  },
  corsOrigins: settings.CORS_ORIGINS.split(',')
    .map((origin) => origin.trim())
    .filter((origin) => origin !== ''),
});
