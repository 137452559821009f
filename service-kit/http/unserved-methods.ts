import type { FastifyInstance, FastifyReply, FastifyRequest, HTTPMethods } from 'fastify';
import { errorBody } from '../errors/errors';

const METHODS: HTTPMethods[] = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'];

/**
 * Answers what no route of a server takes: 405 where the path is served by other methods, 404 where it is not, and OPTIONS with
 * what it takes. None of it waits for a body, which may be none, or broken.
 */
export function answerUnservedMethods(app: FastifyInstance): void {
  const allowedAt = (request: FastifyRequest): string[] => {
    const served = METHODS.filter((method) => app.hasRoute({ method, url: pathOf(request) }));
    return served.length > 0 ? [...served, 'OPTIONS'] : [];
  };
  const refuseMissing = (request: FastifyRequest, reply: FastifyReply): FastifyReply => {
    const message = `There is nothing at ${request.method} ${pathOf(request)}. ${whatIsAt(app)}`;
    return reply.code(404).send(errorBody(message, 'NOT_FOUND'));
  };
  app.addHook('onRequest', (request, reply, done) => {
    const allowed = request.is404 && request.method !== 'OPTIONS' ? allowedAt(request) : [];
    if (allowed.length === 0) return done();
    const message = `Use ${allowed.join(' or ')} at ${pathOf(request)}.`;
    void reply.code(405).header('allow', allowed.join(', ')).send(errorBody(message, 'BAD_REQUEST'));
  });
  // Preflights of pages, and whatever else is told before a body is read, are answered by then.
  app.addHook('preParsing', (request, reply, payload, done) => {
    if (request.method === 'OPTIONS') {
      const allowed = allowedAt(request);
      if (allowed.length === 0) void refuseMissing(request, reply);
      else void reply.code(204).header('allow', allowed.join(', ')).send();
    } else if (request.is404) void refuseMissing(request, reply);
    else done(null, payload);
  });
  app.setNotFoundHandler(refuseMissing);
}

const pathOf = ({ url }: Pick<FastifyRequest, 'url'>): string => url.split('?')[0] ?? '';

/** A worker's server, and the one of METRICS_PORT, have no GraphQL. */
const whatIsAt = (app: FastifyInstance): string =>
  app.hasRoute({ method: 'POST', url: '/graphql' })
    ? 'GraphQL is at POST /graphql.'
    : 'Health is at GET /health, metrics at GET /metrics.';
