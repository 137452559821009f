import { PassThrough } from 'node:stream';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { Pool } from 'undici';
import { errorBody, isCoded } from '../../../service-kit/errors/errors';
import { answerBeforeTheEnd, takesLong } from '../../../service-kit/http/long-requests';
import { anonymousFacts, requestFacts } from '../../../service-kit/http/http';
import type { Logger } from '../../../service-kit/process/logger';
import { disbelieveOwnPages } from './own-pages';
import { beforeDeadline } from '../pipeline/deadline';
import { MAX_ANSWER_BYTES } from '../sources/answer-size';
import { forwardedHeaders } from '../sources/forwarded-headers';
import { failureMessage } from '../sources/subgraph-source';

/** A path of a subgraph's own (not GraphQL) that the gateway offers to the public when subgraphs run by themselves. */
export interface ProxyRoute {
  /** A Fastify path: `/.well-known/jwks.json`, `/oauth/kommo/*`. */
  path: string;
  methods: readonly ('GET' | 'POST' | 'PUT')[];
  /** The subgraph's address; only its origin counts. */
  target: string;
  /** Whether `Authorization` passes as it is: it is no token of ours, and the subgraph reads it. */
  passesAuthorization?: boolean;
  /** Whether `X-Signature` passes: the subgraph checks it against the body. */
  passesSignature?: boolean;
  /** Whether its answers pass as they come, of any size: files. Others are held to a size, and wait until they are whole. */
  streams?: boolean;
  /** Whether the bodies of its requests are files, of any size, and pass as they come. */
  takesFiles?: boolean;
}

const PROXY_DEADLINE_MS = 30_000;
/** Longer than a file may take; the subgraph ends it before. */
const FILE_DEADLINE_MS = 6 * 60_000;
/** A path that climbs could leave the part of the subgraph that is offered. */
const CLIMBING = /(^|[/\\]|%2f|%5c)(\.|%2e){2}([/\\]|%2f|%5c|$)/i;
/** What of the answer passes; no cookies, no server's name, nothing of the connection. */
const ANSWER_HEADERS = [
  'content-type',
  'content-disposition',
  'cache-control',
  'location',
  'retry-after',
  'refresh',
  'x-robots-tag',
  'www-authenticate',
  'pragma',
  'content-security-policy',
];
/** Of a file, too: whoever saves it sees how much is to come. */
const STREAM_HEADERS = [...ANSWER_HEADERS, 'content-length'];

/**
 * Forwards some paths to their subgraphs, with the same headers as a GraphQL fetch and a 503 that tells nothing
 * when the subgraph can't be reached. Bodies pass as they are.
 */
export function registerProxyRoutes(app: FastifyInstance, routes: readonly ProxyRoute[], log: Logger): void {
  const [filed, plain] = [routes.filter(isForFiles), routes.filter((route) => !isForFiles(route))];
  mountRoutes(app, plain, log, (scope) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
  });
  mountRoutes(app, filed, log, takesLong);
}

const isForFiles = ({ takesFiles = false }: ProxyRoute): boolean => takesFiles;

function mountRoutes(
  app: FastifyInstance,
  routes: readonly ProxyRoute[],
  log: Logger,
  prepare: (scope: FastifyInstance) => void,
): void {
  void app.register(async (scope) => {
    prepare(scope);
    for (const route of routes) {
      const pool = new Pool(new URL(route.target).origin, {
        maxResponseSize: route.streams ? -1 : MAX_ANSWER_BYTES,
      });
      scope.addHook('onClose', () => pool.destroy());
      scope.route({
        method: [...route.methods],
        url: route.path,
        config: { takesFile: isForFiles(route) },
        handler: createHandler(route, pool, log),
      });
    }
  });
}

function createHandler(route: ProxyRoute, pool: Pool, log: Logger) {
  return async (request: FastifyRequest, reply: FastifyReply) => {
    if (CLIMBING.test(request.url.split('?')[0] ?? '')) return reply.callNotFound();
    try {
      const answer = await forward(pool, request, route);
      if (isForFiles(route)) answerBeforeTheEnd(request.raw);
      for (const name of route.streams ? STREAM_HEADERS : ANSWER_HEADERS) {
        const value = answer.headers[name];
        if (value !== undefined) void reply.header(name, value);
      }
      return await reply.code(answer.status).send(answer.body);
    } catch (error) {
      if (isCoded(error)) return reply.code(401).send(errorBody(error.message, 'UNAUTHENTICATED'));
      log.error({ path: route.path, requestId: request.id, err: error }, 'proxied request failed');
      return reply.code(503).send(errorBody(failureMessage('unreachable'), 'SERVICE_UNAVAILABLE'));
    }
  };
}

async function forward(
  pool: Pool,
  request: FastifyRequest,
  { streams = false, takesFiles = false, passesAuthorization = false, passesSignature = false }: ProxyRoute,
) {
  return beforeDeadline(Date.now() + (takesFiles ? FILE_DEADLINE_MS : PROXY_DEADLINE_MS), async (signal) => {
    const { 'content-type': type, 'content-length': length, authorization } = request.headers;
    const signature = request.headers['x-signature'];
    const facts = passesAuthorization ? anonymousFacts(request) : requestFacts(request);
    disbelieveOwnPages(facts, request.headers);
    const response = await pool.request({
      path: request.url,
      method: request.method as 'GET',
      headers: {
        ...forwardedHeaders(facts),
        ...(type ? { 'content-type': type } : {}),
        ...(passesAuthorization && authorization ? { authorization } : {}),
        ...(passesSignature && signature ? { 'x-signature': signature } : {}),
        ...(takesFiles && length ? { 'content-length': length } : {}),
      },
      body: takesFiles ? passing(request) : Buffer.isBuffer(request.body) ? request.body : null,
      signal,
    });
    const body = streams ? response.body : Buffer.from(await response.body.arrayBuffer());
    return { status: response.statusCode, headers: response.headers, body };
  });
}

/** A body as it comes. The subgraph may answer before its end; who sends it is to hear that, so its own stream is never ended. */
function passing({ raw }: FastifyRequest): PassThrough {
  const body = new PassThrough();
  raw.pipe(body);
  raw.once('close', () => {
    if (!raw.complete) body.destroy(new Error('The sender has gone.'));
  });
  body.once('close', () => raw.unpipe(body));
  body.on('error', () => undefined); // told by the request it is the body of
  return body;
}
