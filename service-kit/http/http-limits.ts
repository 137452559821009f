import type { Server } from 'node:http';
import type { FastifyHttpOptions, FastifyInstance } from 'fastify';
import { errorBody } from '../errors/errors';

/** What one connection, one request may take of a server. */
export interface HttpLimits {
  /** A request's body, in bytes. */
  readonly bodyBytes: number;
  /** A request's path with its query, in bytes. */
  readonly urlBytes: number;
  /** A request's headers with its URL, in bytes. */
  readonly headerBytes: number;
  /** How long a client may take to send its headers, and its request in all, in ms. */
  readonly readTimeoutMs: number;
  /** How long a connection may wait for its next request, in ms: longer than load balancers wait (60 s), so that they close first. */
  readonly keepAliveMs: number;
  /** Requests on one connection before the client has to open another; so that clients find new replicas. */
  readonly requestsPerConnection: number;
  /** Connections at once; further ones are dropped. Ten thousand subscriptions have one each, and leave room for requests. */
  readonly connections: number;
}

export const HTTP_LIMITS: HttpLimits = {
  bodyBytes: 5 * 1024 * 1024,
  urlBytes: 2 * 1024,
  headerBytes: 16 * 1024,
  readTimeoutMs: 10_000,
  keepAliveMs: 72_000,
  requestsPerConnection: 100_000,
  connections: 30_000,
};

/** Node looks for connections that are over their time now and then; this often within the time. */
const CHECKS_PER_TIMEOUT = 10;

/** Node's own switches for the limits. A slow sender is cut off at its time-out at the latest, not at a check after it. */
export function limitOptions(limits: HttpLimits) {
  const checkEveryMs = Math.ceil(limits.readTimeoutMs / CHECKS_PER_TIMEOUT);
  const timeoutMs = limits.readTimeoutMs - checkEveryMs;
  return {
    bodyLimit: limits.bodyBytes,
    keepAliveTimeout: limits.keepAliveMs,
    maxRequestsPerSocket: limits.requestsPerConnection,
    requestTimeout: timeoutMs,
    http: {
      headersTimeout: timeoutMs,
      connectionsCheckingInterval: checkEveryMs,
      maxHeaderSize: limits.headerBytes,
    },
  } satisfies FastifyHttpOptions<Server>;
}

/** What Node has no switch for. */
export function enforceLimits(app: FastifyInstance, { urlBytes, connections }: HttpLimits): void {
  app.server.maxConnections = connections;
  const message = `The URL is longer than ${urlBytes} bytes. Send a long query by POST.`;
  app.addHook('onRequest', (request, reply, done) => {
    if (request.url.length > urlBytes) void reply.code(414).send(errorBody(message, 'BAD_REQUEST'));
    else done();
  });
}
