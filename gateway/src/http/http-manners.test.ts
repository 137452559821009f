import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { codes } from '../../../testkit/subgraph';
import { startTinyGateway, type TinyGateway } from '../../../testkit/tiny-gateway';

const OWN_PAGE = 'https://app.example.com';

describe('the HTTP surface in development', () => {
  let tiny: TinyGateway;
  beforeAll(async () => {
    tiny = await startTinyGateway('in-process', { corsOrigins: [OWN_PAGE] });
  });
  afterAll(() => tiny.close());
  const inject = (options: object) => tiny.gateway.app.inject(options as { url: string });

  it.each([
    'https://studio.apollographql.com',
    'https://explorer.embed.apollographql.com',
    'http://localhost:5173',
    'http://127.0.0.1:3000',
    OWN_PAGE,
  ])('lets a page of %s ask, by preflight and by request, without credentials', async (origin) => {
    const preflight = await inject({
      method: 'OPTIONS',
      url: '/graphql',
      headers: {
        origin,
        'access-control-request-method': 'POST',
        'access-control-request-headers': 'content-type,authorization',
      },
    });
    expect(preflight.statusCode).toBe(204);
    expect(preflight.headers).toMatchObject({
      'access-control-allow-origin': origin,
      'access-control-allow-headers': 'content-type,authorization',
    });
    const answer = await tiny.ask('{ status }', { headers: { origin } });
    expect(answer.headers['access-control-allow-origin']).toBe(origin);
    expect(answer.headers['access-control-expose-headers']).toContain('x-request-id');
    for (const { headers } of [preflight, answer]) {
      expect(headers).not.toHaveProperty('access-control-allow-credentials');
      expect(headers['vary']).toContain('Origin');
    }
  });

  it.each([
    'https://evil.example',
    'null',
    'https://app.example.com.evil.example',
    'http://localhost.evil.example',
  ])('tells a browser nothing that would let a page of %s read answers', async (origin) => {
    const answer = await tiny.ask('{ status }', { headers: { origin } });
    expect(answer.headers).not.toHaveProperty('access-control-allow-origin');
    const preflight = await inject({
      method: 'OPTIONS',
      url: '/graphql',
      headers: { origin, 'access-control-request-method': 'POST' },
    });
    expect(preflight.headers).not.toHaveProperty('access-control-allow-origin');
  });

  it('answers queries by GET, and refuses mutations there', async () => {
    const headers = { 'apollo-require-preflight': 'yes' };
    const query = await inject({ url: `/graphql?query=${encodeURIComponent('{ status }')}`, headers });
    expect(query.json()).toEqual({ data: { status: 'fine' } });
    const mutation = 'mutation { renameLead(input: { id: "1", name: "x" }) { lead { id } } }';
    const refused = await inject({ url: `/graphql?query=${encodeURIComponent(mutation)}`, headers });
    expect(refused.statusCode).toBe(405);
    expect(refused.headers['allow']).toBe('POST');
  });

  it.each([
    ['a GET a page can send without preflight', { url: '/graphql?query=%7Bstatus%7D' }],
    [
      'a form',
      {
        method: 'POST',
        url: '/graphql',
        headers: { 'content-type': 'text/plain' },
        payload: '{"query":"{ status }"}',
      },
    ],
  ])('blocks %s as a possible forgery', async (_what, request) => {
    const answer = await inject(request);
    expect(answer.statusCode).toBe(400);
    expect(answer.body).toContain('Cross-Site Request Forgery');
    expect(answer.body).not.toContain('fine');
  });

  it.each([
    [{ query: 'query A { status }', operationName: 'B' }, 'The document has no operation named "B".'],
    [{ query: 'query A { status } query B { status }' }, 'several operations: name the one to run'],
    [{ query: 'fragment F on Query { status }' }, 'F'],
    [{ query: 'subscription { counter(goal: 1) }' }, 'Subscriptions are served over WebSocket'],
  ])('answers 400 to %j, which leaves open what to run', async (payload, words) => {
    const answer = await inject({ method: 'POST', url: '/graphql', payload });
    expect(answer.statusCode).toBe(400);
    expect(answer.json().errors[0].message).toContain(words);
    expect(codes(answer.json())[0]).toMatch(/OPERATION_RESOLUTION_FAILURE|GRAPHQL_VALIDATION_FAILED/);
  });

  it('refuses batches', async () => {
    const answer = await inject({ method: 'POST', url: '/graphql', payload: [{ query: '{ status }' }] });
    expect(answer.statusCode).toBe(400);
    expect(codes(answer.json())).toEqual(['BAD_REQUEST']);
  });

  it.each([
    { version: 2, sha256Hash: 'a' },
    { version: 1, sha256Hash: 'not the hash of the query' },
    { version: 1, sha256Hash: 5 },
  ])('answers 400 to the persisted query %j, which can not be one', async (persistedQuery) => {
    const payload = { query: '{ status }', extensions: { persistedQuery } };
    const answer = await inject({ method: 'POST', url: '/graphql', payload });
    expect(answer.statusCode).toBe(400);
    expect(codes(answer.json())).toEqual(['BAD_REQUEST']);
    expect(answer.json().errors[0].message).toMatch(/persisted query version|sha does not match/);
  });

  it('answers in the same shape to what reaches no route: headers too large, and what is no HTTP', async () => {
    const address = await tiny.gateway.app.listen({ port: 0 });
    const large = await fetch(`${address}/graphql?query=${'x'.repeat(20_000)}`);
    expect(large.status).toBe(431);
    expect(codes(await large.json())).toEqual(['BAD_REQUEST']);
    const socket = connect(Number(new URL(address).port), '127.0.0.1');
    socket.write('nonsense\r\n\r\n');
    const answer = await text(socket);
    expect(answer).toMatch(/^HTTP\/1.1 400 Bad Request\r\n/);
    expect(codes(JSON.parse(answer.slice(answer.indexOf('{'))))).toEqual(['BAD_REQUEST']);
  });

  it.each(['PUT', 'PATCH', 'DELETE'])('answers 405 to %s, saying what is allowed', async (method) => {
    const answer = await inject({ method, url: '/graphql', payload: {} });
    expect(answer.statusCode).toBe(405);
    expect(answer.headers['allow']).toBe('GET, POST, OPTIONS');
    expect(codes(answer.json())).toEqual(['BAD_REQUEST']);
  });

  it('answers 413 to a body above 5 MB', async () => {
    const answer = await inject({
      method: 'POST',
      url: '/graphql',
      payload: { query: '{ status }', variables: { padding: 'x'.repeat(5 * 1024 * 1024) } },
    });
    expect(answer.statusCode).toBe(413);
    expect(answer.json()).toEqual({
      errors: [{ message: "The request's body is larger than 5 MB.", extensions: { code: 'BAD_REQUEST' } }],
    });
  });

  it('answers 415 to a body that is not JSON', async () => {
    const answer = await inject({
      method: 'POST',
      url: '/graphql',
      headers: { 'content-type': 'application/xml' },
      payload: '<a/>',
    });
    expect(answer.statusCode).toBe(415);
    expect(answer.json().errors[0].message).toContain('application/json');
  });

  it('answers 400 to broken JSON and to an empty body', async () => {
    const headers = { 'content-type': 'application/json' };
    const broken = await inject({ method: 'POST', url: '/graphql', headers, payload: '{"query":' });
    expect(broken.statusCode).toBe(400);
    expect(broken.json().errors[0].message).toBe("The request's body is not valid JSON.");
    const empty = await inject({ method: 'POST', url: '/graphql', headers, payload: '' });
    expect(empty.statusCode).toBe(400);
  });

  it('answers 404 in JSON, saying where GraphQL is', async () => {
    const answer = await inject({ url: '/nothing?token=abc' });
    expect(answer.statusCode).toBe(404);
    expect(answer.json().errors[0].message).toBe(
      'There is nothing at GET /nothing. GraphQL is at POST /graphql.',
    );
  });

  it.each([
    ['/health', 'POST', 'GET, OPTIONS'],
    ['/metrics', 'DELETE', 'GET, OPTIONS'],
    ['/graphql', 'PROPFIND', 'GET, POST, OPTIONS'],
  ] as const)('answers 405 at %s to %s, saying that it takes %s', async (url, method, allow) => {
    const answer = await inject({ method, url });
    expect(answer.statusCode).toBe(405);
    expect(answer.headers['allow']).toBe(allow);
    expect(answer.json().errors[0].message).toContain(url);
  });

  it('answers HEAD as GET, without the body', async () => {
    const request = {
      url: `/graphql?query=${encodeURIComponent('{ status }')}`,
      headers: { 'apollo-require-preflight': 'yes' },
    };
    const [head, get] = [await inject({ ...request, method: 'HEAD' }), await inject(request)];
    expect(head.statusCode).toBe(200);
    expect(head.body).toBe('');
    expect(head.headers['content-length']).toBe(get.headers['content-length']);
    const mutation = encodeURIComponent(
      'mutation { renameLead(input: { id: "1", name: "x" }) { lead { id } } }',
    );
    const refused = await inject({ ...request, method: 'HEAD', url: `/graphql?query=${mutation}` });
    expect(refused.statusCode).toBe(405);
  });

  it.each([
    [{ 'content-encoding': 'gzip' }, 'uncompressed'],
    [{ 'content-encoding': 'br' }, 'uncompressed'],
    [{ 'content-type': 'application/json; charset=utf-16' }, 'UTF-8'],
    [{ 'content-type': 'application/json;charset="iso-8859-1"' }, 'UTF-8'],
  ])('answers 415 to a body it could only misread: %j', async (header, word) => {
    const headers = { 'content-type': 'application/json', ...header };
    const answer = await inject({
      method: 'POST',
      url: '/graphql',
      headers,
      payload: '{"query":"{ status }"}',
    });
    expect(answer.statusCode).toBe(415);
    expect(answer.json().errors[0].message).toContain(word);
  });

  it.each([
    'application/json; charset=utf-8',
    'application/json;charset="UTF-8"',
    'application/json;charset=utf8',
  ])('reads %s', async (type) => {
    const answer = await tiny.ask('{ status }', { headers: { 'content-type': type } });
    expect(answer.data).toEqual({ status: 'fine' });
  });

  it('answers 406 to who accepts no JSON, saying what there is', async () => {
    for (const accept of ['text/html', 'image/png', 'application/json;q=0']) {
      const answer = await tiny.ask('{ status }', { headers: { accept } });
      expect(answer.status).toBe(406);
      expect(answer.errors[0]?.message).toContain('application/graphql-response+json');
    }
  });

  it('keeps the trace of the sender, or begins one, and says which', async () => {
    const traceId = '4bf92f3577b34da6a3ce929d0e0e4736';
    const sent = await tiny.ask('{ status }', {
      headers: { traceparent: `00-${traceId}-00f067aa0ba902b7-01` },
    });
    expect(sent.headers['traceresponse']).toMatch(new RegExp(`^00-${traceId}-[0-9a-f]{16}-01$`));
    const own = await tiny.ask('{ status }');
    expect(own.headers['traceresponse']).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-00$/);
  });

  it('quotes no more of a huge request than a person can read', async () => {
    const answer = await tiny.ask(`{ ${'a'.repeat(100_000)} }`);
    expect(answer.status).toBe(400);
    expect(answer.text.length).toBeLessThan(1_000);
  });

  it('sends security headers, and does not name its software', async () => {
    const answer = await tiny.ask('{ status }');
    expect(answer.headers).toMatchObject({
      'x-content-type-options': 'nosniff',
      'content-security-policy': "default-src 'none';frame-ancestors 'none'",
    });
    expect(answer.headers).not.toHaveProperty('x-powered-by');
    expect(answer.headers).not.toHaveProperty('server');
  });

  it.each(['br', 'gzip'])(
    'compresses a long answer by %s, and leaves a short one alone',
    async (encoding) => {
      const headers = { 'accept-encoding': encoding };
      const post = (query: string) =>
        inject({ method: 'POST', url: '/graphql', headers, payload: { query } });
      const long = await post('{ big(bytes: 50000) }');
      expect(long.headers['content-encoding']).toBe(encoding);
      expect(long.rawPayload.length).toBeLessThan(1_000);
      expect((await post('{ status }')).headers).not.toHaveProperty('content-encoding');
    },
  );

  it('serves a start page, and the explorer with a policy that lets it run', async () => {
    const start = await inject({ url: '/' });
    expect(start.headers['content-type']).toContain('text/html');
    expect(start.body).toContain('href="/explorer"');
    const explorer = await inject({ url: '/explorer' });
    expect(explorer.statusCode).toBe(200);
    expect(explorer.body).toContain('"endpoint":"/graphql"');
    expect(explorer.headers['content-security-policy']).toContain("connect-src 'self'");
    expect(explorer.headers['content-security-policy']).toContain('worker-src blob:');
    const sandbox = await inject({ url: '/sandbox' });
    expect(sandbox.body).toContain('EmbeddedSandbox');
    expect(sandbox.headers['content-security-policy']).toContain('https://sandbox.embed.apollographql.com');
  });

  it('brings a browser that opens the endpoint to the start page', async () => {
    const answer = await inject({ url: '/graphql', headers: { accept: 'text/html,*/*' } });
    expect(answer.statusCode).toBe(302);
    expect(answer.headers['location']).toBe('/');
  });

  it('answers introspection, and suggests names', async () => {
    const schema = await tiny.ask('{ __schema { queryType { fields { name } } } }');
    expect(schema.data.__schema.queryType.fields).toContainEqual({ name: 'leads' });
    const wrong = await tiny.ask('{ statu }');
    expect(wrong.errors[0]?.message).toContain('Did you mean "status"?');
  });
});

describe('the HTTP surface in production', () => {
  let tiny: TinyGateway;
  beforeAll(async () => {
    tiny = await startTinyGateway('in-process', { environment: 'production', corsOrigins: [OWN_PAGE] });
  });
  afterAll(() => tiny.close());

  it('hides the schema', async () => {
    for (const query of ['{ __schema { queryType { name } } }', '{ __type(name: "Query") { name } }']) {
      const answer = await tiny.ask(query);
      expect(answer.status).toBe(400);
      expect(answer.data).toBeUndefined();
      expect(answer.text).not.toContain('"name":"Query"');
      expect(answer.text).not.toMatch(/apollo/i); // how it is switched on is no caller's business
      expect(codes(answer)).toEqual(['GRAPHQL_VALIDATION_FAILED']);
    }
  });

  it('suggests no names: of fields, of input fields, of enum values', async () => {
    const field = await tiny.ask('{ statu }');
    expect(field.errors[0]?.message).toBe('Cannot query field "statu" on type "Query".');
    const rename = 'mutation ($input: RenameLeadInput!) { renameLead(input: $input) { lead { id } } }';
    for (const input of [
      { id: '1', name: 'x', colour: 'RED' },
      { id: '1', name: 'x', color: 'READ' },
    ]) {
      const answer = await tiny.ask(rename, { variables: { input } });
      expect(codes(answer)).toEqual(['BAD_USER_INPUT']);
      expect(answer.text).not.toMatch(/Did you mean|"color"|RED"/);
    }
  });

  it('has no pages', async () => {
    for (const url of ['/', '/explorer', '/sandbox']) {
      const answer = await tiny.gateway.app.inject({ url, headers: { accept: 'text/html' } });
      expect(answer.statusCode).toBe(404);
    }
    const endpoint = await tiny.gateway.app.inject({ url: '/graphql', headers: { accept: 'text/html' } });
    expect(endpoint.statusCode).toBe(400);
    expect(endpoint.headers['content-type']).toContain('application/json');
  });

  it('knows the configured origins only', async () => {
    const allowed = await tiny.ask('{ status }', { headers: { origin: OWN_PAGE } });
    expect(allowed.headers['access-control-allow-origin']).toBe(OWN_PAGE);
    for (const origin of ['https://studio.apollographql.com', 'http://localhost:3000']) {
      const answer = await tiny.ask('{ status }', { headers: { origin } });
      expect(answer.headers).not.toHaveProperty('access-control-allow-origin');
    }
  });

  it('asks browsers to stay on TLS', async () => {
    const answer = await tiny.ask('{ status }');
    expect(answer.headers['strict-transport-security']).toContain('max-age=');
  });

  it('can be told to answer introspection', async () => {
    const open = await startTinyGateway('in-process', { environment: 'production', introspection: true });
    const answer = await open.ask('{ __schema { queryType { name } } }');
    expect(answer.data).toEqual({ __schema: { queryType: { name: 'Query' } } });
    await open.close();
  });
});

it('takes two Authorization headers for none: a proxy before it may read the other one', async () => {
  const tiny = await startTinyGateway('in-process');
  try {
    const address = await tiny.gateway.app.listen({ port: 0 });
    const body = JSON.stringify({ query: '{ lead(id: "1") { id } }' });
    const { authorization: good = '' } = tiny.as();
    const statusWith = async (...tokens: string[]) => {
      const socket = connect(Number(new URL(address).port), '127.0.0.1');
      const head = [
        'POST /graphql HTTP/1.1',
        'host: localhost',
        'connection: close',
        'content-type: application/json',
        `content-length: ${body.length}`,
        ...tokens.map((token) => `authorization: ${token}`),
      ];
      socket.write(`${head.join('\r\n')}\r\n\r\n${body}`);
      return Number(/^HTTP\/1.1 (\d+)/.exec(await text(socket))?.[1]);
    };
    expect(await statusWith(good)).toBe(200);
    for (const two of [
      [good, 'Bearer x'],
      ['Bearer x', good],
      [good, good],
    ])
      expect(await statusWith(...two)).toBe(401);
  } finally {
    await tiny.close();
  }
});
