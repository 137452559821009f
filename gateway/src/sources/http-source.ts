import { Pool } from 'undici';
import { TIMEOUT_HEADER, timeLeft } from '../../../service-kit/http/request-timeout';
import { forwardedHeaders } from './forwarded-headers';
import { MAX_ANSWER_BYTES } from './answer-size';
import { HttpExchange } from './http-exchange';
import { expiryOf, SubgraphFailure, type SubgraphRequest, type SubgraphSource } from './subgraph-source';

/** Connections to one subgraph; more requests wait for a free one, until they are given up. */
const CONNECTIONS = 128;
/** Requests that may wait for a connection. A subgraph so far behind won't answer them in time. */
const MAX_WAITING = 2_000;
const CONNECT_TIMEOUT_MS = 5_000;

const HEADERS = [
  ['content-type', 'application/json'],
  ['accept', 'application/graphql-response+json, application/json'],
  ['accept-encoding', 'identity'],
].flat();

/**
 * A subgraph over HTTP, by a pool of kept-alive connections. Each fetch is tried once. Redirects are not followed.
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
    connect: { timeout: CONNECT_TIMEOUT_MS },
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
      const { reader, facts } = request;
      const { isAbandoned } = facts;
      const exchange = new HttpExchange({ subgraph: name, maxAnswerBytes, expiresAt, isAbandoned, reader });
      inFlight += 1;
      try {
        pool.dispatch(
          { path, method: 'POST', headers: headersOf(request, expiresAt), body: bodyOf(request) },
          exchange,
        );
        return await exchange.answer;
      } finally {
        inFlight -= 1;
      }
    },
    // Not `close()`: what is in flight when the gateway closes has been answered or given up.
    close: () => pool.destroy(),
  };
}

/** Names and values in turn, which is how undici likes them best. */
function headersOf({ facts }: SubgraphRequest, expiresAt: number): string[] {
  const headers = [...HEADERS];
  const forwarded = forwardedHeaders(facts);
  for (const name in forwarded) headers.push(name, forwarded[name] as string);
  headers.push(TIMEOUT_HEADER, timeLeft(expiresAt));
  return headers;
}

function bodyOf({ query, variables, operationName, document }: SubgraphRequest): string {
  if (document) return `${document.bodyHead}${JSON.stringify(variables)}}`;
  return JSON.stringify({ query, variables, ...(operationName ? { operationName } : {}) });
}
