import type { FastifyInstance } from 'fastify';
import { rateLimited } from '../../../../service-kit/errors';
import type { OnRefusal } from '../request-check';
import { addressKey } from './principal';
import type { RateLimits } from './rate-limits';
import { windowHeaders } from './refusals';

/**
 * Counts requests to GraphQL by address before anything of them is read, so that those which are refused later, for whatever
 * reason, count as well. Probes, metrics, other systems' call-backs and CORS preflights are not counted.
 */
export function registerAddressLimit(
  app: FastifyInstance,
  { address }: RateLimits,
  onRefusal: OnRefusal,
): void {
  if (!address) return;
  app.addHook('onRequest', async (request, reply) => {
    if (!request.routeOptions.url?.endsWith('/graphql') || request.method === 'OPTIONS') return undefined;
    const state = await address(addressKey(request.ip));
    for (const [name, value] of windowHeaders(state)) void reply.header(name, value);
    if (state.allowed) return undefined;
    onRefusal('rate_address');
    const words = `Too many requests from your address: ${state.limit} in a minute is the limit.`;
    return reply
      .code(429)
      .header('retry-after', Math.ceil(state.resetMs / 1000))
      .send({ errors: [rateLimited(state.resetMs, words).toJSON()] });
  });
}
