import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { LRUCache } from 'lru-cache';
import { RateLimiterMemory, type RateLimiterRes } from 'rate-limiter-flexible';
import { PERMISSION_NAMES } from '../../../../schema/permissions';
import { parseApiKey } from '../../../../service-kit/auth/api-key';
import { hashToken } from '../../../../service-kit/auth/secrets';
import { isCoded } from '../../../../service-kit/errors/errors';
import { addressKey } from '../../../../service-kit/http/address-key';
import { createSemaphore, QueueFullError, type Semaphore } from '../../../../service-kit/jobs/semaphore';
import type { IdentityParts } from '../context';
import type { ExchangedToken } from './exchange';

/*
 * `POST /oauth/token`: a short token for a key, for servers that speak OAuth 2 (RFC 6749, 4.4: client credentials). The client's id
 * is the 16 characters in the key's text, its secret the whole text.
 */

const PATH = '/oauth/token';
const MAX_BODY_BYTES = 8 * 1024;
/** Failures of one address in a minute. Who has the right key is not counted. */
const FAILURES_PER_MINUTE = 20;
/** Tokens of one key in a minute: one lives ten minutes, so a program asks anew much too often long before. */
const TOKENS_PER_MINUTE = 300;
/** Requests that run at once in a process, one fewer of one address; more wait for their turn, a few. */
const AT_ONCE = 4;
const MAX_WAITING = 200;
const MAX_WAITING_OF_ONE = 20;

/** As RFC 6749, 5.2, names them; the last one is RFC 6585's 429. */
type OAuthError =
  | 'invalid_request'
  | 'invalid_client'
  | 'unsupported_grant_type'
  | 'invalid_scope'
  | 'temporarily_unavailable'
  | 'slow_down';

/** A refusal in the words of RFC 6749. */
class Refusal extends Error {
  constructor(
    readonly error: OAuthError,
    message: string,
    readonly status = 400,
  ) {
    super(message);
  }
}

const badClient = (message: string) => new Refusal('invalid_client', message, 401);

interface Guard {
  readonly room: Semaphore;
  readonly failures: RateLimiterMemory;
  /** By the key's hash. */
  readonly tokens: RateLimiterMemory;
  /** Keys that were good lately, by hash: guesses of others from the same address don't keep them out. */
  readonly good: LRUCache<string, true>;
}
const MAX_GOOD = 10_000;

/** Serves the endpoint. Its content type is its own: elsewhere forms stay refused. */
export function serveTokenEndpoint(
  app: FastifyInstance,
  { exchangeKey }: Pick<IdentityParts, 'exchangeKey'>,
): void {
  const guard: Guard = {
    room: createSemaphore(AT_ONCE, MAX_WAITING, MAX_WAITING_OF_ONE),
    tokens: new RateLimiterMemory({ points: TOKENS_PER_MINUTE, duration: 60 }),
    failures: new RateLimiterMemory({ points: FAILURES_PER_MINUTE, duration: 60 }),
    good: new LRUCache({ max: MAX_GOOD }),
  };
  void app.register(async (scope) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser(
      'application/x-www-form-urlencoded',
      { parseAs: 'string', bodyLimit: MAX_BODY_BYTES },
      (_request, body, done) => done(null, String(body)),
    );
    scope.addContentTypeParser('*', (_request, _body, done) => done(null, null));
    scope.post(PATH, async (request, reply) => {
      void reply.header('cache-control', 'no-store').header('pragma', 'no-cache');
      try {
        const work = () => answer(request, exchangeKey, guard);
        return await reply.send(await guard.room.run(work, addressKey(request.ip)));
      } catch (error) {
        return refuse(reply, error);
      }
    });
  });
}

async function answer(
  request: FastifyRequest,
  exchangeKey: IdentityParts['exchangeKey'],
  { failures, tokens, good }: Guard,
): Promise<object> {
  const form = readForm(request.body);
  const client = readClient(request.headers.authorization, form);
  const grant = form.get('grant_type');
  if (grant === undefined) throw new Refusal('invalid_request', 'The parameter "grant_type" is missing.');
  if (grant !== 'client_credentials') {
    throw new Refusal('unsupported_grant_type', 'Only "client_credentials" is supported.');
  }
  const scopes = readScopes(form.get('scope'));
  const address = addressKey(request.ip);
  const name = hashToken(client.secret).toString('base64');
  const isKnown = good.has(name);
  // Counted before anybody is asked, so that many at once are no more than one after the other.
  if (isKnown) await take(tokens, name, 'Too many tokens of one key: use each for its ten minutes.');
  else await take(failures, address, 'Too many failures.');
  let token: ExchangedToken;
  try {
    if (parseApiKey(client.secret)?.publicId !== client.id) throw badClient('The client is not known here.');
    token = await exchangeKey(client.secret, {
      ip: request.ip,
      ...(scopes ? { scopes } : {}),
    });
  } catch (error) {
    const refused = asClientError(error);
    if (refused) good.delete(name);
    if (refused && isKnown) await failures.consume(address).catch(() => undefined); // whatever the count says
    if (!refused && !isKnown) await failures.reward(address);
    throw refused ?? error;
  }
  if (!isKnown) {
    await failures.reward(address);
    await tokens.consume(name).catch(() => undefined);
  }
  good.set(name, true);
  if (scopes && token.scopes.length < scopes.length) {
    throw new Refusal('invalid_scope', 'The key does not have all of these scopes.');
  }
  return {
    access_token: token.accessToken,
    token_type: 'Bearer',
    expires_in: Math.max(0, Math.round((token.expiresAt.getTime() - Date.now()) / 1000)),
    scope: token.scopes.join(' '),
  };
}

/** RFC 6749, 3.2: parameters come once, and empty ones count as left out. */
function readForm(body: unknown): Map<string, string> {
  if (typeof body !== 'string') {
    throw new Refusal('invalid_request', 'Send a form: content-type application/x-www-form-urlencoded.');
  }
  const form = new Map<string, string>();
  for (const [name, value] of new URLSearchParams(body)) {
    if (form.has(name)) throw new Refusal('invalid_request', 'A parameter came twice.');
    form.set(name, value);
  }
  for (const [name, value] of form) if (value === '') form.delete(name);
  return form;
}

/** RFC 6749, 2.3.1: by HTTP Basic, or in the form; never both. */
function readClient(
  authorization: string | undefined,
  form: ReadonlyMap<string, string>,
): { id: string; secret: string } {
  const [id, secret] = [form.get('client_id'), form.get('client_secret')];
  if (authorization === undefined) {
    if (id === undefined || secret === undefined) throw badClient('Send the client’s id and secret.');
    return { id, secret };
  }
  if (secret !== undefined) {
    throw new Refusal('invalid_request', 'Send the secret in the header or in the form, not in both.');
  }
  const encoded = /^Basic +([A-Za-z0-9+/]+=*)$/i.exec(authorization)?.[1];
  const [first, ...rest] = Buffer.from(encoded ?? '', 'base64')
    .toString('utf8')
    .split(':');
  const named = { id: decoded(first), secret: decoded(rest.join(':')) };
  if (!named.id || !named.secret) throw badClient('Send "Authorization: Basic" with the id and the secret.');
  if (id !== undefined && id !== named.id) throw new Refusal('invalid_request', 'Two clients are named.');
  return { id: named.id, secret: named.secret };
}

function decoded(text: string | undefined): string | null {
  try {
    return decodeURIComponent((text ?? '').replaceAll('+', ' '));
  } catch {
    return null;
  }
}

function readScopes(scope: string | undefined): string[] | null {
  if (scope === undefined) return null;
  const names = [...new Set(scope.split(' '))];
  if (names.some((name) => !(PERMISSION_NAMES as readonly string[]).includes(name))) {
    throw new Refusal('invalid_scope', 'A scope is not known here.');
  }
  return names;
}

/** Takes one of what there is in a minute. @throws Refusal slow_down when nothing is left */
async function take(limiter: RateLimiterMemory, key: string, words: string): Promise<void> {
  await limiter.consume(key).catch(({ msBeforeNext }: RateLimiterRes) => {
    throw new Refusal('slow_down', `${words} Try again in ${Math.ceil(msBeforeNext / 1000)} s.`, 429);
  });
}

/** @returns null for what is not the client's fault */
function asClientError(error: unknown): Refusal | null {
  if (error instanceof Refusal) return error;
  return isCoded(error) && error.extensions['code'] === 'UNAUTHENTICATED' ? badClient(error.message) : null;
}

function refuse(reply: FastifyReply, thrown: unknown): FastifyReply {
  const error =
    thrown instanceof QueueFullError
      ? new Refusal('slow_down', 'Too many requests at once. Try again shortly.', 429)
      : thrown;
  if (!(error instanceof Refusal)) {
    reply.log.error({ err: error }, 'token not given');
    return reply
      .code(503)
      .send({ error: 'temporarily_unavailable', error_description: 'Try again shortly.' });
  }
  if (error.status === 401) void reply.header('www-authenticate', 'Basic realm="CashCraft"');
  return reply.code(error.status).send({ error: error.error, error_description: error.message });
}
