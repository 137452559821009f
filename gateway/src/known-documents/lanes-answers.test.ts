import { JSON_HEADERS, OWN_PAGE, startTwoLanes, TEXTS, type TwoLanes } from '../../../testkit/two-lanes';

/* What surrounds an answer: its compression, what a page may read of it, a caller's rates, keys of idempotency. */

let lanes: TwoLanes;
beforeAll(async () => {
  lanes = await startTwoLanes({
    limits: { rates: { perAddressPerMinute: 50_000, perUserPerHour: 100_000, points: 0 } },
  });
});
afterAll(() => lanes.close());

const codingOf = ({ headers }: { headers: [string, string][] }): string | undefined =>
  headers.find(([name]) => name === 'content-encoding')?.[1];

describe('an answer is compressed alike', () => {
  /** What the lane of known documents takes, and how it compresses. */
  const PLAIN: [string | undefined, string | undefined][] = [
    [undefined, undefined],
    ['identity', undefined],
    ['gzip', 'gzip'],
    ['gzip, deflate', 'gzip'],
    ['gzip, deflate, br', 'br'],
    ['gzip, deflate, br, zstd', 'br'],
    ['br, gzip, deflate', 'br'],
  ];
  /** Around the length from which compressing pays. */
  const LENGTHS = [0, 900, 1_001, 1_002, 1_003, 1_004, 1_005, 1_100, 3_000, 200_000];
  const big = (bytes: number) => ({ id: 'big', variables: { bytes } });

  it.each(PLAIN)('for "%s", by the lane of known documents: %s', async (encoding, coding) => {
    const before = await lanes.taken();
    const codings: (string | undefined)[] = [];
    for (const bytes of LENGTHS) {
      const headers = { ...JSON_HEADERS, 'accept-encoding': encoding };
      codings.push(codingOf(await lanes.both({ headers, body: big(bytes) })));
    }
    expect((await lanes.taken()) - before).toBe(LENGTHS.length);
    const [small, large] = [codings.indexOf(coding), codings.lastIndexOf(undefined)];
    if (coding) expect(small).toBe(large + 1); // from one length on
    expect([codings[0], codings.at(-1)]).toEqual([undefined, coding]);
  });

  it.each([
    ...['', '*', 'br', 'deflate', 'zstd', 'x-gzip', 'GZIP', 'nonsense', 'gzip,deflate,br', 'br, gzip'],
    ...['gzip;q=0', 'br;q=0.1, gzip;q=0.9', 'identity;q=0', 'identity, gzip', '*;q=0'],
  ])('for "%s", by whichever lane', async (encoding) => {
    for (const bytes of LENGTHS)
      await lanes.both({ headers: { ...JSON_HEADERS, 'accept-encoding': encoding }, body: big(bytes) });
  });

  it('unless it shall not be', async () => {
    const headers = { ...JSON_HEADERS, 'accept-encoding': 'gzip', 'x-no-compression': 'yes' };
    expect(codingOf(await lanes.both({ headers, body: big(3_000) }))).toBeUndefined();
  });

  it('by its bytes, of which a letter may have several', async () => {
    const headers = { ...lanes.asOwner(), 'accept-encoding': 'gzip' };
    for (const [letter, length] of [
      ...['é', 'я', '☂', '😀'].flatMap((one) =>
        [200, 300, 400, 500, 600, 1_100].map((many) => [one, many] as const),
      ),
    ]) {
      lanes.tiny.graph.rename('1', letter.repeat(length));
      await lanes.both({ headers, body: { id: 'lead', variables: { id: '1' } } });
    }
    lanes.tiny.graph.rename('1', 'Roof');
  });
});

describe('a page', () => {
  const allowOf = ({ headers }: { headers: [string, string][] }) =>
    headers.find(([name]) => name === 'access-control-allow-origin')?.[1];

  it.each([
    [OWN_PAGE, true],
    ['http://localhost:5173', true],
    ['https://studio.apollographql.com', true],
    ['https://evil.example', false],
    [`${OWN_PAGE}.evil.example`, false],
    [`${OWN_PAGE}/`, false],
    ['null', false],
    ['', false],
    ['*', false],
  ])('of "%s" may read answers: %s', async (origin, isAllowed) => {
    const before = await lanes.taken();
    for (const body of [{ id: 'status' }, { id: 'explode' }, { id: 'leads' }, { id: 'unknown' }])
      expect(allowOf(await lanes.both({ headers: { ...JSON_HEADERS, origin }, body }))).toBe(
        isAllowed ? origin : undefined,
      );
    expect((await lanes.taken()) - before).toBe(3);
  });

  it('is told the same of a compressed answer', async () => {
    const headers = { ...JSON_HEADERS, origin: OWN_PAGE, 'accept-encoding': 'br, gzip, deflate' };
    const answer = await lanes.both({ headers, body: { id: 'big' } });
    expect(answer.headers).toContainEqual(['vary', 'Origin, accept-encoding']);
  });
});

it("a caller's own rate is told alike", async () => {
  const remaining: number[] = [];
  for (const body of [
    { id: 'status' },
    { query: TEXTS.status },
    { query: '{ status }' },
    { query: '{ status }' },
  ]) {
    const { headers } = await lanes.both({ headers: lanes.asOwner(), body });
    expect(headers.filter(([name]) => name.startsWith('ratelimit-'))).toHaveLength(3); // not the address's too
    remaining.push(Number(headers.find(([name]) => name === 'ratelimit-remaining')?.[1]));
  }
  expect(remaining.map((one) => (remaining[0] as number) - one)).toEqual([0, 1, 2, 3]);
});

it('a mutation with a key of idempotency is run once, and answered alike again', async () => {
  const before = await lanes.taken();
  const body = { id: 'rename', variables: { input: { id: '1', name: 'Once' } } };
  for (const key of ['a-key-of-ours-1', 'a-key-of-ours-1', '', 'x'.repeat(1_000), 'a key'])
    await lanes.both({ headers: { ...lanes.asOwner(), 'idempotency-key': key }, body });
  const other = { ...body, variables: { input: { id: '1', name: 'Twice' } } };
  const again = await lanes.both({
    headers: { ...lanes.asOwner(), 'idempotency-key': 'a-key-of-ours-1' },
    body: other,
  });
  expect(again.body).toContain('errors');
  expect((await lanes.taken()) - before).toBeGreaterThanOrEqual(3);
});
