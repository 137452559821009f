import type { IncomingHttpHeaders, IncomingMessage, RequestListener } from 'node:http';
import type { FastifyInstance } from 'fastify';
import { beginSpan, isTracing, within, type Span } from '../telemetry/tracing';
import { traceOf } from './trace';

/*
 * The span of an HTTP request, whichever lane answers it. Addresses may hold tokens of links, so a span is named by the route's
 * pattern, never by what was asked for.
 */

/** By a request's headers, which every lane hands on as they are. */
const spans = new WeakMap<IncomingHttpHeaders, Span>();

/** The span of the request that these headers came with. */
export const spanOfRequest = (headers: IncomingHttpHeaders): Span | undefined =>
  isTracing() ? spans.get(headers) : undefined;

/** What polls a process says nothing of its work. */
const QUIET = /^\/(health|ping|metrics)\b/;

/** Serves each request in a span that lasts until its answer is out. */
export function traceRequests(serve: RequestListener): RequestListener {
  return (request, response) => {
    if (!isTracing() || QUIET.test(request.url ?? '')) return serve(request, response);
    const span = beginFor(request);
    if (!span) return serve(request, response);
    response.once('close', () => {
      const { statusCode, writableFinished } = response;
      span.set('http.response.status_code', statusCode);
      if (!writableFinished) span.set('http.client_left', true);
      if (statusCode >= 500) span.fail(String(statusCode));
      span.end();
    });
    within(span, () => serve(request, response));
  };
}

function beginFor({ method = 'GET', headers }: IncomingMessage): Span | undefined {
  const parent = traceOf(headers);
  const span = beginSpan(method, {
    kind: 'server',
    parent,
    attributes: { 'http.request.method': method },
  });
  if (span) spans.set(headers, span);
  return span;
}

/** Names a request's span by its route, and carries it over the reading of the body, which loses it. */
export function followRoutes(app: FastifyInstance): void {
  if (!isTracing()) return;
  app.addHook('onRequest', (request, _reply, done) => {
    const route = request.routeOptions.url;
    if (route) nameByRoute(request.raw, route);
    done();
  });
  app.addHook('preHandler', (request, _reply, done) => within(spans.get(request.raw.headers), done));
}

/** Names a request's span by its route's pattern. */
export function nameByRoute({ method, headers }: IncomingMessage, route: string): void {
  const span = spanOfRequest(headers);
  span?.rename(`${method} ${route}`);
  span?.set('http.route', route);
}
