import { startTinyGateway, type TinyGateway } from '../../../testkit/tiny-gateway';

const times = (n: number, make: (i: number) => string) =>
  Array.from({ length: n }, (_, i) => make(i)).join(' ');

/** Each takes a number that makes it another document: none is known from the one before. */
const BOMBS: [string, (seed: number) => string][] = [
  ['3,000 aliases', (seed) => `{ ${times(3_000, (i) => `a${seed}_${i}: status`)} }`],
  ['a field 9,000 times', (seed) => `{ x${seed}: status ${times(9_000, () => 'status')} }`],
  ['3,000 directives', (seed) => `{ x${seed}: status ${times(3_000, () => '@skip')} }`],
  ['a directive on each of 1,500 fields', (seed) => `{ ${times(1_500, (i) => `s${seed}${i} @x`)} }`],
  ['100,000 tokens', (seed) => `{ x${seed}: a ${times(90_000, () => 'a')} }`],
  [
    '3,000 spreads',
    (seed) => `{ ${times(3_000, () => `...F${seed}`)} } fragment F${seed} on Query { status }`,
  ],
  [
    '900 fragments',
    (seed) => times(900, (i) => `fragment F${seed}_${i} on Query { status ...F${seed}_${i + 1} }`),
  ],
  [
    'fragments that double 40 times',
    (seed) =>
      `{ ...F0 } ${times(40, (i) => `fragment F${i} on Query { x${seed}: status ...F${i + 1} ...F${i + 1} }`)} fragment F40 on Query { status }`,
  ],
  ['700 operations', (seed) => times(700, (i) => `query Q${seed}_${i} { status }`)],
];

/** A bomb is refused for a few milliseconds of work; unbounded it takes seconds. In requests that are answered. */
const MOST_REQUESTS_PER_BOMB = 60;
const ROUNDS = 15;
const REQUESTS_PER_ROUND = 20;

/** The processor time that something takes, in ms: a slow machine is slow for bombs and requests alike. */
async function cpuOf(work: () => Promise<unknown>): Promise<number> {
  const before = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1_000;
}
const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN;

describe('a bomb', () => {
  let tiny: TinyGateway;
  beforeAll(async () => {
    tiny = await startTinyGateway('in-process');
  });
  afterAll(() => tiny.close());

  it.each(BOMBS)('of %s is refused for the work of a few dozen requests', async (_what, make) => {
    const bombs = Array.from({ length: ROUNDS }, (_, seed) => make(seed + 1_000));
    const [ofBombs, ofRequests]: [number[], number[]] = [[], []];
    const requests = async () => {
      for (let i = 0; i < REQUESTS_PER_ROUND; i += 1) await tiny.ask('{ status }');
    };
    await requests();
    for (const bomb of bombs) {
      ofBombs.push(await cpuOf(async () => expect((await tiny.ask(bomb)).status).toBe(400)));
      ofRequests.push((await cpuOf(requests)) / REQUESTS_PER_ROUND);
    }
    expect(median(ofBombs) / median(ofRequests)).toBeLessThan(MOST_REQUESTS_PER_BOMB);
  });

  it('that nests 30 fields in 262 bytes reaches no planner, and probes are answered meanwhile', async () => {
    const deep = `{leads${'{estimates{lead'.repeat(14)}{id}${'}}'.repeat(14)}}`;
    expect(deep.length).toBeLessThanOrEqual(262);
    const fetched = async () =>
      (await tiny.gateway.app.inject({ url: '/metrics' })).body.match(/^subgraph_fetches_total\{.*$/gm);
    const before = await fetched();
    const attack = Promise.all(Array.from({ length: 200 }, () => tiny.ask(deep)));
    const health = await tiny.gateway.app.inject({ url: '/health' });
    expect(health.statusCode).toBe(200);
    for (const { status, errors } of await attack) {
      expect(status).toBe(400);
      expect(errors[0]?.message).toContain('nests 30 fields deep; 15 is the limit');
    }
    const metrics = await tiny.gateway.app.inject({ url: '/metrics' });
    expect(metrics.body).toContain('limit_refusals_total{limit="depth"} 200');
    expect(await fetched()).toEqual(before);
  });

  it('of values in variables is refused as well', async () => {
    const answer = await tiny.ask('query ($ids: [ID!]) { status }', {
      variables: { ids: Array<string>(100_001).fill('1') },
    });
    expect(answer.status).toBe(400);
    expect(answer.errors[0]?.message).toContain('hold more than 100000 values');
  });
});
