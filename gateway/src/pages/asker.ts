import type { FastifyInstance, FastifyRequest } from 'fastify';
import { OWN_PAGES_HEADERS } from './own-pages';

/** What the gateway answers. */
export interface Answer {
  data?: Record<string, unknown> | null;
  errors?: readonly { message: string; extensions?: { code?: string; retryAfterMs?: number } }[];
}

/** Asks the graph. @param token of a session */
export type Ask = (query: string, variables: object, token?: string) => Promise<Answer>;

/** A form of ours as it was sent. */
export type Form = Readonly<Record<string, string>>;

/** Lets a part of the server read forms, whose fields are texts, and nothing else. @param bodyLimit in bytes */
export function readForms(scope: FastifyInstance, bodyLimit: number): void {
  scope.removeAllContentTypeParsers();
  scope.addContentTypeParser(
    'application/x-www-form-urlencoded',
    { parseAs: 'string', bodyLimit },
    (_request, body, done) => done(null, formOf(new URLSearchParams(String(body)))),
  );
}

/** What is ticked several times under one name is one text, with commas; forms end lines by CR LF (HTML 4.10.22.4), texts of ours by LF. */
function formOf(fields: URLSearchParams): Form {
  const form = new Map<string, string>();
  for (const [name, given] of fields) {
    const value = given.replaceAll('\r\n', '\n');
    form.set(name, form.has(name) ? `${form.get(name)},${value}` : value);
  }
  return Object.fromEntries(form);
}

/** Parameters may come twice, and are lists then. */
export const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');

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
        ...OWN_PAGES_HEADERS,
        ...(userAgent ? { 'user-agent': userAgent } : {}),
        ...(acceptLanguage ? { 'accept-language': acceptLanguage } : {}),
        ...(token ? { authorization: `Bearer ${token}` } : {}),
      },
      payload: { query, variables },
    });
    return answer.json<Answer>();
  };
}
