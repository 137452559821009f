import { randomUUID } from 'node:crypto';
import { maxHeaderSize } from 'node:http';
import type { Socket } from 'node:net';
import { HeaderMap, type ApolloServer, type BaseContext as ApolloContext } from '@apollo/server';
import fastify, {
  LogController,
  type FastifyBaseLogger,
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
  type HTTPMethods,
} from 'fastify';
import type { RequestFacts } from './context';
import type { ErrorCode } from './errors';
import { readIdempotencyKey } from './idempotency';
import type { Logger } from './logger';
import { nestsTooDeep } from './nesting';
import { traceOf, traceparent, type Trace } from './trace';

declare module 'fastify' {
  interface FastifyRequest {
    /** Set when the request's facts are read. */
    trace: Trace | null;
  }
}
import { bearerToken } from './viewer';

/** G6: a request's body, in bytes. */
const BODY_LIMIT = 5 * 1024 * 1024;
const REQUEST_ID = /^[\w.-]{8,128}$/;

/** Thrown when a server can't listen; says which port and how to choose another. */
export class PortTakenError extends Error {
  constructor(name: string, port: number, variable: string) {
    super(`Port ${port} is taken, so ${name} can't listen. Choose another: ${variable}=${port + 10}`);
    this.name = 'PortTakenError';
  }
}

/** Which proxies may say who the client is: all, none, or those at some addresses or networks. */
export type TrustProxy = boolean | string[];

/**
 * Makes a Fastify server as all our processes use it: request ids, JSON errors that leak nothing, no access log of bodies,
 * a close that fails no accepted request (new connections are refused, open ones are answered and told to go).
 *
 * @param options.trustProxy whether `X-Forwarded-For` tells the client's address (only behind a proxy of ours)
 */
export function createHttpServer(options: { log: Logger; trustProxy?: TrustProxy }): FastifyInstance {
  const app = fastify({
    loggerInstance: options.log as FastifyBaseLogger,
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit: BODY_LIMIT,
    trustProxy: options.trustProxy ?? false,
    forceCloseConnections: 'idle',
    return503OnClosing: false,
    clientErrorHandler: refuseBrokenHttp,
    frameworkErrors: (error, request, reply) => {
      void reply.header('x-request-id', request.id);
      sendError(error, request, reply);
    },
    genReqId: (request) => {
      const given = request.headers['x-request-id'];
      return typeof given === 'string' && REQUEST_ID.test(given) ? given : randomUUID();
    },
  });
  app.decorateRequest('trace', null);
  let closing = false;
  app.addHook('preClose', (done) => {
    closing = true;
    done();
  });
  app.addHook('onSend', async (request, reply) => {
    void reply.header('x-request-id', request.id);
    if (request.trace) void reply.header('traceresponse', traceparent(request.trace));
    // Else a client that keeps its connection holds up the close until the keep-alive time-out.
    if (closing) void reply.header('connection', 'close');
  });
  app.addHook('onRequest', async (request, reply) => {
    const unread = unreadableBody(request);
    if (unread) return reply.code(415).send(errorBody(unread, 'BAD_REQUEST'));
    return undefined;
  });
  app.setErrorHandler(sendError);
  app.setNotFoundHandler((request, reply) => {
    const path = request.url.split('?')[0]!;
    const allowed = METHODS.filter((method) => app.hasRoute({ method, url: path }));
    if (allowed.length > 0) {
      void reply.header('allow', allowed.join(', '));
      return reply.code(405).send(errorBody(`Use ${allowed.join(' or ')} at ${path}.`, 'BAD_REQUEST'));
    }
    const message = `There is nothing at ${request.method} ${path}. GraphQL is at POST /graphql.`;
    return reply.code(404).send(errorBody(message, 'NOT_FOUND'));
  });
  return app;
}

const METHODS: HTTPMethods[] = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'];
const OTHER_CHARSET = /charset=(?!"?utf-?8\b)/i;

/** Why a body can't be read, if so: it would be taken for UTF-8, and for text as it stands. */
function unreadableBody({ headers }: FastifyRequest): string | null {
  const encoding = headers['content-encoding'];
  if (encoding !== undefined && encoding !== 'identity') {
    return 'Send the body uncompressed: a small compressed one could unpack to gigabytes.';
  }
  return OTHER_CHARSET.test(headers['content-type'] ?? '') ? 'Send the body as UTF-8.' : null;
}

/** An answer's body in the shape of GraphQL's errors, so that a client reads every refusal in one way. */
export const errorBody = (message: string, code: ErrorCode) => ({
  errors: [{ message, extensions: { code } }],
});

/** Fastify's own words for these name no remedy. */
const WORDS: Record<string, string> = {
  FST_ERR_CTP_BODY_TOO_LARGE: `The request's body is larger than ${BODY_LIMIT / 1024 / 1024} MB.`,
  FST_ERR_CTP_INVALID_MEDIA_TYPE: 'Send the body as JSON, with "content-type: application/json".',
  FST_ERR_CTP_INVALID_JSON_BODY: "The request's body is not valid JSON.",
  FST_ERR_BAD_URL: 'The URL is malformed.',
};

function sendError(
  error: Error & { statusCode?: number; code?: string },
  request: FastifyRequest,
  reply: FastifyReply,
): void {
  const status = error.statusCode ?? 500;
  if (status >= 500) request.log.error({ err: error, requestId: request.id }, 'request failed');
  const message =
    status >= 500 ? 'Something went wrong on our side.' : (WORDS[error.code ?? ''] ?? error.message);
  void reply.code(status).send(errorBody(message, codeOf(status)));
}

/** What is no HTTP request reaches no route: Node hands over the bare socket (Fastify's own answer has another shape). */
function refuseBrokenHttp(error: NodeJS.ErrnoException, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) return void socket.destroy();
  const { status, message, code } = BROKEN_HTTP[error.code ?? ''] ?? NOT_HTTP;
  const body = JSON.stringify(errorBody(message, code));
  socket.end(
    `HTTP/1.1 ${status}\r\ncontent-type: application/json; charset=utf-8\r\n` +
      `content-length: ${Buffer.byteLength(body)}\r\nconnection: close\r\n\r\n${body}`,
  );
}

interface BrokenHttp {
  status: string;
  message: string;
  code: ErrorCode;
}

const NOT_HTTP: BrokenHttp = {
  status: '400 Bad Request',
  message: 'This is not an HTTP request as HTTP/1.1 defines it.',
  code: 'BAD_REQUEST',
};
/** By Node's code of the error. */
const BROKEN_HTTP: Record<string, BrokenHttp> = {
  HPE_HEADER_OVERFLOW: {
    status: '431 Request Header Fields Too Large',
    message: `The request's URL and headers are larger than ${maxHeaderSize / 1024} kB. Send a long query by POST.`,
    code: 'BAD_REQUEST',
  },
  ERR_HTTP_REQUEST_TIMEOUT: {
    status: '408 Request Timeout',
    message: 'The request did not arrive in time. Send it again.',
    code: 'REQUEST_TIMEOUT',
  },
};

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

const headerOf = (request: FastifyRequest, name: string): string | null => {
  const value = request.headers[name];
  return typeof value === 'string' && value !== '' ? value.slice(0, 512) : null;
};

/** Reads what a subgraph may know of a request. @throws GraphQLError UNAUTHENTICATED for a malformed Authorization header */
export function requestFacts(request: FastifyRequest): RequestFacts {
  return {
    requestId: request.id,
    token: bearerToken(request.headers.authorization),
    ip: request.ip,
    userAgent: headerOf(request, 'user-agent'),
    deviceId: headerOf(request, 'x-device-id'),
    appType: headerOf(request, 'x-app-type'),
    appVersion: headerOf(request, 'x-app-version'),
    idempotencyKey: readIdempotencyKey(request.headers) ?? null,
    trace: (request.trace ??= traceOf(request.headers)),
  };
}

const NESTS_TOO_DEEP = 'The request nests too deep. Take levels out of its document or its variables.';

/**
 * Serves an Apollo Server at a path, GET and POST, by Apollo's framework-independent HTTP interface
 * (https://www.apollographql.com/docs/apollo-server/integrations/building-integrations). Other methods get a 405.
 *
 * @param contextOf makes the context value; its GraphQLErrors become GraphQL answers
 */
export function mountApollo<C extends ApolloContext>(
  app: FastifyInstance,
  server: ApolloServer<C>,
  path: string,
  contextOf: (request: FastifyRequest) => Promise<C>,
): void {
  app.route({
    method: ['GET', 'POST'],
    url: path,
    handler: async (request, reply) => {
      const { searchParams } = new URL(request.url, 'http://localhost');
      const sent = request.method !== 'POST' ? { query: searchParams.get('query') } : (request.body ?? {});
      if (nestsTooDeep(sent)) return reply.code(400).send(errorBody(NESTS_TOO_DEEP, 'BAD_REQUEST'));
      const response = await askApollo(server, request, () => contextOf(request));
      void reply.header('cache-control', 'no-store'); // answers depend on the token
      for (const [name, value] of response.headers) void reply.header(name, value);
      void reply.code(response.status ?? 200);
      return send(reply, response.body);
    },
  });
  app.options(path, async (_request, reply) => reply.code(204).header('allow', 'GET, POST, OPTIONS').send());
}

/**
 * Has Apollo Server answer a request.
 *
 * @param over what it shall see otherwise than it came
 */
export function askApollo<C extends ApolloContext>(
  server: ApolloServer<C>,
  request: FastifyRequest,
  context: () => Promise<C>,
  over: { method?: string; body?: unknown; accept?: string; contentType?: string } = {},
): ReturnType<ApolloServer<C>['executeHTTPGraphQLRequest']> {
  const headers = headersOf(request);
  if (over.accept) headers.set('accept', over.accept);
  if (over.contentType) headers.set('content-type', over.contentType);
  return server.executeHTTPGraphQLRequest({
    httpGraphQLRequest: {
      // HEAD is a GET whose body stays here (RFC 9110, 9.3.2); Fastify leaves it out.
      method: over.method ?? (request.method === 'HEAD' ? 'GET' : request.method.toUpperCase()),
      headers,
      search: new URL(request.url, 'http://localhost').search,
      body: over.body ?? request.body,
    },
    context,
  });
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
