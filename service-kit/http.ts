import { randomUUID } from 'node:crypto';
import { HeaderMap, type ApolloServer, type BaseContext as ApolloContext } from '@apollo/server';
import fastify, {
  type FastifyBaseLogger,
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
} from 'fastify';
import type { RequestFacts } from './context';
import type { Logger } from './logger';
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

/**
 * Makes a Fastify server as all our processes use it: request ids, JSON errors that leak nothing, no access log of bodies.
 *
 * @param options.trustProxy whether `X-Forwarded-For` tells the client's address (only behind a proxy of ours)
 */
export function createHttpServer(options: { log: Logger; trustProxy?: boolean }): FastifyInstance {
  const app = fastify({
    loggerInstance: options.log as FastifyBaseLogger,
    disableRequestLogging: true,
    bodyLimit: BODY_LIMIT,
    trustProxy: options.trustProxy ?? false,
    forceCloseConnections: 'idle',
    genReqId: (request) => {
      const given = request.headers['x-request-id'];
      return typeof given === 'string' && REQUEST_ID.test(given) ? given : randomUUID();
    },
  });
  app.addHook('onSend', async (request, reply) => void reply.header('x-request-id', request.id));
  app.setErrorHandler((error: Error & { statusCode?: number }, request, reply) => {
    const status = error.statusCode ?? 500;
    if (status >= 500) request.log.error({ err: error, requestId: request.id }, 'request failed');
    const message = status >= 500 ? 'Something went wrong on our side.' : error.message;
    void reply.code(status).send({ errors: [{ message, extensions: { code: codeOf(status) } }] });
  });
  app.setNotFoundHandler((request, reply) => {
    const message = `There is nothing at ${request.method} ${request.url.split('?')[0]}. GraphQL is at POST /graphql.`;
    void reply.code(404).send({ errors: [{ message, extensions: { code: 'NOT_FOUND' } }] });
  });
  return app;
}

const codeOf = (status: number): string =>
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
  };
}

/**
 * Serves an Apollo Server at a path, GET and POST, by Apollo's framework-independent HTTP interface
 * (https://www.apollographql.com/docs/apollo-server/integrations/building-integrations).
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
    method: ['GET', 'POST', 'OPTIONS'],
    url: path,
    handler: async (request, reply) => {
      const headers = new HeaderMap();
      for (const [name, value] of Object.entries(request.headers)) {
        if (value !== undefined) headers.set(name, Array.isArray(value) ? value.join(', ') : value);
      }
      const response = await server.executeHTTPGraphQLRequest({
        httpGraphQLRequest: {
          method: request.method.toUpperCase(),
          headers,
          search: new URL(request.url, 'http://localhost').search,
          body: request.body,
        },
        context: () => contextOf(request),
      });
      for (const [name, value] of response.headers) void reply.header(name, value);
      void reply.code(response.status ?? 200);
      return send(reply, response.body);
    },
  });
}

type Body = Awaited<ReturnType<ApolloServer['executeHTTPGraphQLRequest']>>['body'];

async function send(reply: FastifyReply, body: Body): Promise<FastifyReply> {
  if (body.kind === 'complete') return reply.send(body.string);
  const parts: string[] = [];
  for await (const part of body.asyncIterator) parts.push(part);
  return reply.send(parts.join(''));
}
