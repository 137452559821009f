import type { FaultKind } from '../faults';
import { bearerToken } from '../oauth/authorization';
import type { Exchange } from './exchange';
import {
  NO_CONTENT,
  accountNotFound,
  internalError,
  nginxPage,
  oauthProblem,
  paymentRequired,
  problem,
  tooManyRequests,
  unauthorized,
  type Reply,
} from './reply';
import { replyText } from './send';

/** The host a broken `next` link leads to: following it would send the token to a stranger. */
const FOREIGN_HOST = 'foreign-host.example.test';

/** What a fault does to a request: a reply instead, or nothing at all and the connection is cut. */
export type Broken = Reply | 'cut';

const isTokenCall = (exchange: Exchange): boolean => exchange.path === '/oauth2/access_token';

function refusedToken(exchange: Exchange, kind: '401_expired' | '401_revoked'): Reply {
  const { world, account } = exchange;
  const token = bearerToken(exchange.headers.authorization);
  // The fault is real, not only shown: an expired token stays expired, a revoked grant cannot be refreshed.
  if (token !== undefined && kind === '401_expired') world.grants.killAccess(token);
  if (token !== undefined && kind === '401_revoked') {
    const verified = world.grants.verify(token, world.clock.now());
    if (verified.ok) world.grants.revoke((grant) => grant.id === verified.value.grant.id);
  }
  world.save();
  if (isTokenCall(exchange) && account) return oauthProblem(401, 'Token has been revoked');
  return unauthorized();
}

function withForeignNext(reply: Reply): Reply {
  const body = reply.body as { _links?: { next?: { href: string } } } | undefined;
  if (!body?._links?.next) return reply;
  const href = body._links.next.href.replace(/^https:\/\/[^/]+/, `https://${FOREIGN_HOST}`);
  return { ...reply, body: { ...body, _links: { ...body._links, next: { href } } } };
}

const BREAKERS: Record<FaultKind, (exchange: Exchange, reply: Reply) => Broken> = {
  '429': ({ world }) => tooManyRequests(world.limiter.retryAfter, world.behaviour),
  '500': ({ requestId }) => internalError(requestId.replaceAll('-', '').slice(0, 16)),
  '502_html': () => nginxPage(502, 'Bad Gateway'),
  '504_html': () => nginxPage(504, 'Gateway Time-out'),
  slow: (_exchange, reply) => reply,
  reset_connection: () => 'cut',
  truncated_json: (_exchange, { body: _body, ...reply }) => {
    const text = replyText({ ...reply, body: _body });
    return { ...reply, text: text.slice(0, Math.ceil(text.length / 2)) };
  },
  empty_200: () => ({ status: 200, text: '', contentType: 'application/hal+json' }),
  '403': () => problem(403, 'You do not have permission to perform this action'),
  '403_scope': () => problem(403, 'Invalid scope'),
  html_403: () => nginxPage(403, 'Forbidden'),
  '401_expired': (exchange) => refusedToken(exchange, '401_expired'),
  '401_revoked': (exchange) => refusedToken(exchange, '401_revoked'),
  '402': () => paymentRequired(),
  '401_stray': () => unauthorized(),
  '404': () => problem(404, 'Not Found'),
  empty_204: () => NO_CONTENT,
  wrong_content_type: (_exchange, reply) => ({ ...reply, contentType: 'text/html' }),
  refresh_lost_response: () => 'cut',
  subdomain_changed: (exchange) =>
    isTokenCall(exchange) ? oauthProblem(404, null, 'Account not found') : accountNotFound(),
  next_link_foreign_host: (_exchange, reply) => withForeignNext(reply),
};

/** What a request hit by a fault gets; `reply` is what it would have got, if it was carried out. */
export function breakReply(exchange: Exchange, kind: FaultKind, reply: Reply | undefined): Broken {
  return BREAKERS[kind](exchange, reply ?? problem(500, 'Internal Server Error'));
}
