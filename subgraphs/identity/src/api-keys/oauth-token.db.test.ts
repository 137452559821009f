import type { FastifyInstance } from 'fastify';
import { formatApiKey, newKeySecret, newPublicId, parseApiKey } from '../../../../service-kit/auth/api-key';
import { createKeyRing } from '../../../../service-kit/auth/secrets';
import { createHttpServer } from '../../../../service-kit/http/http';
import { createMailer } from '../../../../service-kit/mail/mails';
import { silentLogger } from '../../../../service-kit/process/logger';
import { useIdentity } from '../../../../testkit/identity';
import type { SeededOrganization } from '../../../../testkit/seed';
import { dataOf } from '../../../../testkit/subgraph';
import { exchangeApiKey } from './exchange';
import { warnOfKeys } from './key-warnings';
import { serveTokenEndpoint } from './oauth-token.http';

const graph = useIdentity();
let org: SeededOrganization;
let app: FastifyInstance;
let key: { id: string; client: string; secret: string };

beforeEach(async () => {
  org = await graph.seed();
  app = createHttpServer({ log: silentLogger(), trustProxy: true });
  serveTokenEndpoint(app, {
    exchangeKey: (text, use) => exchangeApiKey({ source: graph.parts.source, keys: graph.keys }, text, use),
  });
  const { createApiKey } = dataOf(
    await graph.execute(
      org.owner.viewer,
      'mutation { createApiKey(input: { name: "Server", scopes: ["crm:read", "costs:read"] }) { apiKey { id } secret } }',
    ),
  );
  const { secret } = createApiKey;
  key = { id: createApiKey.apiKey.id, client: parseApiKey(secret)?.publicId ?? '', secret };
});
afterEach(() => app.close());

const basic = (id: string, secret: string) =>
  `Basic ${Buffer.from(`${encodeURIComponent(id)}:${encodeURIComponent(secret)}`).toString('base64')}`;
async function ask(form: object | string, headers: Record<string, string> = {}, ip = '203.0.113.1') {
  const answer = await app.inject({
    ...{ method: 'POST', url: '/oauth/token', remoteAddress: ip },
    payload: typeof form === 'string' ? form : new URLSearchParams({ ...form }).toString(),
    headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
  });
  return { status: answer.statusCode, headers: answer.headers, body: answer.json() };
}
const claimsOf = (token: string): { exp: number; iat: number } =>
  JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString());
const GRANT = { grant_type: 'client_credentials' };
const byForm = () => ({ ...GRANT, client_id: key.client, client_secret: key.secret });

describe('POST /oauth/token (RFC 6749, 4.4)', () => {
  it('gives a short token by Basic or by form, that works as the key does', async () => {
    for (const send of [
      () => ask(byForm()),
      () => ask(GRANT, { authorization: basic(key.client, key.secret) }),
    ]) {
      const before = Date.now();
      const answer = await send();
      expect(answer).toMatchObject({
        status: 200,
        headers: { 'cache-control': 'no-store', pragma: 'no-cache' },
        body: { token_type: 'Bearer', expires_in: expect.any(Number), scope: 'crm:read costs:read' },
      });
      // What is left of it, to the second: its end is this much after a moment between question and answer.
      const { exp, iat } = claimsOf(answer.body.access_token);
      expect(exp - iat).toBe(600);
      const said = (exp - answer.body.expires_in) * 1000;
      expect(said).toBeGreaterThanOrEqual(before - 500);
      expect(said).toBeLessThanOrEqual(Date.now() + 500);
      const query = `{ organization { id } user(id: "${key.id}") { id } }`;
      const used = await graph.executeWithToken(answer.body.access_token, query);
      expect(used.errors.map(({ extensions }) => extensions?.['code'])).toEqual(['FORBIDDEN', 'FORBIDDEN']);
    }
    const narrow = await ask({ ...byForm(), scope: 'crm:read' });
    expect(narrow.body.scope).toBe('crm:read');
  });

  it.each<[string, () => Parameters<typeof ask>, number, string]>([
    ['no grant type', () => [{ client_id: key.client, client_secret: key.secret }], 400, 'invalid_request'],
    ['another grant type', () => [{ ...byForm(), grant_type: 'password' }], 400, 'unsupported_grant_type'],
    ['no client', () => [GRANT], 401, 'invalid_client'],
    ['a client without a secret', () => [{ ...GRANT, client_id: key.client }], 401, 'invalid_client'],
    ['an empty secret', () => [{ ...byForm(), client_secret: '' }], 401, 'invalid_client'],
    ['another client’s id', () => [{ ...byForm(), client_id: newPublicId() }], 401, 'invalid_client'],
    [
      'a wrong secret',
      () => [
        {
          ...byForm(),
          client_secret: formatApiKey({ mode: 'live', publicId: key.client, secret: newKeySecret() }),
        },
      ],
      401,
      'invalid_client',
    ],
    ['a bearer token', () => [GRANT, { authorization: `Bearer ${key.secret}` }], 401, 'invalid_client'],
    ['broken Basic', () => [GRANT, { authorization: 'Basic %%%' }], 401, 'invalid_client'],
    [
      'the secret twice',
      () => [byForm(), { authorization: basic(key.client, key.secret) }],
      400,
      'invalid_request',
    ],
    [
      'a parameter twice',
      () => [`${new URLSearchParams(byForm()).toString()}&grant_type=client_credentials`],
      400,
      'invalid_request',
    ],
    [
      'a scope that the key lacks',
      () => [{ ...byForm(), scope: 'crm:read estimates:read' }],
      400,
      'invalid_scope',
    ],
    ['a scope that there is not', () => [{ ...byForm(), scope: 'everything' }], 400, 'invalid_scope'],
    [
      'JSON',
      () => [JSON.stringify(byForm()), { 'content-type': 'application/json' }],
      400,
      'invalid_request',
    ],
  ])('refuses %s', async (_what, args, status, error) => {
    const answer = await ask(...args());
    expect(answer).toMatchObject({ status, body: { error, error_description: expect.any(String) } });
    if (status === 401) expect(answer.headers['www-authenticate']).toContain('Basic');
    expect(JSON.stringify(answer)).not.toContain(key.secret);
  });

  it('makes guessers of an address wait, and nobody whose key was good', async () => {
    expect((await ask(byForm())).status).toBe(200);
    const guess = () =>
      ask({
        ...byForm(),
        client_secret: formatApiKey({ mode: 'live', publicId: key.client, secret: newKeySecret() }),
      });
    const statuses = [];
    for (let count = 0; count < 22; count += 1) statuses.push((await guess()).status);
    expect(statuses).toEqual([...Array<number>(20).fill(401), 429, 429]);
    expect((await ask(byForm())).status).toBe(200);
    expect((await ask(GRANT, {}, '203.0.113.2')).status).toBe(401);
  });
});

describe('many requests', () => {
  it('of one key get 300 tokens a minute, and other keys theirs', async () => {
    const statuses = [];
    for (let count = 0; count < 302; count += 1) statuses.push((await ask(byForm())).status);
    expect(statuses).toEqual([...Array<number>(300).fill(200), 429, 429]);
    expect((await ask(byForm())).body).toMatchObject({ error: 'slow_down' });
    const { createApiKey } = dataOf(
      await graph.execute(
        org.owner.viewer,
        'mutation { createApiKey(input: { name: "Other", scopes: ["crm:read"] }) { secret } }',
      ),
    );
    const { secret } = createApiKey;
    const other = { ...GRANT, client_id: parseApiKey(secret)?.publicId, client_secret: secret };
    expect((await ask(other)).status).toBe(200);
  });

  it('at once of one address wait, a few, and hold up nobody else', async () => {
    const held: (() => void)[] = [];
    const busy = createHttpServer({ log: silentLogger(), trustProxy: true });
    serveTokenEndpoint(busy, {
      exchangeKey: async () => {
        await new Promise<void>((resolve) => held.push(resolve));
        return { accessToken: 'token', expiresAt: new Date(), scopes: [] };
      },
    });
    await busy.ready();
    const send = async (ip: string) =>
      busy.inject({
        ...{ method: 'POST', url: '/oauth/token', remoteAddress: ip },
        payload: new URLSearchParams(byForm()).toString(),
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
      });
    const mine = Array.from({ length: 24 }, () => send('203.0.113.1'));
    const refused = await Promise.race(mine); // three run, twenty wait
    expect([refused.statusCode, refused.json().error]).toEqual([429, 'slow_down']);
    expect(held).toHaveLength(3);
    const other = send('203.0.113.2');
    while (held.length < 4) await new Promise(setImmediate);
    let served = 0;
    const all = Promise.all([...mine, other]).then((answers) => {
      served = answers.filter(({ statusCode }) => statusCode === 200).length;
    });
    for (let count = 0; count < 24; count += 1) {
      while (held.length === 0) await new Promise(setImmediate);
      held.shift()?.();
    }
    await all;
    expect(served).toBe(24);
    await busy.close();
  });

  it('guesses at once are no more than one after the other', async () => {
    const guess = () =>
      ask({
        ...byForm(),
        client_secret: formatApiKey({ mode: 'live', publicId: key.client, secret: newKeySecret() }),
      });
    const statuses: number[] = [];
    for (let round = 0; round < 2; round += 1)
      for (const { status } of await Promise.all(Array.from({ length: 15 }, guess))) statuses.push(status);
    expect(statuses.filter((status) => status === 401)).toHaveLength(20);
    expect(statuses.filter((status) => status === 429)).toHaveLength(10);
  });
});

describe('warnings of keys that end', () => {
  const mailer = () => createMailer(createKeyRing([['k1', Buffer.alloc(32, 1)]]));
  const waiting = async () =>
    (
      await graph.sql<{ count: number }>(
        `SELECT count(*)::int AS count FROM identity.outbox WHERE org_id = $1 AND type LIKE '%mail%'`,
        [org.org.id],
      )
    )[0]?.count ?? 0;
  const endIn = (days: number) =>
    graph.sql(
      `UPDATE identity.api_keys SET expires_at = now() + make_interval(days => $2), created_at = now() - interval '300 days' WHERE id = $1`,
      [key.id, days],
    );
  const warn = async () => {
    await Promise.all([1, 2, 3].map(() => warnOfKeys(graph.parts.source, mailer())));
    return waiting();
  };

  it('are sent once 30 and once 7 days before, however many processes look', async () => {
    const before = await waiting();
    expect(await warn()).toBe(before); // a year is left
    await endIn(29);
    expect(await warn()).toBe(before + 1);
    expect(await warn()).toBe(before + 1);
    await endIn(6);
    expect(await warn()).toBe(before + 2);
    await graph.sql('UPDATE identity.api_keys SET revoked_at = now(), warned_days = NULL WHERE id = $1', [
      key.id,
    ]);
    expect(await warn()).toBe(before + 2);
  });
});
