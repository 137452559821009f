import {
  JSON_HEADERS,
  startTwoLanes,
  TEXTS,
  type LaneRequest,
  type Name,
  type TwoLanes,
} from '../../../testkit/two-lanes';
import { sha256 } from '../persisted/safelist';

/* Documents that no manifest lists, sent again and again: the lane of known documents knows those that Apollo Server has found valid. */

let lanes: TwoLanes;
beforeAll(async () => {
  lanes = await startTwoLanes();
});
afterAll(() => lanes.close());

let count = 0;
/** The same document in another, unheard-of writing. */
const anew = (text: string): string => `${text} # ${(count += 1)}`;

/** How many of the requests that `ask` sends the lane of known documents answers, as known documents. */
async function takenOf(ask: () => Promise<unknown>): Promise<number> {
  const before = await lanes.taken();
  await ask();
  expect(await lanes.taken('listed')).toBe(listed);
  return (await lanes.taken()) - before;
}
let listed = 0;
beforeEach(async () => {
  listed = await lanes.taken('listed');
});

const ask = (body: object, headers: LaneRequest['headers'] = lanes.asOwner()) =>
  lanes.both({ headers, body });

describe('a document that is not listed', () => {
  const variables: Partial<Record<Name, object>> = {
    lead: { id: '1' },
    echo: { amount: '12.50' },
    skip: { no: true },
    rename: { input: { id: '1', name: 'Tower', color: 'RED' } },
  };
  const VALID = (Object.keys(TEXTS) as Name[]).filter((name) => !['several', 'unfit', 'hang'].includes(name));

  it.each(VALID)(
    'is answered alike, by the lane of known documents from the second time on: "%s"',
    async (name) => {
      const body = { query: anew(TEXTS[name]), variables: variables[name] };
      expect(await takenOf(() => ask(body))).toBe(0);
      expect(await takenOf(() => ask(body))).toBe(1);
      expect(await takenOf(() => ask(body))).toBe(1);
    },
  );

  it('is another one in another writing', async () => {
    const query = anew('{ status }');
    await ask({ query });
    expect(await takenOf(() => ask({ query: `${query} ` }))).toBe(0);
  });

  it('shows each caller what is theirs, whoever sent it first', async () => {
    const query = anew('{ secrets status caller { userId } leads { id name } }');
    await ask({ query });
    const answers = new Set<string>();
    const taken = await takenOf(async () => {
      for (const role of ['owner', 'viewer', 'none']) {
        const headers = { ...JSON_HEADERS, authorization: lanes.tokens[role] };
        answers.add((await ask({ query }, headers)).body);
      }
    });
    expect(taken).toBe(3);
    expect(answers.size).toBe(3);
  });

  it('has its operation chosen alike', async () => {
    const query = anew(TEXTS.several);
    const taken = await takenOf(async () => {
      for (const operationName of ['One', 'Two', 'Four', '', null, undefined, 5, '__proto__', 'One'])
        await ask({ query, operationName });
    });
    expect(taken).toBe(2);
  });

  it('is learned from a request that ends early, too: what was wrong with that is not the document', async () => {
    const query = anew('query Wanted($id: ID!) { lead(id: $id) { name } }');
    expect((await ask({ query, variables: { id: [[]] } })).status).toBe(400);
    expect(await takenOf(() => ask({ query, variables: { id: '1' } }))).toBe(1);
  });

  it('is learned from a GET', async () => {
    const query = '{ status caller { userId } }';
    const url = `/graphql?query=${encodeURIComponent(query)}`;
    expect((await lanes.both({ method: 'GET', url, headers: lanes.asOwner() })).status).toBe(200);
    expect(await takenOf(() => ask({ query }))).toBe(1);
  });

  it('is left to Apollo Server when a token or a variable is refused, and taken again after that', async () => {
    const body = { query: anew(TEXTS.lead), variables: { id: '1' } };
    await ask(body);
    const refused = await takenOf(async () => {
      for (const kind of ['expired', 'ended', 'nonsense', 'basic'])
        await ask(body, { ...JSON_HEADERS, authorization: lanes.tokens[kind] });
      for (const variables of [{}, { id: {} }, { id: null }, [], 'x', { id: '1', other: [[[]]] }])
        await ask({ ...body, variables });
    });
    expect(refused).toBe(1); // a variable that the document does not know is no mistake
    expect(await takenOf(() => ask(body))).toBe(1);
  });

  it('may be as long as a document may be', async () => {
    const query = `{ status } # ${'x'.repeat(64 * 1024)}`;
    const taken = await takenOf(async () => {
      for (let times = 0; times < 3; times += 1) expect((await ask({ query })).status).toBe(200);
    });
    expect(taken).toBe(2);
  });

  it('is counted alike in all other metrics', async () => {
    expect((await lanes.sameMetric('graphql_operations_total')).length).toBeGreaterThan(10);
    expect((await lanes.sameMetric('graphql_errors_total')).length).toBeGreaterThan(2);
    expect((await lanes.sameMetric('http_requests_total', /graphql/)).length).toBeGreaterThan(2);
    expect((await lanes.sameMetric('http_request_duration_seconds_count', /graphql/)).length).toBeGreaterThan(
      1,
    );
    expect((await lanes.sameMetric('graphql_operation_duration_seconds_count')).length).toBeGreaterThan(10);
  });
});

describe('a document that is never known', () => {
  it.each([
    ['is a subscription', 'subscription { counter(goal: 1) }'],
    ['does not parse', '{ status '],
    ['is empty', ''],
    ['is no GraphQL', 'SELECT 1'],
    ['does not fit the schema', TEXTS.unfit],
    ['lacks a variable', '{ lead(id: $id) { name } }'],
    ['holds no operation', 'fragment F on Lead { id }'],
    [
      'has more aliases than it may',
      `{ ${Array.from({ length: 60 }, (_, i) => `a${i}: status`).join(' ')} }`,
    ],
    ['nests too deep', `${'{ leads '.repeat(300)}${'}'.repeat(300)}`],
  ])('is refused alike each time: one that %s', async (_why, query) => {
    const taken = await takenOf(async () => {
      for (let times = 0; times < 3; times += 1) expect((await ask({ query })).status).toBe(400);
    });
    expect(taken).toBe(0);
  });

  it('is one that is named by its hash: Apollo Server looks it up', async () => {
    const query = anew('{ status }');
    const extensions = { persistedQuery: { version: 1, sha256Hash: sha256(query) } };
    const taken = await takenOf(async () => {
      for (let times = 0; times < 2; times += 1)
        expect((await ask({ extensions })).body).toContain('PERSISTED_QUERY_NOT_FOUND');
      for (let times = 0; times < 2; times += 1)
        expect((await ask({ query, extensions })).body).toContain('fine');
      for (let times = 0; times < 2; times += 1) expect((await ask({ extensions })).body).toContain('fine');
      const wrong = { persistedQuery: { version: 1, sha256Hash: sha256('{ status }') } };
      expect((await ask({ query, extensions: wrong })).status).toBe(400);
    });
    expect(taken).toBe(0);
    expect(await takenOf(() => ask({ query }))).toBe(1); // its text is known by now
  });
});

describe('where unlisted documents are watched or refused', () => {
  const metric = (client: string, outcome: string) =>
    lanes.sameMetric('graphql_persisted_operations_total', new RegExp(`"${outcome}",client="${client}"`));

  // Anybody may be refused under any name, so those names are not shown.
  it.each([
    ['watched', 'unlisted', 200, 'watched'],
    ['strict', 'refused', 403, 'other'],
  ])(
    'each request of the client "%s" is %s, however well the document is known',
    async (client, outcome, status, shownAs) => {
      const counted = async () => Number((await metric(shownAs, outcome))[0]?.split(' ').at(-1) ?? 0);
      const query = anew('{ status }');
      await ask({ query });
      expect(await takenOf(() => ask({ query }))).toBe(1);
      const headers = { ...lanes.asOwner(), 'apollographql-client-name': client };
      const before = await counted();
      const taken = await takenOf(async () => {
        for (let times = 0; times < 3; times += 1)
          expect((await ask({ query }, headers)).status).toBe(status);
      });
      expect(taken).toBe(0);
      expect((await counted()) - before).toBe(3);
    },
  );

  it('a listed document in another writing is found on the list each time', async () => {
    const query = anew(TEXTS.status);
    const headers = { ...lanes.asOwner(), 'apollographql-client-name': 'strict' };
    const taken = await takenOf(async () => {
      for (let times = 0; times < 3; times += 1) expect((await ask({ query }, headers)).status).toBe(200);
    });
    expect(taken).toBe(0);
    expect((await metric('strict', 'listed'))[0]).toMatch(/ 3$/);
  });
});
