import { createServer, type RequestListener, type Server } from 'node:http';
import { limitOptions, type HttpLimits } from './http-limits';
import { traceRequests } from './traced-requests';

/**
 * What answers some requests before Fastify sees them: those that are worth the trouble. It answers a request itself, now or
 * later, or hands it over to `usual`, with the body still to be read or given back (`giveBack`).
 */
export type Lane = (...request: [...Parameters<RequestListener>, usual: RequestListener]) => void;

/** A server as Fastify makes it, with a lane before it. */
export function serverWithLane(lane: Lane, usual: RequestListener, limits: HttpLimits): Server {
  const { http, keepAliveTimeout, maxRequestsPerSocket, requestTimeout } = limitOptions(limits);
  // Two `Authorization` headers are none: Node would take the first of them, and a proxy before us maybe the other.
  const server = createServer(
    { ...http, joinDuplicateHeaders: true },
    traceRequests((request, response) => lane(request, response, usual)),
  );
  return Object.assign(server, { keepAliveTimeout, maxRequestsPerSocket, requestTimeout });
}
