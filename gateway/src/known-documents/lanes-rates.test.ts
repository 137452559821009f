import {
  JSON_HEADERS,
  SAME_IDS,
  startTwoLanes,
  TEXTS,
  type LaneRequest,
  type Seen,
  type TwoLanes,
} from '../../../testkit/two-lanes';
import { exchange, requestBytes } from '../../../testkit/raw-http';
import type { TrustProxy } from '../../../service-kit/http/trust-proxy';

/* Who asks, and how often: an address is read alike in both lanes, and each of its requests counts just once. */

const LIMIT = 12;
const rates = { perAddressPerMinute: LIMIT, perUserPerHour: 0, points: 0 };

const header = ({ headers }: Seen, name: string): string | undefined =>
  headers.find(([one]) => one === name)?.[1];

describe('requests of an address', () => {
  let lanes: TwoLanes;
  beforeAll(async () => {
    lanes = await startTwoLanes({ limits: { rates }, trustProxy: true });
  });
  afterAll(() => lanes.close());

  let addresses = 0;
  const newAddress = () => ({ 'x-forwarded-for': `10.0.0.${(addresses += 1)}` });
  /** The time that is left goes by while we ask. */
  const timeless = ({ status, headers, body }: Seen) => ({
    status,
    headers: headers.filter(([name]) => name !== 'content-length'),
    body: body.replace(/(?<="retryAfterMs":)[\d.]+|(?<=Try again in )\d+/g, '0'),
  });
  async function both(request: LaneRequest): Promise<Seen> {
    const fast = await lanes.send(request, 'fast');
    expect(timeless(fast)).toEqual(timeless(await lanes.send(request, 'slow')));
    return fast;
  }

  /** In turn: taken by the lane of known documents, handed over by it, and none of its business. */
  const KINDS: [string, LaneRequest, number][] = [
    ['listed', { body: { id: 'status' } }, 200],
    ['not listed', { body: { query: '{ status }' } }, 200],
    ['known', { body: { query: '{ status }' } }, 200],
    ['with an error', { body: { id: 'contradict' } }, 200],
    ['without the right', { body: { id: 'leads' } }, 200],
    ['with a bad token', { headers: { authorization: 'Bearer x' }, body: { id: 'leads' } }, 401],
    ['with a bad variable', { body: { id: 'lead' } }, 400],
    ['without an operation', { body: { id: 'several' } }, 400],
    ['not valid', { body: { id: 'unfit' } }, 400],
    ['no JSON', { body: '{' }, 400],
    ['a form', { headers: { 'content-type': 'application/x-www-form-urlencoded' }, body: 'a=b' }, 415],
    ['by GET', { method: 'GET', url: '/graphql?query=%7Bstatus%7D' }, 200],
  ];

  it('count once each, whichever lane answers, until all are refused alike', async () => {
    const own = newAddress();
    const ask = ({ headers, ...rest }: LaneRequest) =>
      both({ ...rest, headers: { ...JSON_HEADERS, ...own, ...headers } });
    const before = await lanes.taken();
    for (const [index, [kind, request, status]] of KINDS.entries()) {
      const answer = await ask(request);
      const remaining = Number(header(answer, 'ratelimit-remaining'));
      expect({ kind, status: answer.status, remaining }).toEqual({
        kind,
        status,
        remaining: LIMIT - 1 - index,
      });
      expect(header(answer, 'ratelimit-limit')).toBe(String(LIMIT));
    }
    expect((await lanes.taken()) - before).toBe(4);
    for (const [, request] of KINDS) {
      const answer = await ask(request);
      expect(answer.status).toBe(429);
      expect(answer.body).toContain('RATE_LIMITED');
      expect(header(answer, 'retry-after')).toBeDefined();
    }
    expect((await lanes.taken()) - before).toBe(4);
    expect(await lanes.sameMetric('limit_refusals_total')).toEqual([
      `limit_refusals_total{limit="rate_address"} ${KINDS.length}`,
    ]);
    expect((await lanes.sameMetric('http_requests_total', /graphql/)).length).toBeGreaterThan(3);
  });

  it('are counted one by one when they come at once: exactly as many pass as may', async () => {
    const headers = { ...JSON_HEADERS, ...newAddress() };
    for (const to of ['fast', 'slow'] as const) {
      const asked = Array.from({ length: 3 * LIMIT }, () =>
        lanes.send({ headers, body: { id: 'status' } }, to),
      );
      const statuses = (await Promise.all(asked)).map(({ status }) => status);
      expect(statuses.filter((status) => status === 200)).toHaveLength(LIMIT);
      expect(statuses.filter((status) => status === 429)).toHaveLength(2 * LIMIT);
    }
  });

  it('count before their bodies have come, and when those never come', async () => {
    const own = newAddress();
    const headers = { ...JSON_HEADERS, ...SAME_IDS, ...own, connection: 'close' };
    const bytes = requestBytes(headers, '{"id":"status"}');
    await lanes.bothRaw([bytes.subarray(0, -5), 20, null]);
    const answer = await both({ headers: { ...JSON_HEADERS, ...own }, body: { id: 'status' } });
    expect(header(answer, 'ratelimit-remaining')).toBe(String(LIMIT - 2));
  });

  it('are told when they may come again', async () => {
    const headers = { ...JSON_HEADERS, ...newAddress() };
    const bytes = requestBytes({ ...headers, connection: 'close' }, '{"id":"status"}');
    for (const url of Object.values(lanes.urls)) {
      const [first] = await exchange(url, [bytes]);
      const seconds = Number(new Map(first?.headers).get('ratelimit-reset'));
      expect(seconds).toBeGreaterThan(20);
      expect(seconds).toBeLessThan(62);
    }
  });

  it('of another address have their own', async () => {
    const answer = await both({
      headers: { ...JSON_HEADERS, ...newAddress() },
      body: { query: TEXTS.status },
    });
    expect(header(answer, 'ratelimit-remaining')).toBe(String(LIMIT - 1));
  });
});

describe.each<[TrustProxy, string, string]>([
  [false, '127.0.0.1', '127.0.0.1'],
  [true, '1.2.3.4', '1.2.3.4'],
  [['127.0.0.1'], '5.6.7.8', '10.1.1.1'],
  [['127.0.0.0/8', '5.6.7.8', '10.0.0.0/8'], '1.2.3.4', '1.2.3.4'],
  [['loopback', '5.6.7.8'], '1.2.3.4', '10.1.1.1'],
  [['10.0.0.0/8'], '127.0.0.1', '127.0.0.1'],
  [['::1', 'uniquelocal'], '127.0.0.1', '127.0.0.1'],
])('where proxies are trusted: %j', (trustProxy, byTwo, byThree) => {
  let lanes: TwoLanes;
  beforeAll(async () => {
    lanes = await startTwoLanes({ trustProxy });
  });
  afterAll(() => lanes.close());

  const body = { id: 'address' };
  const addressOf = async (forwarded: string | string[] | undefined) => {
    const answer = await lanes.both({ headers: { ...JSON_HEADERS, 'x-forwarded-for': forwarded }, body });
    return (JSON.parse(answer.body) as { data: { caller: { ip: string | null } } }).data.caller.ip;
  };

  it('an address is the same in both lanes', async () => {
    const before = await lanes.taken();
    expect(await addressOf(undefined)).toBe('127.0.0.1');
    expect(await addressOf('1.2.3.4, 5.6.7.8')).toBe(byTwo);
    expect(await addressOf('1.2.3.4, 5.6.7.8, 10.1.1.1')).toBe(byThree);
    expect(await addressOf(['1.2.3.4', '5.6.7.8'])).toBe(byTwo); // one header, or one for each proxy
    const odd = [
      ...[
        '',
        ' ',
        ',',
        ', ,',
        '1.2.3.4,',
        ',1.2.3.4',
        ' 1.2.3.4 ,5.6.7.8 ',
        '::1',
        '2001:db8::1',
        '::ffff:1.2.3.4',
      ],
      ...['[::1]:80', '1.2.3.4:80', 'unknown', 'nonsense, 5.6.7.8', '1.2.3.4, nonsense', '1.2.3.4;5.6.7.8'],
      ...['127.0.0.1', '127.0.0.1, 127.0.0.1', '999.1.1.1', '0', 'x'.repeat(2_000)],
    ];
    for (const forwarded of odd) await addressOf(forwarded);
    expect((await lanes.taken()) - before).toBe(4 + odd.length);
  });

  it('no other header tells it', async () => {
    for (const name of ['x-real-ip', 'true-client-ip', 'x-forwarded-host', 'cf-connecting-ip']) {
      const answer = await lanes.both({ headers: { ...JSON_HEADERS, [name]: '1.2.3.4' }, body });
      expect(answer.body).toContain('127.0.0.1');
    }
  });
});
