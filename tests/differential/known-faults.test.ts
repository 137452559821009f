import { openContest, type Contest } from '../../testkit/federation/contest';
import { openFederatedGraph, type GraphDefinition } from '../../testkit/federation/federated-graph';
import { ref, type Row } from '../../testkit/federation/world';
import { parcels } from './graphs/parcels';

/*
 * The cases of the public federation audit (https://github.com/graphql-hive/federation-gateway-audit) that stock
 * `@apollo/gateway` fails, by their names there, on graphs of our own: the compiled engine answers rightly, or refuses.
 */

const open: Contest[] = [];
afterAll(() => Promise.all(open.map((contest) => contest.close())));

async function contestOver(definition: GraphDefinition, executor = 'compiled'): Promise<Contest> {
  const contest = await openContest(openFederatedGraph(definition), executor);
  open.push(contest);
  return contest;
}

describe('requires-with-argument', () => {
  let contest: Contest;
  beforeAll(async () => {
    contest = await contestOver(parcels);
  });

  it('_0, _1: hands a field the value for the arguments it requires', async () => {
    const { data, errors } = await contest.ask(
      '{ parcels { estimate isExpensive } threads { author { id } } }',
    );
    expect(errors).toBeUndefined();
    expect(data).toEqual({
      parcels: [
        { estimate: 1210, isExpensive: false },
        { estimate: 4840, isExpensive: true },
        { estimate: null, isExpensive: false },
        null,
      ],
      threads: [{ author: { id: 'a2' } }, { author: { id: 'a1' } }],
    });
  });

  it('_2: keeps the required list apart from the same field asked with another literal argument', async () => {
    const { data, errors } = await contest.ask('{ threads { author { id } comments(limit: 1) { id } } }');
    expect(errors).toBeUndefined();
    expect(data).toEqual(ONE_COMMENT);
  });

  it('_3: … and with a variable', async () => {
    const query = 'query ($limit: Int = 1) { threads { author { id } comments(limit: $limit) { id } } }';
    const { data, errors } = await contest.ask(query);
    expect(errors).toBeUndefined();
    expect(data).toEqual(ONE_COMMENT);
  });

  it('_4: … and with a variable in two fragments', async () => {
    const { data, errors } = await contest.ask(`
      query ($limit: Int = 1) { threads { author { id } ...A ...B } }
      fragment A on Thread { comments(limit: $limit) { id } }
      fragment B on Thread { comments(limit: $limit) { id } }
    `);
    expect(errors).toBeUndefined();
    expect(data).toEqual(ONE_COMMENT);
  });

  it('serves two requirements of the same list with different arguments at once', async () => {
    const { data } = await contest.ask('{ threads { author { id } firstAuthor comments(limit: 0) { id } } }');
    expect(data).toEqual({
      threads: [
        { author: { id: 'a2' }, firstAuthor: 'a2', comments: [] },
        { author: { id: 'a1' }, firstAuthor: null, comments: [] },
      ],
    });
  });

  it('conflict_0: serves requirements of one field with different arguments, or with one and none, at once', async () => {
    const { data, errors } = await contest.ask(
      '{ parcel(upc: "p2") { estimate estimateEur isExpensive averageEur price(currency: "CHF") weight } }',
    );
    expect(errors).toBeUndefined();
    expect(data).toEqual({
      parcel: {
        estimate: 4840, // 22 USD × 22 kg × 10
        estimateEur: 29040, // 44 EUR × 66 lb × 10
        isExpensive: true,
        averageEur: 44,
        price: 220,
        weight: 22,
      },
    });
  });
});

const ONE_COMMENT = {
  threads: [
    { author: { id: 'a2' }, comments: [{ id: 'c1' }] },
    { author: { id: 'a1' }, comments: [{ id: 'c4' }] },
  ],
};

/** Each subgraph can be entered by one of the keys only; the others are there to go elsewhere. */
const crates: GraphDefinition = {
  name: 'crates',
  subgraphs: {
    yard: `
      type Crate
        @key(fields: "id", resolvable: true)
        @key(fields: "tag", resolvable: false)
        @key(fields: "slot { row bay }", resolvable: false)
        @key(fields: "id slot { bay tier }", resolvable: false) {
        id: ID! tag: ID! slot: Slot! @shareable content: String!
      }
      type Slot @shareable { row: ID! bay: ID! tier: ID! }`,
    ships: `
      type Query { ship: Ship }
      type Ship @key(fields: "id") { id: ID! crates: [Crate!]! }
      type Crate
        @key(fields: "slot { row bay }", resolvable: false)
        @key(fields: "id slot { bay tier }", resolvable: true)
        @key(fields: "tag", resolvable: false)
        @key(fields: "id", resolvable: false) {
        id: ID! tag: ID! slot: Slot! @shareable content: String! @external
        manifest: String! @requires(fields: "content")
      }
      type Slot @shareable { row: ID! bay: ID! tier: ID! }`,
  },
  rows: () => [
    { __typename: 'Ship', id: 's1', crates: [ref('Crate', '1'), ref('Crate', '2')] },
    ...['1', '2'].map((id): Row => ({
      __typename: 'Crate',
      id,
      tag: `tag ${id}`,
      slot: { __typename: 'Slot', row: `row ${id}`, bay: `bay ${id}`, tier: `tier ${id}` },
      content: `content ${id}`,
    })),
  ],
  fields: { 'Query.ship': () => ref('Ship', 's1') },
  requires: { 'Crate.manifest': ({ content }) => `manifest of ${content}` },
  values: {},
};

describe('keys-mashup_0', () => {
  it('enters a subgraph by a key that it resolves, or refuses', async () => {
    const contest = await contestOver(crates);
    const { data, errors } = await contest.ask('{ ship { id crates { id content manifest } } }');
    if (errors) return expect(data?.['ship'] ?? null).toBeNull();
    expect(data).toEqual({
      ship: {
        id: 's1',
        crates: [
          { id: '1', content: 'content 1', manifest: 'manifest of content 1' },
          { id: '2', content: 'content 2', manifest: 'manifest of content 2' },
        ],
      },
    });
  });
});

/** Tool has no types at all, and the one subgraph that can tell its color can't be entered. */
const things: GraphDefinition = {
  name: 'things',
  subgraphs: {
    finder: `
      type Query { found: Thing! tool: Tool }
      interface Tool @key(fields: "id") { id: ID! }
      type Thing @key(fields: "id", resolvable: false) @interfaceObject { id: ID! }`,
    store: `
      type Query { stored: Thing looseTool: Tool }
      interface Thing @key(fields: "id") { id: ID! }
      type Stone implements Thing @key(fields: "id") { id: ID! name: String! }
      type Tool @key(fields: "id", resolvable: false) @interfaceObject { id: ID! color: String }`,
  },
  rows: () => [
    { __typename: 'Stone', id: 'x1', name: 'Stone' },
    { __typename: 'Hammer', id: 'x2', color: 'red' },
  ],
  fields: {
    'Query.found': () => ref('Stone', 'x1'),
    'Query.tool': () => ref('Hammer', 'x2'),
    'Query.stored': () => ref('Stone', 'x1'),
    'Query.looseTool': () => ref('Hammer', 'x2'),
  },
  values: {},
};

describe('non-resolvable-interface-object', () => {
  let contest: Contest;
  beforeAll(async () => {
    contest = await contestOver(things);
  });

  it('_0, _2, _4: answers what the subgraph itself can tell', async () => {
    const { data, errors } = await contest.ask('{ looseTool { id color } found { id } }');
    expect(errors).toBeUndefined();
    expect(data).toEqual({ looseTool: { id: 'x2', color: 'red' }, found: { id: 'x1' } });
  });

  it.each(['{ tool { color } }', '{ tool { id } }'])(
    '_1, _3: refuses %s, which is only to be had by entering a subgraph that can’t be entered',
    async (query) => {
      const { data, errors } = await contest.ask(query).catch(asRefusal);
      expect(errors).toHaveLength(1);
      expect(data?.['tool'] ?? null).toBeNull();
    },
  );

  it('_6: finds out the concrete type where that is possible', async () => {
    const { data, errors } = await contest.ask('{ found { __typename ... on Stone { name } } }');
    expect(errors).toBeUndefined();
    expect(data).toEqual({ found: { __typename: 'Stone', name: 'Stone' } });
  });
});

const asRefusal = (error: Error) => ({ data: null, errors: [error] });
