import { buildSchema, parse, type GraphQLSchema } from 'graphql';
import { startTinyGateway, type TinyGateway } from '../../../testkit/tiny-gateway';
import { validDocument } from '../pipeline/valid-document';
import { sha256 } from '../persisted/safelist';
import { KnownDocuments, MAX_CHARACTERS, MAX_DOCUMENTS } from './known-documents';

// The module whose `parse` all others hand on: `graphql` itself has only getters.
const parser = jest.requireActual<{ parse: typeof parse }>('graphql/language/parser');
const schema = buildSchema('type Query { field: Int }');

/** Has a document found valid, as Apollo Server tells it. */
async function learn(known: KnownDocuments, source: string, against: GraphQLSchema = schema): Promise<void> {
  const listener = await known.plugin.requestDidStart?.({} as never);
  const found = { schema: against, source, document: parse(source), queryHash: sha256(source) };
  await listener?.didResolveOperation?.(found as never);
}

const text = (name: string, length = 0): string => `query ${name} { field }`.padEnd(length, ' ');

describe('known documents', () => {
  it('are found by exactly their text and schema', async () => {
    const known = new KnownDocuments();
    const other = buildSchema('type Query { field: Int }');
    await learn(known, text('A'));
    expect(known.find(schema, text('A'))?.only).toMatchObject({ name: 'A', hash: sha256(text('A')), schema });
    expect(known.find(schema, `${text('A')} `)).toBeUndefined();
    expect(known.find(other, text('A'))).toBeUndefined();
  });

  it('stay the same object, with all that hangs on it', async () => {
    const known = new KnownDocuments();
    await learn(known, text('A'));
    const first = known.find(schema, text('A'));
    await learn(known, text('A'));
    expect(known.find(schema, text('A'))).toBe(first);
  });

  it('are as many as there may be: the one that was not asked for longest goes first', async () => {
    const known = new KnownDocuments();
    for (let n = 0; n < MAX_DOCUMENTS; n += 1) await learn(known, text(`Q${n}`));
    expect(known.find(schema, text('Q0'))).toBeDefined();
    await learn(known, text('OneMore'));
    expect(known.find(schema, text('Q0'))).toBeDefined();
    expect(known.find(schema, text('Q1'))).toBeUndefined();
    expect(known.find(schema, text('OneMore'))).toBeDefined();
  });

  it('are as long in all as they may be', async () => {
    const known = new KnownDocuments();
    const length = 64 * 1024;
    const fitting = Math.floor(MAX_CHARACTERS / (length + 1));
    for (let n = 0; n <= fitting; n += 1) await learn(known, text(`Q${n}`, length));
    expect(known.find(schema, text('Q0', length))).toBeUndefined();
    expect(known.find(schema, text('Q1', length))).toBeDefined();
  });

  it('that are listed stay, whatever else comes, until others are listed', async () => {
    const known = new KnownDocuments();
    const listed = (name: string) => new Map([[text(name), validDocument(parse(text(name)), schema, name)]]);
    known.list(schema, listed('L1'));
    for (let n = 0; n <= MAX_DOCUMENTS; n += 1) await learn(known, text(`Q${n}`));
    expect(known.find(schema, text('L1'))?.only?.name).toBe('L1');
    known.list(schema, listed('L2'));
    expect([text('L1'), text('L2')].map((one) => known.find(schema, one)?.only?.name)).toEqual([
      undefined,
      'L2',
    ]);
  });
});

describe('whichever way it comes', () => {
  let parsed: string[];
  let tiny: TinyGateway;
  beforeAll(async () => {
    tiny = await startTinyGateway('in-process', { knownDocumentsLane: false });
  });
  afterAll(() => tiny.close());
  beforeEach(() => {
    parsed = [];
    const { parse: original } = parser;
    jest.spyOn(parser, 'parse').mockImplementation((source, options) => {
      parsed.push(String(source));
      return original(source, options);
    });
  });
  afterEach(() => jest.restoreAllMocks());

  it('a document is read twice at first, by the limits and by Apollo Server, and not again', async () => {
    const query = '{ status again: status }';
    const times = () => parsed.filter((one) => one === query).length;
    expect((await tiny.ask(query)).data).toMatchObject({ status: expect.any(String) as string });
    expect(times()).toBe(2);
    expect((await tiny.ask(query)).status).toBe(200);
    const url = `/graphql?query=${encodeURIComponent(query)}`;
    const byGet = await tiny.gateway.app.inject({ url, headers: { 'apollo-require-preflight': 'yes' } });
    expect(byGet.statusCode).toBe(200);
    expect(times()).toBe(2);
  });

  it('a document that is refused by the limits is read once', async () => {
    const query = `{ ${'a: status '.repeat(60)} }`;
    for (let time = 0; time < 3; time += 1) expect((await tiny.ask(query)).status).toBe(400);
    expect(parsed.filter((one) => one === query)).toHaveLength(1);
  });
});
