import type { FastifyInstance, FastifyReply, onRequestHookHandler } from 'fastify';
import { rateLimited } from '../../../../service-kit/errors';
import type { OnRefusal } from '../request-check';
import { addressKey } from './principal';
import type { RateLimits } from './rate-limits';
import { windowHeaders } from './refusals';
import type { WindowState } from './request-window';

/**
 * Counts requests to GraphQL by address before anything of them is read, so that those which are refused later, for whatever
 * reason, count as well. Probes, metrics, other systems' call-backs and CORS preflights are not counted. To be called before the
 * routes are added.
 */
export function registerAddressLimit(
  app: FastifyInstance,
  { address }: RateLimits,
  onRefusal: OnRefusal,
): void {
  if (!address) return;
  const judge = (state: WindowState, reply: FastifyReply, done: () => void) => {
    for (const [name, value] of windowHeaders(state)) void reply.header(name, value);
    if (state.allowed) return done();
    onRefusal('rate_address');
    const words = `Too many requests from your address: ${state.limit} in a minute is the limit.`;
    void reply
      .code(429)
      .header('retry-after', Math.ceil(state.resetMs / 1000))
      .send({ errors: [rateLimited(state.resetMs, words).toJSON()] });
  };
  const limit: onRequestHookHandler = (request, reply, done) => {
    const state = address(addressKey(request.ip));
    if (!(state instanceof Promise)) return judge(state, reply, done); // without a promise: this is every request
    state.then((known) => judge(known, reply, done)).catch(done);
  };
  app.addHook('onRoute', (route) => {
    if (!route.url.endsWith('/graphql') || route.method === 'OPTIONS') return;
    route.onRequest = [limit, ...[route.onRequest ?? []].flat()];
  });
}
