import { randomUUID } from 'node:crypto';
import type { IncomingHttpHeaders, IncomingMessage, RequestListener } from 'node:http';
import {
  HeaderMap,
  type ApolloServer,
  type BaseContext as ApolloContext,
  type HTTPGraphQLRequest,
} from '@apollo/server';
import fastify, {
  LogController,
  type FastifyBaseLogger,
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
} from 'fastify';
import { parse } from 'graphql';
import { conditionalRootOf } from '../subgraph/subscription-root';
import { refuseBrokenHttp } from './broken-http';
import type { RequestFacts } from '../subgraph/context';
import { deviceFactsIn } from './device-headers';
import { errorBody, type ErrorCode } from '../errors/errors';
import { enforceLimits, HTTP_LIMITS, limitOptions, type HttpLimits } from './http-limits';
import { parseJsonBodies } from './json-body';
import { readIdempotencyKey } from '../postgres/idempotency';
import { serverWithLane, type Lane } from './lane';
import type { Logger } from '../process/logger';
import { answerUnservedMethods } from './unserved-methods';
import { documentNestsTooDeep, measureVariables, NESTS_TOO_DEEP } from '../subgraph/nesting';
import { nextTurn } from '../subgraph/turns';
import { traceOf, traceparent, type Trace } from './trace';
import { followRoutes, spanOfRequest } from './traced-requests';
import { tidyForwarded, trustsOf, type ProxyHeader, type TrustProxy } from './trust-proxy';

declare module 'fastify' {
  interface FastifyRequest {
    /** Set when the request's facts are read. */
    trace: Trace | null;
  }
}
import { credentialOf } from './credential';

const REQUEST_ID = /^[\w.-]{8,128}$/;

/** Thrown when a server can't listen; says which port and how to choose another. */
export class PortTakenError extends Error {
  constructor(name: string, port: number, variable: string) {
    super(`Port ${port} is taken, so ${name} can't listen. Choose another: ${variable}=${port + 100}`);
    this.name = 'PortTakenError';
  }
}

/**
 * Makes a Fastify server as all our processes use it: request ids, JSON errors that leak nothing, no access log of bodies,
 * a close that fails no accepted request (new connections are refused, open ones are answered and told to go).
 *
 * @param options.trustProxy whose `X-Forwarded-For` tells the client's address: nobody's by default
 * @param options.proxyHeader the header it is told in
 * @param options.limits over the usual ones
 * @param options.lane gets each request first
 */
export function createHttpServer(options: {
  log: Logger;
  trustProxy?: TrustProxy;
  proxyHeader?: ProxyHeader | undefined;
  limits?: Partial<HttpLimits>;
  lane?: Lane;
}): FastifyInstance {
  const limits = { ...HTTP_LIMITS, ...options.limits };
  const { lane = (request, response, usual) => usual(request, response) } = options;
  const app = fastify({
    ...limitOptions(limits),
    serverFactory: (usual: RequestListener) => serverWithLane(lane, usual, limits),
    loggerInstance: options.log as FastifyBaseLogger,
    logController: new LogController({ disableRequestLogging: true }),
    childLoggerFactory: (log) => log, // what is logged of a request names its id; a logger for each would cost more
    ...proxyOptions(options.trustProxy ?? false, options.proxyHeader),
    // JSON's parser makes such keys properties like any others, and nothing of ours copies them into a prototype.
    onProtoPoisoning: 'ignore',
    onConstructorPoisoning: 'ignore',
    forceCloseConnections: 'idle',
    return503OnClosing: false,
    clientErrorHandler: refuseBrokenHttp(limits),
    frameworkErrors: (error, request, reply) => {
      void reply.header('x-request-id', request.id);
      sendError(error, request, reply);
    },
    genReqId: ({ headers }) => requestIdOf(headers),
  });
  app.decorateRequest('trace', null);
  followRoutes(app);
  let closing = false;
  app.addHook('preClose', (done) => {
    closing = true;
    done();
  });
  app.addHook('onSend', (request, reply, payload, done) => {
    void reply.header('x-request-id', request.id);
    if (request.trace) void reply.header('traceresponse', traceparent(request.trace));
    // Else a client that keeps its connection holds up the close until the keep-alive time-out.
    if (closing) void reply.header('connection', 'close');
    done(null, payload);
  });
  answerUnservedMethods(app);
  app.addHook('onRequest', (request, reply, done) => {
    const unread = unreadableBody(request);
    if (unread) void reply.code(415).send(errorBody(unread, 'BAD_REQUEST'));
    else done();
  });
  enforceLimits(app, limits);
  parseJsonBodies(app);
  app.setErrorHandler(sendError);
  return app;
}

/** Fastify's way to the same address as {@link clientAddress}. */
function proxyOptions(trusted: TrustProxy, header: ProxyHeader | undefined) {
  if (trusted === false) return { trustProxy: false };
  return {
    trustProxy: trustsOf(trusted),
    rewriteUrl({ headers, url }: IncomingMessage) {
      tidyForwarded(headers, header); // the first that Fastify calls with a request
      return url ?? '/';
    },
  };
}

/** The id a request came with, if it is one, or a new one. */
export function requestIdOf(headers: IncomingHttpHeaders): string {
  const given = headers['x-request-id'];
  return typeof given === 'string' && REQUEST_ID.test(given) ? given : randomUUID();
}

const OTHER_CHARSET = /charset=(?!"?utf-?8\b)/i;

/** Why a body can't be read, if so: it would be taken for UTF-8, and for text as it stands. */
function unreadableBody({ headers, routeOptions }: FastifyRequest): string | null {
  const encoding = headers['content-encoding'];
  if (encoding !== undefined && encoding !== 'identity') {
    return 'Send the body uncompressed: a small compressed one could unpack to gigabytes.';
  }
  if (routeOptions.config?.takesFile) return null;
  return OTHER_CHARSET.test(headers['content-type'] ?? '') ? 'Send the body as UTF-8.' : null;
}

/** Fastify's own words for these name no remedy. */
const WORDS: Record<string, (request: FastifyRequest) => string> = {
  FST_ERR_CTP_BODY_TOO_LARGE: ({ routeOptions }) =>
    `The request's body is larger than ${megabytes(routeOptions.bodyLimit)} MB.`,
  FST_ERR_CTP_INVALID_MEDIA_TYPE: () => 'Send the body as JSON, with "content-type: application/json".',
  FST_ERR_CTP_INVALID_JSON_BODY: () => "The request's body is not valid JSON.",
  FST_ERR_BAD_URL: () => 'The URL is malformed.',
};
const megabytes = (bytes: number) => Number((bytes / 1024 / 1024).toFixed(2));

function sendError(
  error: Error & { statusCode?: number; code?: string },
  request: FastifyRequest,
  reply: FastifyReply,
): void {
  const status = error.statusCode ?? 500;
  if (status >= 500)
    request.log.error(
      { err: error, requestId: request.id, ...(request.trace ? { traceId: request.trace.traceId } : {}) },
      'request failed',
    );
  const message =
    status >= 500
      ? 'Something went wrong on our side.'
      : (WORDS[error.code ?? '']?.(request) ?? error.message);
  void reply.code(status).send(errorBody(message, codeOf(status)));
}

const codeOf = (status: number): ErrorCode =>
  status >= 500 ? 'INTERNAL_SERVER_ERROR' : status === 429 ? 'RATE_LIMITED' : 'BAD_REQUEST';

/**
 * Listens.
 *
 * @param where.variable the environment variable that changes the port, for the error's words
 * @returns the address to reach it
 * @throws PortTakenError
 */
export async function listen(
  app: FastifyInstance,
  where: { name: string; host: string; port: number; variable: string },
): Promise<string> {
  try {
    return await app.listen({ host: where.host, port: where.port });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EADDRINUSE') {
      throw new PortTakenError(where.name, where.port, where.variable);
    }
    throw error;
  }
}

const headerOf = ({ headers }: ReceivedRequest, name: string): string | null => {
  const value = headers[name];
  return typeof value === 'string' && value !== '' ? value.slice(0, 512) : null;
};

/** A request, whoever received it. */
export interface ReceivedRequest {
  readonly id: string;
  readonly headers: IncomingHttpHeaders;
  readonly ip: string;
  /** Set when its facts are read. */
  trace: Trace | null;
}

/** Reads what a subgraph may know of a request. @throws GraphQLError UNAUTHENTICATED as {@link credentialOf} does */
export function requestFacts(request: ReceivedRequest): RequestFacts {
  return { ...anonymousFacts(request), token: credentialOf(request.headers) };
}

/** The same of a request whose token is left aside. */
export function anonymousFacts(request: ReceivedRequest): RequestFacts {
  return {
    requestId: request.id,
    token: null,
    ip: request.ip,
    userAgent: headerOf(request, 'user-agent'),
    ...deviceFactsIn(request.headers),
    acceptLanguage: headerOf(request, 'accept-language'),
    idempotencyKey: readIdempotencyKey(request.headers) ?? null,
    trace: (request.trace ??= spanOfRequest(request.headers) ?? traceOf(request.headers)),
  };
}

/** Why a request is refused before Apollo Server sees it. */
export interface RequestRefusal {
  message: string;
  code: ErrorCode;
}

/** Takes a request's parameters, of any type; answers null when it may pass. Each way to GraphQL has at least this one. */
export const nestingRefusal = ({ query, variables }: Sent): RequestRefusal | null =>
  (typeof query === 'string' && documentNestsTooDeep(query)) || measureVariables(variables).nestsTooDeep
    ? { message: NESTS_TOO_DEEP, code: 'BAD_REQUEST' }
    : typeof query === 'string'
      ? conditionalRootIn(query)
      : null;

/** Documents of which a few words say that they might make a rule of validation throw are parsed to see. */
function conditionalRootIn(query: string): RequestRefusal | null {
  if (!/\bsubscription\b/.test(query) || !/\b(skip|include)\b/.test(query)) return null;
  try {
    const message = conditionalRootOf(parse(query, { noLocation: true, maxTokens: MAX_TOKENS }));
    return message === null ? null : { message, code: 'GRAPHQL_VALIDATION_FAILED' };
  } catch {
    return null; // the server's own parser says what is wrong
  }
}

/** More than any router writes. */
const MAX_TOKENS = 50_000;

interface Sent {
  query?: unknown;
  variables?: unknown;
}

/** Above this, a request may be long work to check: several that come together are not checked in one round of the event loop. */
const LONG_BODY_BYTES = 16_384;
const isLong = ({ headers }: FastifyRequest): boolean =>
  !(Number(headers['content-length']) <= LONG_BODY_BYTES); // of unknown length, too

/**
 * Serves an Apollo Server at a path, GET and POST, by Apollo's framework-independent HTTP interface
 * (https://www.apollographql.com/docs/apollo-server/integrations/building-integrations). Other methods get a 405.
 *
 * @param parts.contextOf makes the context value; its GraphQLErrors become GraphQL answers. It may change what is asked
 * @param parts.refusalOf refuses requests by their parameters; it has to refuse what nests too deep
 */
export function mountApollo<C extends ApolloContext>(
  app: FastifyInstance,
  server: ApolloServer<C>,
  path: string,
  {
    contextOf,
    refusalOf = nestingRefusal,
  }: {
    contextOf: (request: FastifyRequest, asked: HTTPGraphQLRequest) => Promise<C>;
    refusalOf?: (sent: Sent) => RequestRefusal | null;
  },
): void {
  app.route({
    method: ['GET', 'POST'],
    url: path,
    handler: async (request, reply) => {
      if (request.method === 'POST' && isLong(request)) await nextTurn();
      const search = request.url.slice(path.length);
      const sent =
        request.method === 'POST'
          ? (request.body ?? {})
          : { query: new URLSearchParams(search).get('query') };
      const refusal = refusalOf(sent);
      if (refusal) return reply.code(400).send(errorBody(refusal.message, refusal.code));
      const response = await askApollo(server, request, (asked) => contextOf(request, asked));
      void reply.header('cache-control', 'no-store'); // answers depend on the token
      for (const [name, value] of response.headers) void reply.header(name, value);
      void reply.code(response.status ?? 200);
      return send(reply, response.body);
    },
  });
}

/**
 * Has Apollo Server answer a request.
 *
 * @param contextOf makes the context value; it may change what is asked
 * @param over what the server shall see otherwise than it came
 */
export function askApollo<C extends ApolloContext>(
  server: ApolloServer<C>,
  request: FastifyRequest,
  contextOf: (asked: HTTPGraphQLRequest) => Promise<C>,
  over: { method?: string; body?: unknown; accept?: string; contentType?: string } = {},
): ReturnType<ApolloServer<C>['executeHTTPGraphQLRequest']> {
  const headers = headersOf(request);
  if (over.accept) headers.set('accept', over.accept);
  if (over.contentType) headers.set('content-type', over.contentType);
  const queryAt = request.url.indexOf('?');
  const asked: HTTPGraphQLRequest = {
    // HEAD is a GET whose body stays here (RFC 9110, 9.3.2); Fastify leaves it out.
    method: over.method ?? (request.method === 'HEAD' ? 'GET' : request.method.toUpperCase()),
    headers,
    search: queryAt < 0 ? '' : request.url.slice(queryAt),
    body: over.body ?? request.body,
  };
  return server.executeHTTPGraphQLRequest({ httpGraphQLRequest: asked, context: () => contextOf(asked) });
}

function headersOf(request: FastifyRequest): HeaderMap {
  const headers = new HeaderMap();
  for (const [name, value] of Object.entries(request.headers)) {
    if (value !== undefined) headers.set(name, Array.isArray(value) ? value.join(', ') : value);
  }
  return headers;
}

type Body = Awaited<ReturnType<ApolloServer['executeHTTPGraphQLRequest']>>['body'];

async function send(reply: FastifyReply, body: Body): Promise<FastifyReply> {
  if (body.kind === 'complete') return reply.send(body.string);
  const parts: string[] = [];
  for await (const part of body.asyncIterator) parts.push(part);
  return reply.send(parts.join(''));
}
