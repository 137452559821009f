import { buildSchema, getIntrospectionQuery, parse, validate } from 'graphql';
import { codes } from '../../testkit/subgraph';
import { startTinyGateway, type TinyGateway } from '../../testkit/tiny-gateway';
import { depthLimit } from './limits/depth';

const schema = buildSchema('type Query { a: Query, b: Query, leaf: Int }');
const depthErrors = (query: string, max: number) =>
  validate(schema, parse(query), [depthLimit(max)]).map(({ message }) => message);
const nested = (field: string, depth: number) =>
  `${`${field} { `.repeat(depth - 1)}leaf${' }'.repeat(depth - 1)}`;

describe('the depth limit', () => {
  it('lets the limit through and refuses one more', () => {
    expect(depthErrors(`{ ${nested('a', 5)} }`, 5)).toEqual([]);
    expect(depthErrors(`{ ${nested('a', 6)} }`, 5)).toEqual([
      'This operation nests 6 fields deep; 5 is the limit. Ask in two operations.',
    ]);
  });

  it('counts through named and inline fragments, which are no level themselves', () => {
    const query = '{ a { ... on Query { ...F } } } fragment F on Query { b { ... { leaf } } }';
    expect(depthErrors(query, 3)).toEqual([]);
    expect(depthErrors(query, 2)).toHaveLength(1);
  });

  it('ends on fragments that spread each other', () => {
    const query = '{ ...F } fragment F on Query { a { ...G } } fragment G on Query { b { ...F } }';
    expect(depthErrors(query, 5)).toEqual([]); // graphql-js refuses the cycle itself
  });

  it('measures each fragment once: doubling spreads take no doubling time', () => {
    const levels = Array.from({ length: 40 }, (_, i) => {
      const next = i === 39 ? 'leaf' : `a { ...F${i + 1} } b { ...F${i + 1} }`;
      return `fragment F${i} on Query { ${next} }`;
    });
    const startedAt = performance.now();
    expect(depthErrors(`{ ...F0 } ${levels.join(' ')}`, 15)).toHaveLength(1);
    expect(performance.now() - startedAt).toBeLessThan(5_000); // not 2^40 steps
  });
});

describe('the gateway', () => {
  let tiny: TinyGateway;
  beforeAll(async () => {
    tiny = await startTinyGateway('in-process');
  });
  afterAll(() => tiny.close());

  it('refuses a deep query before it is planned', async () => {
    const deep = `{ leads { ${'estimates { lead { '.repeat(8)} name ${'} }'.repeat(8)} } }`;
    const answer = await tiny.ask(deep, { headers: tiny.as() });
    expect(answer).toMatchObject({ status: 400, data: undefined });
    expect(codes(answer)).toEqual(['GRAPHQL_VALIDATION_FAILED']);
    expect(answer.errors[0]?.message).toContain('nests 18 fields deep; 15 is the limit');
  });

  it.each([
    ['lists', `{ leads(ids: ${'['.repeat(4_000)}${']'.repeat(4_000)}) { id } }`],
    ['inline fragments', `{ me ${'{ ... '.repeat(2_000)}{ id }${' }'.repeat(2_000)} }`],
    ['fields', `${'{ a '.repeat(3_000)}${'}'.repeat(3_000)}`],
  ])(
    'refuses %s nested thousands deep, by POST and by GET, before a stack overflows',
    async (_what, query) => {
      const byGet = await tiny.gateway.app.inject({ url: '/graphql', query: { query } });
      for (const answer of [await tiny.ask(query), { status: byGet.statusCode, ...byGet.json() }]) {
        expect({ status: answer.status, codes: codes(answer) }).toEqual({
          status: 400,
          codes: ['BAD_REQUEST'],
        });
        expect(answer.errors[0]?.message).toContain('nests too deep');
      }
    },
  );

  it('refuses variables nested thousands deep', async () => {
    const deep = `${'{"sections":['.repeat(5_000)}${']}'.repeat(5_000)}`;
    const payload = `{"query":"query ($ids: [ID!]) { status }","variables":{"ids":${deep}}}`;
    const headers = { 'content-type': 'application/json' };
    const response = await tiny.gateway.app.inject({ method: 'POST', url: '/graphql', headers, payload });
    const answer = { status: response.statusCode, ...response.json() };
    expect({ status: answer.status, codes: codes(answer) }).toEqual({ status: 400, codes: ['BAD_REQUEST'] });
  });

  it('counts no brackets in strings and comments as nesting', async () => {
    const brackets = '{[('.repeat(100);
    const query = `{ a: status # ${brackets}\n b: echo(text: "${brackets}\\"${brackets}") c: echo(text: """${brackets}"${brackets}""") }`;
    expect(codes(await tiny.ask(query))).not.toContain('BAD_REQUEST');
  });

  it('refuses a document of more than 10,000 tokens while reading it', async () => {
    const answer = await tiny.ask(`{ ${'status '.repeat(10_001)} }`);
    expect(answer).toMatchObject({ status: 400, data: undefined });
    expect(codes(answer)).toEqual(['GRAPHQL_PARSE_FAILED']);
  });

  it('answers the introspection query tools send, which is deeper than the limit', async () => {
    const answer = await tiny.ask(getIntrospectionQuery({ inputValueDeprecation: true }));
    expect(answer.errors).toEqual([]);
  });
});
