import { pino } from 'pino';
import { DecimalScalar } from '../../../service-kit/subgraph/scalars';
import { codes } from '../../../testkit/subgraph';
import { startTinyGateway, type TinyGateway, type TransportKind } from '../../../testkit/tiny-gateway';

/* What a client gets wrong is told once, with a 400 where nothing was executed, and never logged as a fault of ours. */

const WRONG = [
  '19%',
  '19,5',
  '31.12.2026',
  'yesterday',
  '',
  ' 1',
  '1e3',
  'x'.repeat(10_000),
  1.5,
  true,
  [['1']],
  {},
];

const literal = (value: unknown): string =>
  typeof value === 'object'
    ? JSON.stringify(value).replaceAll('"', '\\"').replace(/.*/, '"$&"')
    : JSON.stringify(value);

const WAYS: [string, (value: unknown) => { query: string; variables?: object }][] = [
  ['a variable', (v) => ({ query: 'query ($v: Decimal!) { echo(amount: $v) status }', variables: { v } })],
  ['a literal', (v) => ({ query: `{ echo(amount: ${literal(v)}) status }` })],
  ['a default', (v) => ({ query: `query ($v: Decimal! = ${literal(v)}) { echo(amount: $v) status }` })],
];

describe.each(
  (['in-process', 'http'] as const).flatMap((kind) =>
    (['compiled', 'reference'] as const).flatMap((executor) =>
      [true, false].map((knows) => [kind, executor, knows] as const),
    ),
  ),
)('subgraphs %s, executor %s, the gateway knows the scalars: %s', (kind: TransportKind, executor, knows) => {
  let tiny: TinyGateway;
  const lines: string[] = [];

  beforeAll(async () => {
    tiny = await startTinyGateway(kind, {
      executor,
      log: pino({ level: 'warn' }, { write: (line) => void lines.push(line) }),
      ...(knows ? { scalars: [DecimalScalar] } : {}),
    });
  });
  afterAll(() => tiny.close());
  beforeEach(() => {
    lines.length = 0;
  });

  it.each(WAYS)('a malformed scalar in %s is one mistake of the client’s', async (_way, ask) => {
    for (const value of WRONG) {
      const { query, variables } = ask(value);
      const answer = await tiny.ask(query, variables ? { variables } : {});
      expect({ value, codes: codes(answer) }).toEqual({ value, codes: ['BAD_USER_INPUT'] });
      expect(answer.errors[0]?.message.length).toBeLessThan(600);
      if (knows) expect(answer).toMatchObject({ status: 400, data: undefined });
    }
    expect(lines).toEqual([]);
  });

  it('a right one passes as it came', async () => {
    const query = 'query ($v: Decimal!) { a: echo(amount: $v) b: echo(amount: 9007199254740991) }';
    const answer = await tiny.ask(query, { variables: { v: '0012.50' } });
    expect(answer.errors).toEqual([]);
    expect(JSON.stringify(answer.data)).toContain('0012.50');
    expect(JSON.stringify(answer.data)).toContain('9007199254740991');
  });
});

describe.each(['in-process', 'http'] as const)('a client’s mistakes, subgraphs %s', (kind) => {
  let tiny: TinyGateway;
  const lines: string[] = [];
  beforeAll(async () => {
    tiny = await startTinyGateway(kind, {
      log: pino({ level: 'error' }, { write: (line) => void lines.push(line) }),
    });
  });
  afterAll(() => tiny.close());
  beforeEach(() => {
    lines.length = 0;
  });

  const post = (
    body: unknown,
    headers: Record<string, string> = {},
    method: 'POST' | 'PUT' | 'OPTIONS' | 'DELETE' = 'POST',
    url = '/graphql',
  ) =>
    tiny.gateway.app.inject({
      ...{ method, url, headers: { 'content-type': 'application/json', ...headers } },
      ...(body === undefined ? {} : { payload: typeof body === 'string' ? body : JSON.stringify(body) }),
    });

  const MISTAKES: [what: string, body: unknown, headers?: Record<string, string>][] = [
    ['nothing', {}],
    ['an empty body', undefined],
    ['broken JSON', '{"query":'],
    ['a list', [{ query: '{ status }' }]],
    ['a number', '5'],
    ['a query that is no text', { query: 5 }],
    ['variables that are no object', { query: '{ status }', variables: [1] }],
    ['variables that are a text', { query: '{ status }', variables: '{"a":' }],
    ['an operation that is not there', { query: 'query A { status }', operationName: 'B' }],
    ['several operations', { query: 'query A { status } query B { status }' }],
    ['a syntax error', { query: '{' }],
    ['an unknown field', { query: '{ nothing }' }],
    ['a subscription by HTTP', { query: 'subscription { counter(goal: 1) }' }],
    ['no variable', { query: 'query ($id: ID!) { lead(id: $id) { id } }' }],
    [
      'sixty wrong values',
      { query: 'query ($i: [ID!]!) { echo(amount: $i) }', variables: { i: Array(60).fill({}) } },
    ],
    [
      'a hundred unknown keys',
      {
        query: 'mutation ($i: RenameLeadInput!) { renameLead(input: $i) { lead { id } } }',
        variables: { i: Object.fromEntries(Array.from({ length: 100 }, (_, n) => [`k${n}`, n])) },
      },
    ],
    ['an unknown hash', { extensions: { persistedQuery: { version: 1, sha256Hash: '0'.repeat(64) } } }],
    [
      'a wrong hash',
      { query: '{ status }', extensions: { persistedQuery: { version: 1, sha256Hash: 'x' } } },
    ],
    ['a form', 'query={status}', { 'content-type': 'application/x-www-form-urlencoded' }],
    ['@skip without an argument', { query: '{ status @skip }' }],
    ['@include with a null', { query: 'query ($k: Boolean) { status @include(if: $k) }' }],
  ];
  it.each(MISTAKES.map(([what, body, headers = {}]) => ({ what, body, headers })))(
    '$what is a 4xx with a code, and no fault',
    async ({ body, headers }) => {
      const answer = await post(body, headers);
      const { errors = [] } = answer.json<{ errors?: { message: string; extensions: { code: string } }[] }>();
      expect(errors.map(({ extensions }) => extensions.code)).not.toContain('INTERNAL_SERVER_ERROR');
      expect(errors.length).toBeGreaterThan(0);
      expect([200, 400, 401, 403, 404, 405, 413, 415]).toContain(answer.statusCode);
      expect(lines).toEqual([]);
    },
  );

  it.each([
    ['PUT', '/graphql', 405, 'GET, POST, OPTIONS'],
    ['OPTIONS', '/graphql', 204, 'GET, POST, OPTIONS'],
    ['OPTIONS', '/health', 204, 'GET, OPTIONS'],
    ['OPTIONS', '/nowhere', 404, undefined],
    ['DELETE', '/nowhere', 404, undefined],
  ] as const)(
    '%s %s with a JSON content type is %d, whatever its body',
    async (method, url, status, allow) => {
      for (const body of [undefined, '{', '{"query":"{ status }"}', '']) {
        const answer = await post(body, {}, method, url);
        expect([answer.statusCode, answer.headers['allow']]).toEqual([status, allow]);
      }
    },
  );

  it('ten times the same mistake is told once, with its places', async () => {
    const answer = await tiny.ask(`{ status ${'@a '.repeat(10)} }`);
    expect(answer.status).toBe(400);
    expect(answer.errors).toHaveLength(1);
    expect(answer.errors[0]?.locations).toHaveLength(10);
  });

  it.each(['__proto__', 'constructor', 'prototype', 'toString', 'hasOwnProperty'])(
    'a variable may be called %s',
    async (name) => {
      const query = `query ($${name}: Decimal!) { echo(amount: $${name}) }`;
      for (let time = 0; time < 3; time += 1) {
        const answer = await post(`{"query":${JSON.stringify(query)},"variables":{"${name}":"7.5"}}`);
        expect(answer.json()).toEqual({ data: { echo: expect.stringContaining('7.5') } });
      }
      const missing = await post({ query, variables: {} });
      expect(missing.statusCode).toBe(400);
    },
  );

  it('keys such as __proto__ deep in variables are unknown fields, not broken JSON', async () => {
    const query = 'mutation ($i: RenameLeadInput!) { renameLead(input: $i) { lead { id } } }';
    for (const key of ['"__proto__":{"a":1}', '"constructor":{"prototype":{"a":1}}']) {
      const answer = await post(
        `{"query":${JSON.stringify(query)},"variables":{"i":{"id":"1","name":"n",${key}}}}`,
        tiny.as(),
      );
      expect(answer.statusCode).toBe(400);
      expect(answer.json().errors[0].extensions.code).toBe('BAD_USER_INPUT');
    }
    expect(({} as Record<string, unknown>)['a']).toBeUndefined();
  });
});
