import { FilterRefusal } from '../api/filters';
import { API_ROUTES } from '../api/routes';
import type { Account } from '../accounts/account';
import { answerAmojo, isAmojo } from '../amojo/amojo-api';
import { authorize } from '../oauth/authorization';
import { answerAuthorize } from '../oauth/authorize';
import { answerSubdomain, answerToken } from '../oauth/token-endpoint';
import type { Call } from './call';
import type { Exchange } from './exchange';
import { answerHome } from './home-page';
import { parseQuery } from './query-string';
import {
  accountNotFound,
  nginxPage,
  oauthProblem,
  paymentRequired,
  problem,
  tooManyRequests,
  type Reply,
} from './reply';
import { parseForm, parseJson } from './request-body';

const API_PREFIX = '/api/v4';

const routeNotFound = (exchange: Exchange): Reply => {
  const host = exchange.account?.host ?? 'www.kommo.com';
  return problem(404, `Cannot ${exchange.method} https://${host}${exchange.path}`);
};

const methodNotAllowed = (methods: readonly string[]): Reply => ({
  ...problem(405, 'Method Not Allowed'),
  headers: { Allow: methods.join(', ') },
});

function answerOwn(exchange: Exchange): Reply {
  const { world, method, path } = exchange;
  if (path === '/' && method === 'GET') return answerHome(world.accounts);
  if (path === '/oauth') {
    if (method !== 'GET' && method !== 'POST') return methodNotAllowed(['GET', 'POST']);
    return answerAuthorize(world, method, parseForm(method === 'POST' ? exchange.body : exchange.rawQuery));
  }
  if (path === '/oauth2/account/current/subdomain') return subdomainLookup(exchange);
  if (isAmojo(path)) return answerAmojo(exchange);
  // API calls to www or api-c are not answered for any account (kommo-api.md 1.6).
  return path.startsWith(API_PREFIX) ? accountNotFound() : routeNotFound(exchange);
}

function subdomainLookup(exchange: Exchange): Reply {
  if (exchange.method !== 'GET') return methodNotAllowed(['GET']);
  return answerSubdomain(exchange.world, exchange.headers['x-refresh-token']);
}

/** What the host of nobody answers: an account that was renamed lived there, perhaps (kommo-api.md 1.8). */
function formerHost(exchange: Exchange): Reply {
  const { world, path } = exchange;
  if (world.behaviour.oldHost === 'not_found') return problem(404, 'Not Found');
  if (world.behaviour.oldHost === 'unauthorized') return accountNotFound();
  return { status: 301, text: '', headers: { Location: `https://www.kommo.com${path}` } };
}

function answerTokenRequest(exchange: Exchange): Reply {
  const { world, account, method, headers, body } = exchange;
  if (method !== 'POST') return methodNotAllowed(['POST']);
  if (!account) return oauthProblem(404, null, 'Account not found');
  const form = headers['content-type']?.startsWith('application/x-www-form-urlencoded');
  return answerToken(world, account, form ? parseForm(body) : parseJson(body));
}

function refuseByRate(exchange: Exchange, clientId: string, account: Account): Reply | undefined {
  const { limiter, behaviour } = exchange.world;
  const verdict = limiter.take(clientId, account.id, performance.now());
  if (verdict === 'blocked') return nginxPage(403, 'Forbidden');
  if (verdict === 'refused') return tooManyRequests(limiter.retryAfter, behaviour);
  return undefined;
}

function answerApi(exchange: Exchange, account: Account): Reply {
  const { world, headers, method, path, rawQuery } = exchange;
  const contextUser = headers['x-context-user-id'];
  const authorization = authorize(world, account, { authorization: headers.authorization, contextUser });
  if ('refusal' in authorization) return authorization.refusal;
  const { clientId, user, scopes } = authorization;
  exchange.clientId = clientId;
  const limited = refuseByRate(exchange, clientId, account);
  if (limited) return limited;
  if (!account.plan.paid) return paymentRequired();
  const match = API_ROUTES.match(path.slice(API_PREFIX.length));
  if (!match) return routeNotFound(exchange);
  const handler = match.route.methods[method];
  if (!handler) return methodNotAllowed(Object.keys(match.route.methods));
  const call: Call = {
    world,
    account,
    user,
    clientId,
    scopes,
    method,
    path,
    params: match.params,
    query: parseQuery(rawQuery),
    rawQuery,
    body: exchange.body === '' ? undefined : parseJson(exchange.body),
    now: world.clock.now(),
  };
  try {
    return withOddRows(account, handler(call));
  } catch (error) {
    if (error instanceof FilterRefusal) return error.reply;
    throw error;
  }
}

/** Puts the odd rows of the control API into a list. */
function withOddRows(account: Account, reply: Reply): Reply {
  const embedded = (reply.body as { _embedded?: Record<string, unknown> } | undefined)?._embedded;
  if (account.odd.length === 0 || typeof embedded !== 'object') return reply;
  const changed = { ...embedded };
  for (const { list, id, set, row: given } of account.odd) {
    const rows = changed[list];
    if (!Array.isArray(rows)) continue;
    if (id === null) changed[list] = [given, ...rows];
    else {
      changed[list] = rows.map((row: Record<string, unknown> | null) => {
        if (String(row?.id) !== String(id)) return row;
        return set ? { ...row, ...set } : given;
      });
    }
  }
  return { ...reply, body: { ...(reply.body as object), _embedded: changed } };
}

/** The answer to a request, faults aside. */
export function answer(exchange: Exchange): Reply {
  const { account, path, subdomain, world } = exchange;
  // Reported of the real service: a double slash is a server error (kommo-api.md 2.1).
  if (path.includes('//')) return problem(500, 'Internal Server Error');
  if (subdomain === null) return answerOwn(exchange);
  if (account && world.limiter.isBlocked(account.id)) return nginxPage(403, 'Forbidden');
  if (path === '/oauth2/access_token') return answerTokenRequest(exchange);
  if (path === '/oauth2/account/current/subdomain') return subdomainLookup(exchange);
  if (!path.startsWith(`${API_PREFIX}/`)) return routeNotFound(exchange);
  if (!account) return formerHost(exchange);
  return answerApi(exchange, account);
}
