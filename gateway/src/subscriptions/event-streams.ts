import type { HTTPGraphQLRequest } from '@apollo/server';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { FormattedExecutionResult } from 'graphql';
import { cookieSlotOf } from '../cookie-sessions/cookie-requests';
import { EVENT_STREAM, sendEventStream, type OpenEventStream } from '../../../service-kit/http/event-stream';
import { errorBody } from '../../../service-kit/errors/errors';
import { askApollo } from '../../../service-kit/http/http';
import { createGatewayContext } from '../pipeline/context';
import { withSlot } from './begin-subscription';
import { admit, type ClientResults, type SubscriptionParts } from './run-operation';

const PATH = '/graphql';

/**
 * Answers requests at `/graphql` that want `text/event-stream`, in the manner of graphql-sse's distinct connections. What
 * is refused before its stream begins, and by its HTTP status, is answered as JSON; a refusal of the graph's (NOT_FOUND
 * say) is the stream's only result.
 */
export function registerEventStreams(app: FastifyInstance, parts: SubscriptionParts): void {
  const open = new Set<OpenEventStream>();
  app.addHook('preHandler', async (request, reply) => {
    if (request.routeOptions.url !== PATH || !isForUs(request)) return undefined;
    const sent = operationOf(request);
    if (!sent) return reply.code(400).send(errorBody('`variables` is not valid JSON.', 'BAD_REQUEST'));
    const refusal = parts.refusalOf(sent);
    if (refusal) return reply.code(400).send(errorBody(refusal.message, refusal.code));
    return answer(parts, open, request, reply, sent);
  });
  app.addHook('preClose', async () => {
    for (const stream of open) stream.cut();
    await Promise.all([...open].map(({ closed }) => closed));
  });
}

/** Clients that list everything they understand (urql) get JSON unless the document has a subscription. */
function isForUs({ method, headers: { accept = '' }, body }: FastifyRequest): boolean {
  if (!accept.includes(EVENT_STREAM) || (method !== 'GET' && method !== 'POST')) return false;
  if (!/\bjson\b|\*\/\*/.test(accept)) return true;
  const { query } = (body ?? {}) as { query?: unknown };
  return typeof query === 'string' && /\bsubscription\b/.test(query);
}

/** @returns null for broken JSON in the URL */
function operationOf(request: FastifyRequest): Record<string, unknown> | null {
  if (request.method === 'POST') return (request.body ?? {}) as Record<string, unknown>;
  const { searchParams } = new URL(request.url, 'http://localhost');
  try {
    return Object.fromEntries(
      [...searchParams].map(([name, text]) => [
        name,
        name === 'variables' || name === 'extensions' ? (JSON.parse(text) as unknown) : text,
      ]),
    );
  } catch {
    return null;
  }
}

async function answer(
  parts: SubscriptionParts,
  open: Set<OpenEventStream>,
  request: FastifyRequest,
  reply: FastifyReply,
  sent: Record<string, unknown>,
): Promise<FastifyReply> {
  const { server, verifier, deadlineMs } = parts;
  const isGet = request.method === 'GET';
  let context: Awaited<ReturnType<typeof makeContext>> | undefined;
  const makeContext = async () => {
    const cookies = cookieSlotOf(request.raw);
    const made = await createGatewayContext(request, verifier, deadlineMs);
    return withSlot(cookies ? { ...made, cookies } : made, deadlineMs, isGet);
  };
  const contextOf = async (asked: HTTPGraphQLRequest) => {
    context = await makeContext();
    parts.persisted.admit(asked, context);
    return context;
  };
  const response = await askApollo(server, request, contextOf, {
    // A GET carries nothing but a subscription (see `isExclusive`), which changes nothing.
    ...(isGet ? { method: 'POST', contentType: 'application/json' } : {}),
    accept: 'application/json',
    body: sent,
  });
  for (const [name, value] of response.headers) void reply.header(name, value);
  const text = response.body.kind === 'complete' ? response.body.string : '';
  const operation = context?.subscription.operation;
  if (!context || !operation) {
    const isRefused = (response.status ?? 200) >= 400 || /\bjson\b/.test(request.headers.accept ?? '');
    if (isRefused)
      return reply
        .code(response.status ?? 200)
        .header('cache-control', 'no-store')
        .send(text);
    return stream(open, reply, once(JSON.parse(text) as FormattedExecutionResult));
  }
  try {
    const results = await admit(parts, operation, context, 'sse');
    stream(open, reply, results, (opened) => {
      const { token } = context?.facts ?? { token: null };
      if (token !== null) operation.whenOver(parts.tokens.watch(token, () => opened.cut()));
      operation.whenInterrupted(() => opened.cut());
    });
  } catch (error) {
    return reply.code(429).send(errorBody((error as Error).message, 'RATE_LIMITED'));
  }
  return reply;
}

function stream(
  open: Set<OpenEventStream>,
  reply: FastifyReply,
  results: ClientResults,
  whenOpen: (opened: OpenEventStream) => void = () => undefined,
): FastifyReply {
  const opened = sendEventStream(reply, results);
  open.add(opened);
  void opened.closed.then(() => open.delete(opened));
  whenOpen(opened);
  return reply;
}

function once(result: FormattedExecutionResult): ClientResults {
  const iterator = [result][Symbol.iterator]();
  return {
    [Symbol.asyncIterator]() {
      return this;
    },
    next: async () => iterator.next() as IteratorResult<FormattedExecutionResult>,
    return: async () => ({ value: undefined, done: true }),
  };
}
