import type { FastifyInstance } from 'fastify';
import { EVENT_STREAM, sendEventStream, type OpenEventStream } from '../http/event-stream';
import { isCoded } from '../errors/errors';
import { errorBody } from '../errors/errors';
import { nestingRefusal, requestFacts } from '../http/http';
import type { Logger } from '../process/logger';
import type { Subgraph } from './subgraph';
import { createStreamer, isStream, type SubgraphStream } from './subgraph-stream';

interface SentOperation {
  query?: unknown;
  variables?: unknown;
  operationName?: unknown;
}

/**
 * Answers POST requests at `/graphql` that want `text/event-stream`: subscriptions, for the gateway or any other router that
 * speaks graphql-sse's distinct connections. A refusal is answered as JSON.
 */
export function serveStreams(app: FastifyInstance, subgraph: Subgraph, log: Logger): void {
  const begin = createStreamer(subgraph, log);
  const open = new Set<OpenEventStream>();
  app.addHook('preHandler', async (request, reply) => {
    const isForUs =
      request.method === 'POST' &&
      request.routeOptions.url === '/graphql' &&
      request.headers.accept?.includes(EVENT_STREAM);
    if (!isForUs) return undefined;
    const sent = (request.body ?? {}) as SentOperation;
    const { query, variables, operationName } = sent;
    if (typeof query !== 'string' || nestingRefusal({ query, variables })) {
      return reply.code(400).send(errorBody('Send a subscription as `query`.', 'BAD_REQUEST'));
    }
    const isRecord = typeof variables === 'object' && variables !== null;
    let answer;
    try {
      answer = await begin({
        query,
        variables: isRecord ? (variables as Record<string, unknown>) : {},
        operationName: typeof operationName === 'string' ? operationName : undefined,
        facts: requestFacts(request),
      });
    } catch (error) {
      if (isCoded(error)) return reply.code(401).send(errorBody(error.message, 'UNAUTHENTICATED'));
      throw error;
    }
    if (!isStream<SubgraphStream>(answer)) return reply.send({ data: null, ...answer });
    const stream = sendEventStream(reply, answer);
    open.add(stream);
    void stream.closed.then(() => open.delete(stream));
    return reply;
  });
  app.addHook('preClose', async () => {
    for (const stream of open) stream.cut();
    await Promise.all([...open].map(({ closed }) => closed));
  });
}
