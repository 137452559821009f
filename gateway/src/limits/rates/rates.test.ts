import { addressKey } from '../../../../service-kit/http/address-key';
import { countLists } from '../../../../service-kit/subgraph/counted-lists';
import { codes } from '../../../../testkit/subgraph';
import { startTinyGateway, type TinyGateway } from '../../../../testkit/tiny-gateway';
import type { GivenLimits } from '../limits';
import { memoryStore } from './limit-store';
import { createPointBucket } from './point-bucket';
import { principalOf } from './principal';
import { createRateLimits } from './rate-limits';
import { createRequestWindow } from './request-window';

describe('a window of requests', () => {
  it('lets exactly its number through, however many come at once', async () => {
    const window = createRequestWindow({ name: 'test', requests: 5, seconds: 60 }, memoryStore);
    const states = await Promise.all(Array.from({ length: 50 }, async () => window('somebody')));
    expect(states.filter(({ allowed }) => allowed)).toHaveLength(5);
    expect(states[4]).toMatchObject({ allowed: true, limit: 5, remaining: 0 });
    expect((await window('somebody else')).allowed).toBe(true);
  });

  it('ends after its time', async () => {
    const window = createRequestWindow({ name: 'test', requests: 1, seconds: 1 }, memoryStore);
    expect((await window('a')).allowed).toBe(true);
    const refused = await window('a');
    expect(refused.allowed).toBe(false);
    await new Promise((resolve) => setTimeout(resolve, refused.resetMs + 50));
    expect((await window('a')).allowed).toBe(true);
  });
});

describe('a bucket of points', () => {
  it('gives what it holds, all or none, and says how long the rest takes', async () => {
    const bucket = createPointBucket({ capacity: 100, perSecond: 1 }, memoryStore);
    const states = await Promise.all(Array.from({ length: 50 }, async () => bucket.take('a', 20)));
    expect(states.filter(({ allowed }) => allowed)).toHaveLength(5);
    const refused = states[49];
    expect(refused?.available).toBeLessThan(2);
    expect(refused?.waitMs).toBeGreaterThan(17_000);
    expect((await bucket.take('b', 100)).allowed).toBe(true);
  });

  it('fills by itself, and never above its rim', async () => {
    const bucket = createPointBucket({ capacity: 100, perSecond: 10_000 }, memoryStore);
    await bucket.take('a', 100);
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect((await bucket.take('a', 1)).available).toBeGreaterThanOrEqual(99);
    expect((await bucket.take('a', -1_000)).available).toBe(100);
  });

  it('has to hold the dearest operation', () => {
    const rules = { perAddressPerMinute: 0, perUserPerHour: 0, points: 5, pointsPerSecond: 1 };
    expect(() => createRateLimits(rules, 6, memoryStore)).toThrow(
      'RATE_LIMIT_POINTS: must be LIMIT_COST (6)',
    );
  });
});

describe('whom a request counts against', () => {
  it.each([
    ['203.0.113.7', '203.0.113.7'],
    ['::ffff:203.0.113.7', '203.0.113.7'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
    ['2001:0DB8:0001:0002::1', '2001:db8:1:2::/64'],
    ['::1', '0:0:0:0::/64'],
    ['fe80::1%eth0', 'fe80:0:0:0::/64'],
  ])('the address %s is %s', (ip, key) => {
    expect(addressKey(ip)).toBe(key);
  });

  it('is the API key, else the user, else the address', () => {
    const facts = { ip: '203.0.113.7' } as never;
    const viewer = { userId: 'u' } as never;
    expect(principalOf({ viewer: null, facts })).toEqual({ kind: 'address', id: '203.0.113.7' });
    expect(principalOf({ viewer, facts })).toEqual({ kind: 'user', id: 'u' });
    const withKey = { userId: 'k', machine: 'KEY' } as never;
    expect(principalOf({ viewer: withKey, facts })).toEqual({ kind: 'key', id: 'k' });
  });
});

describe('the gateway', () => {
  let tiny: TinyGateway | undefined;
  afterEach(() => tiny?.close());
  const begin = async (limits: GivenLimits) => {
    tiny = await startTinyGateway('in-process', { limits });
    return tiny;
  };
  const OFF = { perAddressPerMinute: 0, perUserPerHour: 0, points: 0 };

  it('refuses an address above its number: 429, in GraphQL’s shape, saying when to come back', async () => {
    const { ask, gateway } = await begin({ rates: { ...OFF, perAddressPerMinute: 5 } });
    const answers = await Promise.all(Array.from({ length: 50 }, () => ask('{ status }')));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(5);
    const refused = answers.find(({ status }) => status === 429);
    expect(refused && codes(refused)).toEqual(['RATE_LIMITED']);
    expect(refused?.errors[0]?.message).toMatch(
      /^Too many requests from your address: 5 in a minute is the limit\. Try again in \d+ s\.$/,
    );
    expect(Number(refused?.headers['retry-after'])).toBeGreaterThan(0);
    expect(Number(refused?.headers['retry-after'])).toBeLessThanOrEqual(60);
    expect(refused?.headers).toMatchObject({ 'ratelimit-limit': '5', 'ratelimit-remaining': '0' });
    for (const url of ['/health', '/metrics']) {
      expect((await gateway.app.inject({ url })).statusCode).toBe(200);
    }
    expect((await gateway.app.inject({ url: '/metrics' })).body).toContain(
      'limit_refusals_total{limit="rate_address"} 45',
    );
  });

  it('counts what is refused for another reason: broken JSON, broken GraphQL, bad tokens', async () => {
    const { gateway, ask } = await begin({ rates: { ...OFF, perAddressPerMinute: 4 } });
    const post = (payload: string) =>
      gateway.app.inject({
        method: 'POST',
        url: '/graphql',
        headers: { 'content-type': 'application/json' },
        payload,
      });
    await post('{"query":');
    await post('{"query":"{ nothing }"}');
    await post('{"query":"{"}');
    expect((await ask('{ leads { id } }', { headers: { authorization: 'Bearer x' } })).status).toBe(401);
    expect((await ask('{ status }')).status).toBe(429);
  });

  it('counts a user’s operations wherever they come from, each user by themselves', async () => {
    const { ask, as } = await begin({ rates: { ...OFF, perUserPerHour: 2 } });
    const headers = as();
    const first = await ask('{ leads { id } }', { headers });
    expect(first.headers).toMatchObject({ 'ratelimit-limit': '2', 'ratelimit-remaining': '1' });
    await ask('{ leads { id } }', { headers });
    const refused = await ask('{ leads { id } }', { headers });
    expect([refused.status, ...codes(refused)]).toEqual([429, 'RATE_LIMITED']);
    expect(refused.errors[0]?.message).toContain('2 in an hour is the limit');
    expect(Number(refused.headers['retry-after'])).toBeGreaterThan(3_000);
    expect(refused.data).toBeUndefined();
    expect((await ask('{ leads { id } }', { headers: as() })).status).toBe(200);
    expect((await ask('{ status }')).status).toBe(200);
  });

  it('takes points by cost, gives back what was not needed, and tells who asks', async () => {
    const { ask, as } = await begin({
      cost: { max: 100, listSize: 50 },
      rates: { ...OFF, points: 100, pointsPerSecond: 1 },
    });
    const headers = { ...as(), 'x-graphql-cost-include-fields': 'true' };
    const askedAt = performance.now();
    const answer = await ask('{ leads { id } }', { headers });
    const { throttleStatus, ...cost } = JSON.parse(answer.text).extensions.cost;
    expect(cost).toEqual({ requestedQueryCost: 50, actualQueryCost: 3 });
    expect(throttleStatus).toMatchObject({ maximumAvailable: 100, restoreRate: 1 });
    // One comes back each second, also while it is answered.
    const back = throttleStatus.currentlyAvailable - 97;
    expect(back).toBeGreaterThanOrEqual(0);
    expect(back).toBeLessThanOrEqual((performance.now() - askedAt) / 1_000);
    const quiet = await ask('{ leads { id } }', { headers: as() });
    expect(JSON.parse(quiet.text)).not.toHaveProperty('extensions');
  });

  it('gives back the points of an operation that is refused further in', async () => {
    const { ask, as } = await begin({
      rates: { ...OFF, points: 4_000, pointsPerSecond: 1 },
      cost: { max: 4_000 },
    });
    const headers = { ...as(), 'idempotency-key': 'no key' };
    const dear = `mutation { ${Array.from({ length: 20 }, (_, i) => `a${i}: renameLead(input: { id: "1", name: "x" }) { lead { estimates { lead { estimates { id } } } } }`).join(' ')} }`;
    const statuses = [];
    for (let count = 0; count < 3; count += 1) statuses.push((await ask(dear, { headers })).status);
    expect(statuses).toEqual(statuses.map(() => 400));
  });

  it('tells what a mutation did, though its answer has more in it than may be read', async () => {
    const { ask, as, graph } = await begin({
      cost: { max: 30, listSize: 1 },
      document: { aliases: 600 },
      rates: OFF,
    });
    countLists(graph.estimates.schema);
    // A field costs nothing beforehand, and a tenth of a point when it is read.
    const ids = Array.from({ length: 100 }, (_, index) => `i${index}: id`).join(' ');
    const many = Array.from({ length: 5 }, (_, index) => `e${index}: estimates { ${ids} }`).join(' ');
    const query = await ask(`{ lead(id: "1") { ${many} } }`, { headers: as() });
    expect([query.status, ...codes(query)]).toEqual([400, 'COST_LIMIT_EXCEEDED']);
    const dear = `mutation { renameLead(input: { id: "1", name: "x" }) { lead { name ${many} } } }`;
    const answer = await ask(dear, { headers: as() });
    expect([answer.status, ...new Set(codes(answer))]).toEqual([200, 'COST_LIMIT_EXCEEDED']);
    expect(answer.data).toEqual({ renameLead: { lead: null } });
  });

  it('refuses what costs more points than there are, and says when there will be enough', async () => {
    const { ask, as } = await begin({
      cost: { max: 60, listSize: 3 },
      rates: { ...OFF, points: 60, pointsPerSecond: 1 },
    });
    const headers = as();
    const dear = `{ ${Array.from({ length: 10 }, (_, i) => `a${i}: leads { id }`).join(' ')} }`; // 30 points, rightly
    const answers = await Promise.all(Array.from({ length: 6 }, () => ask(dear, { headers })));
    const refused = answers.filter(({ status }) => status === 429);
    expect(refused).toHaveLength(4);
    expect(refused[0]?.errors[0]?.extensions).toMatchObject({
      code: 'RATE_LIMITED',
      cost: { requestedQueryCost: 30, throttleStatus: { maximumAvailable: 60 } },
    });
    expect(Number(refused[0]?.headers['retry-after'])).toBeGreaterThan(10);
  });

  it('refuses an operation above the limit of cost before it is planned, naming both', async () => {
    const { ask, as } = await begin({ cost: { max: 60, listSize: 50 }, rates: OFF });
    const answer = await ask('{ leads { estimates { id } } }', { headers: as() });
    expect([answer.status, ...codes(answer)]).toEqual([400, 'COST_LIMIT_EXCEEDED']);
    expect(answer.errors[0]?.message).toContain(
      'may cost 2550 points; 60 is the limit. Most of it is "leads.estimates": 2500 points.',
    );
    expect(answer.errors[0]?.extensions).toMatchObject({ cost: 2550, maximum: 60, field: 'leads.estimates' });
    expect((await ask('{ leads { id } }', { headers: as() })).status).toBe(200);
  });
});
