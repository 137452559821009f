import { buildConnector, Pool } from 'undici';
import {
  AGE_HEADER,
  ageOf,
  TIMEOUT_HEADER,
  timeLeft,
  VERSION_HEADER,
} from '../../../service-kit/http/request-timeout';
import { forwardedHeaders } from './forwarded-headers';
import { MAX_ANSWER_BYTES } from './answer-size';
import { HttpExchange } from './http-exchange';
import { expiryOf, SubgraphFailure, type SubgraphRequest, type SubgraphSource } from './subgraph-source';

/** Connections to one subgraph; more requests wait for a free one, until they are given up. */
const CONNECTIONS = 128;
/** Requests that may wait for a connection. A subgraph so far behind won't answer them in time. */
const MAX_WAITING = 2_000;
const CONNECT_TIMEOUT_MS = 5_000;
/** Kept connections in a row that may turn out to be closed. */
const MAX_STALE = 3;

const HEADERS = [
  ['content-type', 'application/json'],
  ['accept', 'application/graphql-response+json, application/json'],
  ['accept-encoding', 'identity'],
].flat();

/**
 * A subgraph over HTTP, by a pool of kept-alive connections. Each fetch is tried once, but for a query that a kept connection
 * loses because the subgraph is just closing it: that says nothing of the subgraph, and it is sent over another one. Redirects
 * are not followed.
 *
 * @param options.url where it takes GraphQL by POST
 * @param options.maxAnswerBytes the largest answer read, 16 MB by default
 * @param options.timeoutMs how long a query may take, besides the request's deadline
 */
export function createHttpSource(options: {
  name: string;
  url: string;
  maxAnswerBytes?: number;
  timeoutMs?: number;
}): SubgraphSource {
  const { name, maxAnswerBytes = MAX_ANSWER_BYTES, timeoutMs = Infinity } = options;
  const { origin, pathname, search } = new URL(options.url);
  const path = pathname + search;
  const pool = new Pool(origin, {
    connections: CONNECTIONS,
    connect,
    headersTimeout: 0, // the exchange is given up as a whole
    bodyTimeout: 0,
  });
  let inFlight = 0;

  return {
    name,
    async fetch(request) {
      const expiresAt = expiryOf(request, timeoutMs);
      // Nothing is begun that nobody waits for.
      if (expiresAt <= Date.now()) throw new SubgraphFailure(name, 'deadline');
      if (inFlight >= CONNECTIONS + MAX_WAITING) throw new SubgraphFailure(name, 'overloaded');
      const { reader, facts, operationType } = request;
      const { isAbandoned } = facts;
      const sent = {
        ...{ path, method: 'POST' as const },
        ...{ headers: headersOf(request, expiresAt), body: bodyOf(request) },
      };
      inFlight += 1;
      try {
        for (let tries = 1; ; tries += 1) {
          const exchange = new HttpExchange({
            subgraph: name,
            maxAnswerBytes,
            expiresAt,
            isAbandoned,
            reader,
          });
          pool.dispatch(sent, exchange);
          try {
            return await exchange.answer;
          } catch (error) {
            if (operationType !== 'query' || tries > MAX_STALE || !wasStale(error)) throw error;
          }
        }
      } finally {
        inFlight -= 1;
      }
    },
    // Not `close()`: what is in flight when the gateway closes has been answered or given up.
    close: () => pool.destroy(),
  };
}

const connectTo = buildConnector({ timeout: CONNECT_TIMEOUT_MS });

/** Connects, and has the connection's errors say what had come over it, as undici's own do. */
const connect: buildConnector.connector = (options, done) =>
  connectTo(options, (error, socket) => {
    if (error) return done(error, null);
    socket.prependListener('error', (broken: BrokenConnection) => {
      broken.socket ??= { bytesRead: socket.bytesRead };
    });
    done(null, socket);
  });

interface BrokenConnection extends Error {
  socket?: { readonly bytesRead: number } | null;
}

/** Whether a request met a connection that had carried answers before, and was broken before anything of its own had come. */
const wasStale = (error: unknown): boolean =>
  error instanceof SubgraphFailure &&
  error.reason === 'unreachable' &&
  error.status === undefined &&
  ((error.cause as BrokenConnection | undefined)?.socket?.bytesRead ?? 0) > 0;

/** Names and values in turn, which is how undici likes them best. */
function headersOf({ facts }: SubgraphRequest, expiresAt: number): string[] {
  const headers = [...HEADERS];
  const forwarded = forwardedHeaders(facts);
  for (const name in forwarded) headers.push(name, forwarded[name] as string);
  headers.push(TIMEOUT_HEADER, timeLeft(expiresAt));
  if (facts.arrivedAt !== undefined) headers.push(AGE_HEADER, ageOf(facts.arrivedAt));
  if (facts.changeVersion !== undefined) headers.push(VERSION_HEADER, facts.changeVersion);
  return headers;
}

function bodyOf({ query, variables, operationName, bodyHead }: SubgraphRequest): string {
  if (bodyHead !== undefined) return `${bodyHead}${JSON.stringify(variables)}}`;
  return JSON.stringify({ query, variables, ...(operationName ? { operationName } : {}) });
}
