import type { IncomingMessage } from 'node:http';
import type { FastifyInstance, FastifyReply, onRequestHookHandler } from 'fastify';
import { addressKey } from '../../../../service-kit/http/address-key';
import { rateLimited } from '../../../../service-kit/errors/errors';
import type { OnRefusal } from '../request-check';
import type { RateLimits } from './rate-limits';
import { seconds, windowHeaders } from './refusals';
import type { WindowState } from './request-window';

/** Counts requests to GraphQL by address. */
export interface AddressLimit {
  /** Counts a request; one that was kept is not counted again. Nothing where there is no limit. */
  count(request: IncomingMessage, address: string): WindowState | Promise<WindowState> | null;
  /** Counts what came otherwise than as a request of its own: operations on a socket, say. */
  add(address: string, count: number): WindowState | Promise<WindowState> | null;
  /** Keeps what a request was counted as, for whoever gets it next. */
  keep(request: IncomingMessage, state: WindowState | null): void;
}

export function createAddressLimit({ address: window }: RateLimits): AddressLimit {
  const kept = new WeakMap<IncomingMessage, WindowState>();
  return {
    count: (request, address) => window && (kept.get(request) ?? window(addressKey(address))),
    add: (address, count) => window && window(addressKey(address), count),
    keep: (request, state) => void (state && kept.set(request, state)),
  };
}

/** For the client: of what is no request of its own. */
export const tooManyFrom = ({ limit }: WindowState): string =>
  `Too many requests from your address: ${limit} in a minute is the limit. Each public field of an operation counts as one.`;

/**
 * Counts requests to GraphQL by address before anything of them is read, so that those which are refused later, for whatever
 * reason, count as well. Probes, metrics, other systems' call-backs and CORS preflights are not counted. To be called before the
 * routes are added.
 */
export function registerAddressLimit(
  app: FastifyInstance,
  addresses: AddressLimit,
  onRefusal: OnRefusal,
): void {
  const judge = (state: WindowState | null, reply: FastifyReply, done: () => void) => {
    if (!state) return done();
    for (const [name, value] of windowHeaders(state)) void reply.header(name, value);
    if (state.allowed) return done();
    onRefusal('rate_address');
    const words = `Too many requests from your address: ${state.limit} in a minute is the limit.`;
    void reply
      .code(429)
      .header('retry-after', seconds(state.resetMs))
      .send({ errors: [rateLimited(state.resetMs, words).toJSON()] });
  };
  const limit: onRequestHookHandler = (request, reply, done) => {
    const state = addresses.count(request.raw, request.ip);
    if (!(state instanceof Promise)) return judge(state, reply, done); // without a promise: this is every request
    state.then((known) => judge(known, reply, done)).catch(done);
  };
  app.addHook('onRoute', (route) => {
    if (!route.url.endsWith('/graphql') || route.method === 'OPTIONS') return;
    route.onRequest = [limit, ...[route.onRequest ?? []].flat()];
  });
}
