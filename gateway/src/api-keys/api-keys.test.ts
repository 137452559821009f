import { formatApiKey, newKeySecret, newPublicId } from '../../../service-kit/auth/api-key';
import type { Viewer } from '../../../service-kit/auth/viewer';
import { newId } from '../../../service-kit/data/ids';
import { serviceUnavailable, unauthenticated } from '../../../service-kit/errors/errors';
import { socketClient } from '../../../testkit/subscription-clients';
import { nextOf } from '../../../testkit/streams';
import { startTinyGateway, type TinyGateway, NO_RATES } from '../../../testkit/tiny-gateway';
import { viewerWith } from '../../../testkit/tokens';
import type { CountedUse } from './key-usage';

const WHO = '{ caller { userId } secrets }';
const newKey = (mode: 'live' | 'test' = 'live') =>
  formatApiKey({ mode, publicId: newPublicId(), secret: newKeySecret() });

/** Identity, as far as the gateway asks it. */
const known = new Map<string, Viewer>();
let asked: string[] = [];
let trouble: Error | null = null;
/** Identity answers when this does. */
let answers: Promise<void> | null = null;
let noted: { orgId: string; counted: readonly CountedUse[] }[] = [];

let tiny: TinyGateway;
const start = (limits: object = { rates: NO_RATES }) =>
  startTinyGateway('in-process', {
    limits,
    exchangeKey: async (key) => {
      asked.push(key);
      await answers;
      if (trouble) throw trouble;
      const viewer = known.get(key);
      if (!viewer) throw unauthenticated('This API key is not valid here.');
      return tiny.tokens.sign(viewer);
    },
    noteKeyUsage: async (orgId, counted) => void noted.push({ orgId, counted }),
  });
beforeEach(async () => {
  known.clear();
  [asked, noted, trouble, answers] = [[], [], null, null];
  tiny = await start();
});
afterEach(() => tiny.close());

function keyOf(more: Partial<Viewer> = {}): { key: string; viewer: Viewer } {
  const key = newKey();
  const viewer = { ...viewerWith('owner'), machine: 'KEY' as const, role: 'api-key', ...more };
  known.set(key, viewer);
  return { key, viewer };
}
const closeOf = ({ client }: ReturnType<typeof socketClient>) =>
  new Promise<{ code: number }>((resolve) =>
    client.on('closed', (event) => resolve(event as { code: number })),
  );
const bearer = (key: string) => ({ authorization: `Bearer ${key}` });

/** Another letter of the alphabet of keys: the checksum tells every single one that is changed. */
const other = (one: string): string => (one === '0' ? '1' : '0');

describe('an API key at the gateway', () => {
  it('is taken from either header, exchanged once in five seconds, and never passed on', async () => {
    const { key, viewer } = keyOf();
    const headers = [bearer(key), { 'x-api-key': key }];
    for (const each of [...headers, ...headers]) {
      const { data } = await tiny.ask(WHO, { headers: each });
      expect(data).toMatchObject({ caller: { userId: viewer.userId }, secrets: expect.any(Array) });
    }
    expect(asked).toEqual([key]);
    await Promise.all(Array.from({ length: 20 }, () => tiny.ask(WHO, { headers: bearer(key) })));
    expect(asked).toEqual([key]);
  });

  it('is exchanged once however many requests wait for it', async () => {
    const { key } = keyOf();
    const answers = await Promise.all(
      Array.from({ length: 50 }, () => tiny.ask(WHO, { headers: bearer(key) })),
    );
    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 200));
    expect(asked).toEqual([key]);
  });

  it('is refused when its token was ended, though the exchange is remembered', async () => {
    const { key, viewer } = keyOf();
    expect((await tiny.ask(WHO, { headers: bearer(key) })).status).toBe(200);
    known.delete(key);
    tiny.tokens.revoke(viewer.sessionId);
    const { status, errors } = await tiny.ask(WHO, { headers: bearer(key) });
    expect([status, errors[0]?.message]).toEqual([401, 'This API key is not valid here.']);
  });

  it('goes on with a new token when it was changed, and the former token ended', async () => {
    const { key, viewer } = keyOf();
    await tiny.ask(WHO, { headers: bearer(key) });
    tiny.tokens.revoke(viewer.sessionId);
    known.set(key, { ...viewer, sessionId: newId() });
    expect((await tiny.ask(WHO, { headers: bearer(key) })).status).toBe(200);
    expect(asked).toEqual([key, key]);
  });

  it.each<[string, () => Record<string, string>]>([
    ['another checksum', () => bearer(newKey().replace(/.$/, other))],
    ['a letter mistyped', () => bearer(newKey().replace(/.(?=.{20}$)/, other))],
    ['100 kB', () => ({ 'x-api-key': `ek_live_${'x'.repeat(7_000)}` })],
    ['a key of a sandbox', () => bearer(newKey('test'))],
    ['two headers at once', () => ({ ...bearer(newKey()), 'x-api-key': newKey() })],
    ['a token beside a key', () => ({ ...tiny.as(), 'x-api-key': newKey() })],
    ['a list of keys', () => ({ 'x-api-key': `${newKey()}, ${newKey()}` })],
    ['a token in the key’s header', () => ({ 'x-api-key': (tiny.as()['authorization'] ?? '').slice(7) })],
    ['another scheme', () => ({ authorization: `Basic ${newKey()}` })],
  ])('costs nothing with %s: 401, and nobody is asked', async (_what, headers) => {
    const { status, errors } = await tiny.ask(WHO, { headers: headers() });
    expect([status, errors[0]?.extensions?.['code']]).toEqual([401, 'UNAUTHENTICATED']);
    expect(asked).toEqual([]);
  });

  it('of a sandbox is refused with that reason', async () => {
    const { errors } = await tiny.ask(WHO, { headers: bearer(newKey('test')) });
    expect(errors[0]?.message).toContain('work in sandbox organisations only');
  });

  it('does not keep anybody from logging in: public fields are answered', async () => {
    const { status, data } = await tiny.ask('{ status }', { headers: bearer(newKey()) });
    expect([status, data]).toEqual([200, { status: 'fine' }]);
  });

  it('is refused in a URL, whatever else the request has', async () => {
    const { key } = keyOf();
    for (const url of [
      `/graphql?api_key=${key}`,
      `/health?x=${key}`,
      `/graphql?query={__typename}&access_token=${key}`,
    ]) {
      const answer = await tiny.gateway.app.inject({ method: 'GET', url, headers: bearer(key) });
      expect([answer.statusCode, answer.json().errors[0].message]).toEqual([
        400,
        expect.stringContaining('rotate it'),
      ]);
    }
    expect(asked).toEqual([]);
  });

  it('is held to its networks with each request', async () => {
    const { key } = keyOf({ allowedAddresses: ['10.0.0.0/8', '2001:db8::/32'] });
    const from = async (remoteAddress: string) =>
      (
        await tiny.gateway.app.inject({
          ...{ method: 'POST', url: '/graphql', remoteAddress },
          ...{ payload: { query: WHO }, headers: bearer(key) },
        })
      ).statusCode;
    expect([await from('10.1.2.3'), await from('::ffff:10.1.2.3'), await from('2001:db8::1')]).toEqual([
      200, 200, 200,
    ]);
    expect([await from('11.0.0.1'), await from('2001:db9::1')]).toEqual([401, 401]);
  });

  it('is limited by address when nobody knows it, and keeps out none that is known', async () => {
    const { key } = keyOf();
    expect((await tiny.ask(WHO, { headers: bearer(key) })).status).toBe(200);
    const statuses: number[] = [];
    for (let index = 0; index < 25; index += 1) {
      statuses.push((await tiny.ask(WHO, { headers: bearer(newKey()) })).status);
    }
    expect(statuses).toEqual([...Array<number>(20).fill(401), ...Array<number>(5).fill(429)]);
    expect(asked).toHaveLength(21);
    const refused = await tiny.ask(WHO, { headers: bearer(newKey()) });
    expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0);
    expect((await tiny.ask(WHO, { headers: bearer(key) })).status).toBe(200);
  });

  it('is limited by address likewise when fifty are guessed at once; good ones take nothing away', async () => {
    const words = new Set<string | undefined>();
    const ask = async (key: string) => {
      const { status, errors } = await tiny.ask(WHO, { headers: bearer(key) });
      if (status === 429) words.add(errors[0]?.message);
      return status;
    };
    for (let index = 0; index < 25; index += 1) expect(await ask(keyOf().key)).toBe(200);
    asked = [];
    let answer = () => undefined as void;
    answers = new Promise((resolve) => (answer = resolve));
    let ended = 0;
    const guesses = Array.from({ length: 50 }, () => ask(newKey()).finally(() => (ended += 1)));
    while (asked.length + ended < guesses.length) await new Promise(setImmediate);
    expect([...words]).toEqual([expect.stringMatching(/are being looked up.*Try again in 1 s/)]); // any may be good
    answer();
    const statuses = await Promise.all(guesses);
    expect(statuses.filter((status) => status === 401)).toHaveLength(20);
    expect(statuses.filter((status) => status === 429)).toHaveLength(30);
    expect(asked).toHaveLength(20);
  });

  it('is not taken for a bad one while identity can’t be reached', async () => {
    const { key } = keyOf();
    trouble = serviceUnavailable();
    expect((await tiny.ask(WHO, { headers: bearer(key) })).status).toBe(503);
    trouble = null;
    expect((await tiny.ask(WHO, { headers: bearer(key) })).status).toBe(200);
  });

  it('is not held to a person’s operations in an hour', async () => {
    await tiny.close();
    tiny = await start({ rates: { ...NO_RATES, perUserPerHour: 1 } });
    const { key } = keyOf();
    const owner = tiny.as();
    const statuses = async (headers: Record<string, string>) => [
      (await tiny.ask(WHO, { headers })).status,
      (await tiny.ask(WHO, { headers })).status,
    ];
    expect([await statuses(bearer(key)), await statuses(owner)]).toEqual([
      [200, 200],
      [200, 429],
    ]);
  });

  it('is counted by operation, and people are not', async () => {
    const { key, viewer } = keyOf();
    for (let count = 0; count < 3; count += 1)
      await tiny.ask(`query Nightly ${WHO}`, { headers: bearer(key) });
    await tiny.ask('{ ...Part } fragment Part on Query { s: secrets secrets }', { headers: bearer(key) });
    await tiny.ask(WHO, { headers: tiny.as() });
    await tiny.gateway.close();
    expect(noted).toEqual([
      {
        orgId: viewer.orgId,
        counted: [
          {
            key: viewer.userId,
            operation: 'Nightly',
            fields: ['Query.caller', 'Query.secrets'],
            requests: 3,
          },
          { key: viewer.userId, operation: '(unnamed)', fields: ['Query.secrets'], requests: 1 },
        ],
      },
    ]);
  });
});

describe('an API key on a socket', () => {
  const open = async (connectionParams: Record<string, unknown>) => {
    const url = await tiny.gateway.app.listen({ port: 0, host: '127.0.0.1' });
    return socketClient(url, null, { connectionParams, lazy: false, onNonLazyError: () => undefined });
  };

  it.each<[string, (key: string) => Record<string, unknown>]>([
    ['as a bearer', (key) => ({ Authorization: `Bearer ${key}` })],
    ['by its own name', (key) => ({ 'X-API-Key': key })],
    ['among headers', (key) => ({ headers: { 'x-api-key': key } })],
  ])('is taken in connection_init %s', async (_how, params) => {
    const { key, viewer } = keyOf();
    const client = await open(params(key));
    const { data } = await nextOf(client.subscribe(WHO));
    expect(data.caller.userId).toBe(viewer.userId);
    client.dispose();
  });

  it('closes the socket within a second when it is revoked, and never opens one that is not good', async () => {
    const { key, viewer } = keyOf();
    const client = await open({ 'x-api-key': key });
    const closed = closeOf(client);
    await nextOf(client.subscribe(WHO));
    known.delete(key);
    tiny.tokens.revoke(viewer.sessionId);
    expect((await closed).code).toBe(4401);
    const both = socketClient((await address()) ?? '', null, {
      connectionParams: { 'x-api-key': newKey(), authorization: `Bearer ${newKey()}` },
    });
    const refused = closeOf(both);
    await expect(nextOf(both.subscribe(WHO))).rejects.toBeDefined();
    expect((await refused).code).toBe(4401);
  });
  const address = async () => {
    const at = tiny.gateway.app.server.address();
    return typeof at === 'object' && at ? `http://127.0.0.1:${at.port}` : null;
  };
});
