import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Response as Injected } from 'light-my-request';
import fc from 'fast-check';
import { silentLogger } from '../../../service-kit/logger';
import { createExecutor } from '../../../service-kit/subgraph';
import { NO_RATES, startTinyGateway, type TinyGateway } from '../../../testkit/tiny-gateway';
import { tinySupergraph } from '../../../testkit/tiny-graph';
import { viewerWith } from '../../../testkit/tokens';
import { createGateway, type Gateway } from '../gateway';
import { sha256 } from '../persisted/safelist';
import { loadSupergraph } from '../supergraph';

/*
 * The two lanes have to answer alike, byte for byte: each request here goes to a gateway with the fast lane and to one
 * without, over the same subgraphs.
 */

const TEXTS = {
  status: 'query Status { status }',
  caller: 'query Caller { caller { requestId userAgent deviceId userId } }',
  leads: 'query Leads { leads { id name estimates { id lead { name } } } }',
  lead: 'query Lead($id: ID!) { lead(id: $id) { name } }',
  echo: 'query Echo($amount: Decimal!) { echo(amount: $amount) }',
  partial: 'query Partial { leads { id risk } status }',
  explode: 'query Explode { explode status }',
  contradict: 'query Contradict { contradict { requestId promise } }',
  secrets: 'query Secrets { secrets }',
  big: 'query Big($bytes: Int = 2000) { big(bytes: $bytes) }',
  skip: 'query Skip($no: Boolean!) { status leads @skip(if: $no) { id } }',
  rename: 'mutation Rename($input: RenameLeadInput!) { renameLead(input: $input) { lead { id name } } }',
  several:
    'query One { status } query Two { caller { userId } } mutation Three($input: RenameLeadInput!) { renameLead(input: $input) { lead { name } } }',
  names: '{ __proto__: status constructor: status hasOwnProperty: __typename }',
  schema: '{ __schema { queryType { name } } __type(name: "Lead") { name } }',
  unfit: 'query Unfit { noSuchField }',
  bound: 'query Bound { status }',
};
type Name = keyof typeof TEXTS;
const NAMES = Object.keys(TEXTS) as Name[];

interface Request {
  headers?: Record<string, string | undefined>;
  body?: unknown;
  method?: 'GET' | 'POST';
  url?: string;
}

let folder: string;
let tiny: TinyGateway;
let apolloLane: Gateway;
let tokens: Record<string, string>;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'lanes-'));
  const manifestPath = join(folder, 'manifest.json');
  const operations = NAMES.map((id) => ({
    id,
    body: TEXTS[id],
    ...(id === 'bound' ? { clientName: 'web' } : {}),
  }));
  writeFileSync(
    manifestPath,
    JSON.stringify({ format: 'apollo-persisted-query-manifest', version: 1, operations }),
  );
  const persisted = { manifestPath, clients: 'strict=enforce' };
  tiny = await startTinyGateway('in-process', { persisted, corsOrigins: ['https://app.example.com'] });
  const transports = Object.fromEntries(
    [tiny.graph.crm, tiny.graph.estimates].map((subgraph) => [
      subgraph.name,
      { kind: 'in-process' as const, execute: createExecutor(subgraph, silentLogger()) },
    ]),
  );
  apolloLane = await createGateway({
    supergraph: loadSupergraph(tinySupergraph(), 'tiny'),
    transports,
    verifier: tiny.tokens.verifier,
    log: silentLogger(),
    environment: 'development',
    corsOrigins: ['https://app.example.com'],
    persisted,
    limits: { rates: NO_RATES },
    fastLane: false,
  });
  const ended = viewerWith('owner');
  tokens = {
    owner: `Bearer ${tiny.tokens.sign(viewerWith('owner'))}`,
    viewer: `Bearer ${tiny.tokens.sign(viewerWith('viewer'))}`,
    expired: `Bearer ${tiny.tokens.sign(viewerWith('owner'), -3_600)}`,
    ended: `Bearer ${tiny.tokens.sign(ended)}`,
    nonsense: 'Bearer nonsense',
    basic: 'Basic abc',
  };
  tiny.tokens.revoke(ended.sessionId);
});
afterAll(async () => {
  await apolloLane.close();
  await tiny.close();
  rmSync(folder, { recursive: true });
});

/** Everything a client can see, but the time. */
function seen(response: Injected) {
  const { date: _date, ...headers } = response.headers;
  return {
    status: response.statusCode,
    headers: Object.entries(headers),
    body: response.rawPayload.toString('latin1'),
  };
}

const TRACE = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';

function send({ app }: Gateway, { headers = {}, body, method = 'POST', url = '/graphql' }: Request) {
  const payload = typeof body === 'string' ? body : body === undefined ? undefined : JSON.stringify(body);
  const given = { 'x-request-id': 'the-same-for-both', traceparent: TRACE, ...headers };
  const sent = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
  return app.inject({
    method,
    url,
    headers: sent as Record<string, string>,
    ...(payload === undefined ? {} : { payload }),
  });
}

/** The span is new in each process; the rest of the trace is the sender's. */
const withoutSpan = (answer: ReturnType<typeof seen>) => ({
  ...answer,
  headers: answer.headers.map(([name, value]) => [
    name,
    name === 'traceresponse' ? String(value).replace(/-[0-9a-f]{16}-/, '-span-') : value,
  ]),
});

async function both(request: Request) {
  const fast = withoutSpan(seen(await send(tiny.gateway, request)));
  const slow = withoutSpan(seen(await send(apolloLane, request)));
  expect({ request, ...fast }).toEqual({ request, ...slow });
  return fast;
}

async function takenByFastLane(): Promise<number> {
  const { body } = await tiny.gateway.app.inject('/metrics');
  const counts = [...body.matchAll(/^graphql_persisted_operations_total\{outcome="fast",.*\} (\d+)$/gm)];
  return counts.reduce((sum, [, count]) => sum + Number(count), 0);
}

const JSON_HEADERS = { 'content-type': 'application/json' };
const asOwner = () => ({ ...JSON_HEADERS, authorization: tokens['owner'] });

describe('plain requests', () => {
  const variables: Partial<Record<Name, object>> = {
    lead: { id: '1' },
    echo: { amount: '12.50' },
    skip: { no: true },
    rename: { input: { id: '1', name: 'Tower', color: 'RED' } },
  };
  const PLAIN = NAMES.filter((name) => !['several', 'unfit', 'bound'].includes(name));

  it.each(PLAIN)('of "%s" are answered alike, by the fast lane, in all its forms', async (name) => {
    const before = await takenByFastLane();
    const forms = [
      { id: name },
      { documentId: name },
      { doc_id: name },
      { query: TEXTS[name] },
      { extensions: { persistedQuery: { version: 1, sha256Hash: sha256(TEXTS[name]) } } },
    ];
    for (const form of forms)
      await both({ headers: asOwner(), body: { ...form, variables: variables[name] } });
    expect((await takenByFastLane()) - before).toBe(forms.length);
  });

  it.each(['owner', 'viewer', 'none'])(
    'of the role %s are answered alike, what is denied too',
    async (role) => {
      const authorization = tokens[role];
      for (const name of PLAIN)
        await both({
          headers: { ...JSON_HEADERS, authorization },
          body: { id: name, variables: variables[name] },
        });
    },
  );

  it.each(['expired', 'ended', 'nonsense', 'basic'])(
    'with a token that is %s are refused alike',
    async (kind) => {
      const answer = await both({
        headers: { ...JSON_HEADERS, authorization: tokens[kind] },
        body: { id: 'status' },
      });
      expect(answer.status).toBe(401);
    },
  );

  it('choose an operation alike', async () => {
    const before = await takenByFastLane();
    for (const operationName of [
      'One',
      'Two',
      'Four',
      '',
      null,
      undefined,
      5,
      '__proto__',
      'constructor',
      {},
    ])
      await both({ headers: asOwner(), body: { id: 'several', operationName } });
    const input = { id: '2', name: 'x' };
    await both({ headers: asOwner(), body: { id: 'several', operationName: 'Three', variables: { input } } });
    expect((await takenByFastLane()) - before).toBe(3);
  });

  it('say alike that an answer is not there, is masked, or is against its contract', async () => {
    const explode = await both({ headers: asOwner(), body: { id: 'explode' } });
    expect(explode.body).toContain('the-same-for-both');
    expect((await both({ headers: asOwner(), body: { id: 'contradict' } })).body).toContain('"data":');
    expect((await both({ headers: asOwner(), body: { id: 'lead', variables: { id: '9' } } })).body).toContain(
      'NOT_FOUND',
    );
    expect((await both({ headers: asOwner(), body: { id: 'partial' } })).body).toContain('CONFLICT');
    expect((await both({ headers: asOwner(), body: { id: 'unfit' } })).status).toBe(400);
  });

  it.each(['web', 'ios', 'strict', undefined])('of the client %s are let in alike', async (client) => {
    const headers = { ...asOwner(), 'apollographql-client-name': client };
    for (const body of [{ id: 'bound' }, { query: TEXTS.bound }, { id: 'status' }, { query: '{ status }' }])
      await both({ headers, body });
  });

  it.each(['gzip', 'br', 'gzip, br', 'deflate', 'identity', '*'])(
    'are compressed alike by %s',
    async (encoding) => {
      const headers = { ...JSON_HEADERS, 'accept-encoding': encoding };
      await both({ headers, body: { id: 'big' } });
      await both({ headers, body: { id: 'status' } });
    },
  );

  it.each(['https://app.example.com', 'https://evil.example', 'null'])(
    'of a page of %s are answered alike',
    async (origin) => {
      await both({ headers: { ...JSON_HEADERS, origin }, body: { id: 'status' } });
    },
  );
});

describe('variables', () => {
  const VALUES: unknown[] = [
    null,
    true,
    0,
    -1,
    1.5,
    1e400,
    9007199254740993,
    '',
    'x',
    '1',
    [],
    ['1'],
    [[]],
    {},
    { id: '1' },
    { id: '1', name: 'x' },
    { id: null, name: 'x' },
    { id: '1', name: 'x', color: 'BLUE' },
    { id: '1', name: 'x', color: null },
    { id: '1', name: 'x', more: 1 },
    { id: 1, name: ['x'] },
    { constructor: 1, toString: 'x' },
  ];
  const NAMED: Partial<Record<Name, string>> = {
    lead: 'id',
    echo: 'amount',
    big: 'bytes',
    skip: 'no',
    rename: 'input',
  };

  it.each(Object.entries(NAMED))('of "%s" are taken, or refused, alike', async (id, variable) => {
    for (const value of VALUES)
      await both({ headers: asOwner(), body: { id, variables: { [variable]: value } } });
    for (const variables of [undefined, null, {}, [], 'x', 5, true, '{}', { other: 1 }])
      await both({ headers: asOwner(), body: { id, variables } });
  });

  it('that nest deep, or are named like parts of JavaScript, are refused alike', async () => {
    const deep = (levels: number) => `${'['.repeat(levels)}${']'.repeat(levels)}`;
    for (const levels of [10, 199, 201, 5_000])
      await both({ headers: asOwner(), body: `{"id":"lead","variables":{"id":${deep(levels)}}}` });
    for (const name of ['__proto__', 'constructor', 'toString'])
      await both({ headers: asOwner(), body: `{"id":"lead","variables":{"id":"1","${name}":{"id":"2"}}}` });
  });
});

describe('requests that are not plain', () => {
  it.each([
    '{"id":"status","id":"lead"}',
    '{"id":"lead","id":"status"}',
    '{"id":"lead","variables":{"id":"1"},"variables":{"id":"2"}}',
    '{"id":"lead","variables":{"id":"1","id":"3"}}',
    '{"__proto__":{"id":"status"}}',
    '{"id":"status","__proto__":{"query":"x"}}',
    '{"id":"status","constructor":{"prototype":{"x":1}}}',
    '{"id":"__proto__"}',
    '{"id":"constructor"}',
    '{"id":"status"',
    '{"id":"status"} {}',
    '[{"id":"status"}]',
    '[]',
    '{}',
    '""',
    'null',
    '5',
    '',
    ' {"id":"status"} ',
    '\ufeff{"id":"status"}',
    '{"id":"st\\u0061tus"}',
    '{"id":["status"]}',
    '{"id":{"toString":"status"}}',
    '{"id":null,"documentId":"status"}',
    '{"id":"","documentId":"status"}',
    '{"id":"status","documentId":"status"}',
    '{"id":"status","documentId":"lead"}',
    '{"id":"status","query":null}',
    '{"id":"status","query":""}',
    '{"id":"status","query":"{ status }"}',
    '{"id":"status","query":{"kind":"Document"}}',
    '{"id":"unknown","query":"query Status { status }"}',
    '{"id":"status","extensions":null}',
    '{"id":"status","extensions":{}}',
    '{"id":"status","extensions":[]}',
    '{"id":"status","extensions":"x"}',
    '{"id":"status","extensions":{"persistedQuery":null}}',
    '{"id":"status","extensions":{"persistedQuery":{"version":2,"sha256Hash":"x"}}}',
    '{"extensions":{"persistedQuery":{"version":1,"sha256Hash":"status"}}}',
    '{"extensions":{"persistedQuery":{"version":2,"sha256Hash":"status"}}}',
    '{"extensions":{"persistedQuery":{"version":1,"sha256Hash":["status"]}}}',
    '{"id":"status","unknown":{"field":1}}',
  ])('are answered alike: the body %s', async (body) => {
    await both({ headers: asOwner(), body });
  });

  it.each([
    'application/json',
    'application/json; charset=utf-8',
    'application/json;charset=UTF-8',
    'APPLICATION/JSON',
    'application/json; charset=iso-8859-1',
    'application/json; foo=bar',
    'application/graphql+json',
    'application/graphql',
    'text/plain',
    'application/x-www-form-urlencoded',
    'multipart/form-data',
    'nonsense',
    '',
    undefined,
  ])('are answered alike: the content type %s', async (type) => {
    await both({ headers: { 'content-type': type }, body: '{"id":"status"}' });
    await both({
      headers: { 'content-type': type, 'apollo-require-preflight': 'yes' },
      body: '{"id":"status"}',
    });
  });

  it.each([
    '*/*',
    '',
    'application/json',
    'application/graphql-response+json',
    'application/graphql-response+json,application/json;q=0.9',
    'application/json;q=0.1, application/graphql-response+json',
    'application/graphql-response+json;charset=utf-8, application/json;charset=utf-8',
    'application/json, text/plain, */*',
    'application/json, */*',
    'application/*',
    'text/html',
    'text/html,*/*;q=0.1',
    'application/graphql-response+json, application/graphql+json, application/json, text/event-stream, multipart/mixed',
    'application/json; callbackSpec=1.0',
    'multipart/mixed',
    'nonsense',
  ])('are answered alike: what is accepted is %s', async (accept) => {
    for (const body of [{ id: 'status' }, { id: 'partial' }, { id: 'lead' }, { id: 'leads' }])
      await both({ headers: { ...JSON_HEADERS, accept }, body });
  });

  it('are answered alike: by GET and HEAD, with a query string, with a content encoding, above 5 MB', async () => {
    const headers = { 'apollo-require-preflight': 'yes' };
    for (const url of [
      '/graphql?id=status',
      '/graphql?query=query+Status+%7B+status+%7D',
      '/graphql?id=rename',
    ]) {
      await both({ method: 'GET', url, headers });
      await both({ method: 'GET', url, headers: {} });
      await both({ method: 'POST', url, headers: JSON_HEADERS, body: { id: 'caller' } });
    }
    await both({ headers: { ...JSON_HEADERS, 'content-encoding': 'gzip' }, body: { id: 'status' } });
    const large = { id: 'status', variables: { padding: 'x'.repeat(5 * 1024 * 1024) } };
    await both({ headers: JSON_HEADERS, body: large });
  });
});

/** Several of one, so that most of what is generated is plain. */
const many = <T>(value: T): T[] => [value, value, value, value];

it('any mixture of all this is answered alike', async () => {
  const anything = fc.oneof(
    fc.constantFrom(...NAMES),
    fc.constantFrom(...Object.values(TEXTS)),
    fc.jsonValue(),
  );
  const body = fc.record(
    {
      id: fc.oneof({ weight: 8, arbitrary: fc.constantFrom(...NAMES) }, { weight: 1, arbitrary: anything }),
      documentId: anything,
      query: anything,
      operationName: fc.oneof(fc.constantFrom('Status', 'One', 'Lead', null), fc.jsonValue()),
      variables: fc.oneof(
        fc.record(
          { id: fc.jsonValue(), amount: fc.jsonValue(), bytes: fc.nat(3_000), input: fc.jsonValue() },
          { requiredKeys: [] },
        ),
        fc.jsonValue(),
      ),
      extensions: fc.jsonValue(),
    },
    { requiredKeys: ['id'] },
  );
  const some = (field: string) =>
    fc.constantFrom(false, false, false, false, false, true).map((isThere) => (isThere ? field : null));
  const without = fc.tuple(some('documentId'), some('query'), some('operationName'), some('extensions'));
  const headers = fc.record({
    'content-type': fc.constantFrom(
      ...many('application/json'),
      'application/json; charset=utf-8',
      'text/plain',
    ),
    accept: fc.constantFrom(...many(undefined), '*/*', 'application/graphql-response+json', 'text/html'),
    role: fc.constantFrom(...many('owner'), 'viewer', 'none', 'expired'),
    'accept-encoding': fc.constantFrom(undefined, 'gzip', 'br'),
    'apollographql-client-name': fc.constantFrom(undefined, 'web', 'strict'),
  });
  const request = fc.tuple(body, without, headers).map(([fields, kept, { role, ...rest }]) => {
    const optional = ['documentId', 'query', 'operationName', 'extensions'];
    const sent = Object.fromEntries(
      Object.entries(fields).filter(([field]) => !optional.includes(field) || kept.includes(field)),
    );
    return { headers: { ...rest, authorization: tokens[role] }, body: sent };
  });
  const before = await takenByFastLane();
  await fc.assert(
    fc.asyncProperty(request, async (one) => void (await both(one))),
    { numRuns: 400 },
  );
  expect((await takenByFastLane()) - before).toBeGreaterThan(30);
});
