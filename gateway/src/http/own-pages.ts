import { randomUUID } from 'node:crypto';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { OWN_PAGES_APP } from '../../../service-kit/http/device-headers';
import type { RequestFacts } from '../../../service-kit/subgraph/context';

/*
 * Our own pages (pages/) ask the endpoint as their visitor would, and no device is asked of them. So only this process can say that a
 * request is theirs: by a word that it makes at its start and that never leaves it.
 */

const HEADER = 'x-own-pages';
const WORD = randomUUID();

/** Forgets what a client says of its app if it calls itself one of our pages. */
export function disbelieveOwnPages(facts: RequestFacts, headers: Readonly<Record<string, unknown>>): void {
  if (facts.appType?.toLowerCase() === OWN_PAGES_APP && headers[HEADER] !== WORD) facts.appType = null;
}

/** What the gateway answers. */
export interface Answer {
  data?: Record<string, unknown> | null;
  errors?: readonly { message: string; extensions?: { code?: string; retryAfterMs?: number } }[];
}

/** Asks the graph. @param token of a session */
export type Ask = (query: string, variables: object, token?: string) => Promise<Answer>;

/** Asks the gateway as a page's visitor: from their address, in their language, by its own endpoint, with its limits. */
export function askerOf(app: FastifyInstance, request: FastifyRequest): Ask {
  return async (query, variables, token) => {
    const { 'user-agent': userAgent, 'accept-language': acceptLanguage } = request.headers;
    const answer = await app.inject({
      method: 'POST',
      url: '/graphql',
      remoteAddress: request.ip,
      headers: {
        'content-type': 'application/json',
        'x-request-id': request.id,
        'x-app-type': OWN_PAGES_APP,
        [HEADER]: WORD,
        ...(userAgent ? { 'user-agent': userAgent } : {}),
        ...(acceptLanguage ? { 'accept-language': acceptLanguage } : {}),
        ...(token ? { authorization: `Bearer ${token}` } : {}),
      },
      payload: { query, variables },
    });
    return answer.json<Answer>();
  };
}
