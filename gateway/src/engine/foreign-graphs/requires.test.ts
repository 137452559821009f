import { scriptedEngine, type Asked } from '../../../../testkit/scripted-engine';
import { SubgraphFailure } from '../../sources/subgraph-source';

const representations = ({ variables }: Asked) => variables['representations'] as Record<string, unknown>[];
const shown = (answer: unknown): unknown => JSON.parse(JSON.stringify(answer));

describe('@requires of one field with different arguments', () => {
  const GRAPH = {
    prices: `
      type Query { product: Product }
      type Product @key(fields: "id") { id: ID! price(currency: String): Int weight: Int }
    `,
    shipping: `
      type Product @key(fields: "id") {
        id: ID! price(currency: String): Int @external weight: Int @external
        inDollars: Int @requires(fields: "price(currency: \\"USD\\") weight")
        inEuros(factor: Int = 1): Int @requires(fields: "price(currency: \\"EUR\\") weight")
        plain: Int @requires(fields: "price")
      }
    `,
  };
  const PRICES = { USD: 10, EUR: 20, GBP: 30 };
  const begin = () =>
    scriptedEngine(GRAPH, (asked) => {
      if (asked.subgraph === 'prices') {
        const product: Record<string, unknown> = { __typename: 'Product', id: '1', weight: 2 };
        for (const [, alias = 'price', currency] of asked.query.matchAll(
          /(?:(\w+):)?price(?:\(currency:"(\w+)"\))?/g,
        )) {
          product[alias] = currency ? PRICES[currency as keyof typeof PRICES] : 1;
        }
        for (const [, alias = 'weight'] of asked.query.matchAll(/(?:(\w+):)?weight/g)) product[alias] = 2;
        return { data: { product } };
      }
      const [told] = representations(asked);
      const value = Number(told?.['price']) * 100;
      const fields = ['inDollars', 'inEuros', 'plain'].filter((name) => asked.query.includes(name));
      return { data: { _entities: [Object.fromEntries(fields.map((name) => [name, value]))] } };
    });

  it.each([
    ['{ product { inDollars } }', { inDollars: 1000 }],
    ['{ product { inDollars inEuros } }', { inDollars: 1000, inEuros: 2000 }],
    ['{ product { price(currency: "GBP") inEuros plain } }', { price: 30, inEuros: 2000, plain: 100 }],
    [
      '{ product { price: weight inEuros(factor: 2) inDollars } }',
      { price: 2, inEuros: 2000, inDollars: 1000 },
    ],
  ])('gives each its own value: %s', async (query, product) => {
    const engine = await begin();
    expect(shown(await engine.ask(query))).toEqual({ data: { product } });
    for (const asked of engine.asked.filter(({ subgraph }) => subgraph === 'shipping')) {
      expect(Object.keys(representations(asked)[0] ?? {})).not.toContainEqual(
        expect.stringContaining('__required'),
      );
    }
  });

  it('sends each of the fetches only the variables it uses', async () => {
    const engine = await begin();
    await engine.ask('query ($factor: Int!) { product { inDollars inEuros(factor: $factor) } }', {
      factor: 3,
    });
    const sent = engine.asked.flatMap(({ subgraph, variables }) =>
      subgraph === 'shipping' ? [Object.keys(variables)] : [],
    );
    expect(sent.map((names) => names.includes('factor'))).toEqual(expect.arrayContaining([true, false]));
    for (const { query, variables } of engine.asked)
      expect(query.includes('$factor')).toBe('factor' in variables);
  });
});

describe('what a field requires and did not come', () => {
  it('is not made up: the field is not asked for, and the failure is told', async () => {
    const engine = await scriptedEngine(
      {
        a: 'type Query { box: Box } type Box @key(fields: "id") { id: ID! }',
        b: 'type Box @key(fields: "id") { id: ID! size: Int }',
        c: 'type Box @key(fields: "id") { id: ID! size: Int @external area: Int @requires(fields: "size") }',
      },
      ({ subgraph }) => {
        if (subgraph === 'b') throw new SubgraphFailure('b', 'unreachable');
        return { data: { box: { __typename: 'Box', id: '1' } } };
      },
    );
    const answer = await engine.ask('{ box { area } }');
    expect(shown(answer.data)).toEqual({ box: { area: null } });
    expect(answer.errors).toMatchObject([
      { path: ['box'], extensions: { code: 'SERVICE_UNAVAILABLE', subgraph: 'b' } },
    ]);
    expect(engine.asked.map(({ subgraph }) => subgraph)).toEqual(['a', 'b']);
  });
});

describe('a key that a subgraph does not resolve', () => {
  it('is avoided when there is another', async () => {
    const engine = await scriptedEngine(
      {
        a: 'type A @key(fields: "id") { id: ID! name: String! }',
        b: `type Query { a: A }
            type A @key(fields: "code", resolvable: false) @key(fields: "id") {
              id: ID! code: ID! name: String! @external loud: String @requires(fields: "name")
            }`,
      },
      (asked) => {
        if (!asked.variables['representations'])
          return { data: { a: { __typename: 'A', id: '1', code: 'x' } } };
        return { data: { _entities: [asked.subgraph === 'a' ? { name: 'n' } : { loud: 'N' }] } };
      },
    );
    expect(shown(await engine.ask('{ a { loud } }'))).toEqual({ data: { a: { loud: 'N' } } });
    expect(representations(engine.asked[2] as Asked)).toEqual([{ __typename: 'A', id: '1', name: 'n' }]);
  });

  it('makes the operation be refused, with an error, when it is the only one', async () => {
    const engine = await scriptedEngine(
      {
        a: 'type Query { node: Node } interface Node @key(fields: "id") { id: ID! }',
        b: 'type Query { other: Node } type Node @key(fields: "id", resolvable: false) @interfaceObject { id: ID! field: String }',
      },
      () => ({
        data: { node: { __typename: 'Node', id: '1' }, other: { __typename: 'Node', id: '1', field: 'f' } },
      }),
    );
    const refused = await engine.ask('{ node { field } }');
    expect(refused).toMatchObject({
      data: null,
      errors: [{ extensions: { code: 'OPERATION_RESOLUTION_FAILURE' } }],
    });
    expect(engine.asked).toHaveLength(0);
    expect(shown(await engine.ask('{ other { id field } }'))).toEqual({
      data: { other: { id: '1', field: 'f' } },
    });
  });
});

describe('interface objects', () => {
  const GRAPH = {
    catalog: `
      type Query { media: [Media!] }
      interface Media @key(fields: "id") { id: ID! title: String }
      type Book implements Media @key(fields: "id") { id: ID! title: String pages: Int }
      type Film implements Media @key(fields: "id") { id: ID! title: String }
    `,
    ratings:
      'type Media @key(fields: "id") @interfaceObject { id: ID! title: String @external stars: Int blurb: String @requires(fields: "title") }',
  };
  const begin = () =>
    scriptedEngine(GRAPH, (asked) =>
      asked.subgraph === 'catalog'
        ? {
            data: {
              media: [
                { __typename: 'Book', id: '1', title: 'b' },
                { __typename: 'Film', id: '2', title: 'f' },
              ],
            },
          }
        : {
            data: {
              _entities: representations(asked).map(({ id }) => ({
                __typename: 'Media',
                stars: Number(id),
                blurb: `See ${String(id)}`,
              })),
            },
          },
    );

  it('are told the name they know, and do not change what an object is', async () => {
    const engine = await begin();
    const answer = await engine.ask('{ media { stars __typename ... on Book { pages } } }');
    expect(shown(answer)).toEqual({
      data: {
        media: [
          { stars: 1, __typename: 'Book', pages: null },
          { stars: 2, __typename: 'Film' },
        ],
      },
    });
    expect(representations(engine.asked[1] as Asked).map(({ __typename }) => __typename)).toEqual([
      'Media',
      'Media',
    ]);
  });

  it('answer for all types when a field is asked of one', async () => {
    const engine = await begin();
    const answer = await engine.ask('{ media { stars ... on Film { blurb } } }');
    expect(shown(answer)).toEqual({ data: { media: [{ stars: 1 }, { stars: 2, blurb: 'See 2' }] } });
    for (const told of representations(engine.asked[1] as Asked)) expect(told).toHaveProperty('id');
  });
});
