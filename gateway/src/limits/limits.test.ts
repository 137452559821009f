import { getIntrospectionQuery } from 'graphql';
import { codes } from '../../../testkit/subgraph';
import { startTinyGateway, type TinyGateway } from '../../../testkit/tiny-gateway';

describe('the gateway, by its document limits', () => {
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
  ])('refuses %s nested thousands deep before a stack overflows', async (_what, query) => {
    const answer = await tiny.ask(query);
    expect({ status: answer.status, codes: codes(answer) }).toEqual({ status: 400, codes: ['BAD_REQUEST'] });
    expect(answer.errors[0]?.message).toContain('nests too deep');
  });

  it('refuses what nests too deep by GET as well, as far as a URL goes', async () => {
    const query = `{ a${'['.repeat(300)} }`;
    const answer = await tiny.gateway.app.inject({ url: '/graphql', query: { query } });
    expect(answer.statusCode).toBe(400);
    expect(answer.json().errors[0].message).toContain('nests too deep');
  });

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
