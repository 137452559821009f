import type { FastifyInstance } from 'fastify';
import type { Registry } from 'prom-client';
import type { OriginCheck } from '../http/cors';
import { registerEventStreams } from './event-streams';
import { DEFAULT_LIMITS, Quota, type SubscriptionLimits } from './limits';
import { createSubscriptionMetrics } from './metrics';
import type { SubscriptionParts } from './run-operation';
import { registerSockets } from './sockets';
import { TokenWatch } from './token-watch';

/**
 * Serves subscriptions at `/graphql`, over WebSockets and as event streams. Call it before the route is mounted. Closing the
 * server ends them all.
 *
 * @param options.limits over the defaults
 */
export function registerSubscriptions(
  app: FastifyInstance,
  options: Omit<SubscriptionParts, 'limits' | 'tokens' | 'metrics' | 'users'> & {
    limits?: Partial<SubscriptionLimits>;
    isAllowedOrigin: OriginCheck;
    registry: Registry;
  },
): void {
  const limits = { ...DEFAULT_LIMITS, ...options.limits };
  const tokens = new TokenWatch(options.verifier);
  const parts = {
    ...options,
    limits,
    tokens,
    metrics: createSubscriptionMetrics(options.registry),
    users: new Quota(limits.perUser),
  };
  registerSockets(app, parts, options.isAllowedOrigin);
  registerEventStreams(app, parts);
  app.addHook('onClose', async () => tokens.close());
}
