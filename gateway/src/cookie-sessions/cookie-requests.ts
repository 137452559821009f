import type { IncomingMessage } from 'node:http';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { errorBody } from '../../../service-kit/errors/errors';
import { readCookies, type SameSite } from './cookies';

/*
 * Sessions in cookies, for browsers: asked for by `X-Session-Mode: cookie` at log-in, and with each request. Without that header
 * cookies are not looked at: a page of another site can't send it without a preflight, which only listed origins pass. What comes
 * behind this sees a bearer token, as always.
 */

/** The header that asks for it, which no other site's page can send unasked. */
const SESSION_MODE = 'x-session-mode';

export interface CookieSessionOptions {
  readonly sameSite: SameSite;
}

/** What the cookies of a request say, and what its answer shall set. */
export interface CookieSlot {
  readonly sameSite: SameSite;
  readonly refreshToken: string | null;
  setCookies: readonly string[];
}

const slots = new WeakMap<IncomingMessage, CookieSlot>();

/** The cookies of a request; undefined for one that is not in this mode. */
export const cookieSlotOf = (raw: IncomingMessage): CookieSlot | undefined => slots.get(raw);

/** Whether a request asks for the mode, or a preflight for leave to. */
function isInMode({ headers, method }: FastifyRequest): boolean {
  if (headers[SESSION_MODE] !== undefined) return true;
  const asked = headers['access-control-request-headers'];
  return (
    method === 'OPTIONS' &&
    (asked ?? '')
      .toLowerCase()
      .split(/\s*,\s*/)
      .includes(SESSION_MODE)
  );
}

/**
 * Reads the cookies before anything else looks at a request. Only pages of exactly listed origins, and of the server's own, may use
 * them; the general CORS of development (Sandbox, any local page) is not enough.
 *
 * @param origins exact ones: `https://app.example.com`
 */
export function registerCookieSessions(
  app: FastifyInstance,
  { sameSite }: CookieSessionOptions,
  origins: readonly string[],
): void {
  const exact = new Set(origins);
  const isOwn = (origin: string, host: string | undefined) =>
    URL.canParse(origin) && new URL(origin).host === host && new URL(origin).origin === origin;

  app.addHook('onRequest', async (request, reply) => {
    if (!isInMode(request)) return undefined;
    const { origin, host, authorization, cookie } = request.headers;
    if (origin !== undefined && exact.has(origin)) {
      void reply.header('access-control-allow-credentials', 'true');
    }
    if (request.method === 'OPTIONS') return undefined;
    if (request.headers[SESSION_MODE] !== 'cookie') return refuse(reply, 400, UNKNOWN_MODE);
    if (authorization !== undefined) return refuse(reply, 400, TOKEN_AND_COOKIE);
    if (origin !== undefined && !exact.has(origin) && !isOwn(origin, host))
      return refuse(reply, 403, FOREIGN_PAGE);
    const sent = readCookies(cookie);
    if (!sent) return refuse(reply, 400, TWO_COOKIES);
    delete request.raw.headers.cookie; // nobody behind this has to do with it
    if (sent.access !== null) request.raw.headers.authorization = `Bearer ${sent.access}`;
    slots.set(request.raw, { sameSite, refreshToken: sent.refresh, setCookies: [] });
    return undefined;
  });
  app.addHook('onSend', async (request, reply) => {
    const { setCookies = [] } = slots.get(request.raw) ?? {};
    if (setCookies.length > 0) void reply.header('set-cookie', [...setCookies]);
  });
}

const UNKNOWN_MODE = 'X-Session-Mode can be "cookie" only; leave it out to send tokens yourself.';
const TOKEN_AND_COOKIE = 'Send a token in "Authorization" or X-Session-Mode: cookie, not both.';
const FOREIGN_PAGE =
  'Pages of this origin may not use sessions in cookies: it is not listed in CORS_ORIGINS.';
const TWO_COOKIES = 'There are two cookies of one name. Delete the cookies of this site and log in again.';

async function refuse(reply: FastifyReply, status: 400 | 403, message: string): Promise<FastifyReply> {
  return reply
    .code(status)
    .header('cache-control', 'no-store')
    .type('application/json; charset=utf-8')
    .send(errorBody(message, status === 403 ? 'FORBIDDEN' : 'BAD_REQUEST'));
}
