import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { pino } from 'pino';
import { codes } from '../../testkit/subgraph';
import { startTinyGateway, type TinyGateway } from '../../testkit/tiny-gateway';

const json =
  (body: string, status = 200) =>
  (response: ServerResponse) =>
    void response.writeHead(status, { 'content-type': 'application/json' }).end(body);
const html = (status: number) => (response: ServerResponse) =>
  void response
    .writeHead(status, { 'content-type': 'text/html' })
    .end('<h1>nginx at 10.1.2.3 says hunter2</h1>'.repeat(10));

/** crm as an HTTP server that misbehaves as told; estimates is healthy. */
describe.each(['compiled', 'reference'])('a subgraph in trouble, executor %s', (executor) => {
  let behave: (response: ServerResponse, request: IncomingMessage) => void;
  let server: Server;
  let tiny: TinyGateway;
  const lines: string[] = [];
  const log = pino({ level: 'warn' }, { write: (line) => void lines.push(line) });

  beforeAll(async () => {
    server = createServer((request, response) => {
      request.resume().on('end', () => behave(response, request));
    });
    await new Promise<void>((resolve) => {
      server.listen(0, '127.0.0.1', resolve);
    });
    const { port } = server.address() as AddressInfo;
    tiny = await startTinyGateway('in-process', {
      executor,
      log,
      deadlineMs: 1_500,
      maxSubgraphAnswerBytes: 100_000,
      transports: { crm: { kind: 'http', url: `http://127.0.0.1:${port}/graphql` } },
    });
  });
  afterAll(async () => {
    await tiny.close();
    server.closeAllConnections();
    await new Promise((resolve) => {
      server.close(resolve);
    });
  });
  beforeEach(() => {
    lines.length = 0;
  });

  it.each<[string, string, typeof behave]>([
    ['resets the connection', 'unreachable', (response) => void response.socket?.resetAndDestroy()],
    [
      'breaks off in the middle of its answer',
      'unreachable',
      (response) => {
        response.writeHead(200, { 'content-type': 'application/json', 'content-length': '1000' });
        response.write('{"data":', () => response.socket?.destroy());
      },
    ],
    ['answers a page', 'not-json', html(200)],
    ['answers a page with 502', 'status', html(502)],
    [
      'redirects',
      'status',
      (response) => void response.writeHead(302, { location: 'http://169.254.169.254/' }).end(),
    ],
    ['answers JSON that is broken', 'not-json', json('{"data":{"echo":"hunter2')],
    [
      'answers JSON that is no GraphQL answer',
      'malformed',
      json('{"statusCode":500,"message":"hunter2"}', 500),
    ],
    ['answers JSON whose data is a list', 'malformed', json('{"data":["hunter2"]}')],
    ['answers null', 'malformed', json('null')],
    ['sends nothing', 'deadline', () => undefined],
    [
      'sends a head and then nothing',
      'deadline',
      (response) => response.writeHead(200, { 'content-type': 'application/json' }).flushHeaders(),
    ],
    [
      'trickles for ever',
      'deadline',
      (response) => {
        response.writeHead(200, { 'content-type': 'application/json' });
        const timer = setInterval(() => response.write(' '), 20);
        response.on('close', () => clearInterval(timer));
      },
    ],
  ])('that %s is "not available", others answer, and only the log knows why', async (_what, reason, act) => {
    behave = act;
    const answer = await tiny.ask('{ echo(amount: "1") status }');
    expect(answer.data).toEqual({ echo: null, status: 'fine' });
    expect(answer.errors).toEqual([
      {
        message: expect.stringContaining('Try again shortly'),
        path: ['echo'],
        extensions: { code: 'SERVICE_UNAVAILABLE', subgraph: 'crm' },
      },
    ]);
    expect(answer.text).not.toMatch(/hunter2|nginx|127\.0\.0\.1|10\.1\.2\.3|169\.254|ECONN|UND_ERR/);
    expect(lines).toHaveLength(1);
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({
      subgraph: 'crm',
      reason,
      requestId: answer.headers['x-request-id'],
    });
  });

  it('that answers too much is cut off, and the client told to ask for less', async () => {
    let sent = 0;
    behave = (response) => {
      response.writeHead(200, { 'content-type': 'application/json' });
      const pump = () => {
        while (sent < 50_000_000 && response.write('x'.repeat(10_000))) sent += 10_000;
      };
      response.on('drain', pump);
      pump();
    };
    const answer = await tiny.ask('{ echo(amount: "1") status }');
    expect(answer.data).toEqual({ echo: null, status: 'fine' });
    expect(answer.errors).toMatchObject([
      { message: expect.stringContaining('Ask for less'), extensions: { code: 'SERVICE_UNAVAILABLE' } },
    ]);
    expect(sent).toBeLessThan(50_000_000);
  });

  it('leaks nothing through the extensions of its errors', async () => {
    const extensions = {
      code: 'CONFLICT',
      currentVersion: 3,
      stacktrace: ['at /srv/app/hunter2.js'],
      exception: { message: 'hunter2' },
      http: { status: 500 },
      url: 'http://10.1.2.3/graphql',
    };
    behave = json(
      JSON.stringify({
        data: { echo: null },
        errors: [
          { message: 'Changed meanwhile.', path: ['echo'], locations: [{ line: 1, column: 9 }], extensions },
        ],
      }),
    );
    const answer = await tiny.ask('{ echo(amount: "1") }');
    expect(answer.status).toBe(200);
    expect(answer.errors).toEqual([
      { message: 'Changed meanwhile.', path: ['echo'], extensions: { code: 'CONFLICT', currentVersion: 3 } },
    ]);
  });

  it.each([
    ['no code', {}],
    ['a code that is not on our list', { code: 'E_DB_HUNTER2' }],
  ])('masks an error with %s', async (_what, extensions) => {
    behave = json(JSON.stringify({ errors: [{ message: 'relation "users" does not exist', extensions }] }));
    const answer = await tiny.ask('{ echo(amount: "1") }');
    expect(codes(answer)).toEqual(['INTERNAL_SERVER_ERROR']);
    expect(answer.text).not.toMatch(/relation|HUNTER2|crm/);
    expect(lines).toHaveLength(1);
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({
      msg: 'fault masked',
      requestId: answer.headers['x-request-id'],
      err: { message: 'relation "users" does not exist' },
    });
  });

  it('reports a fault when it leaves out a field it promises', async () => {
    behave = json('{"data":{"caller":{"requestId":"1"}}}');
    const answer = await tiny.ask('{ caller { requestId promise } status }');
    expect(answer.data).toBeNull(); // `caller` may not be null, so the null goes up to the root
    expect(codes(answer)).toEqual(['INTERNAL_SERVER_ERROR']);
  });

  it('passes on its error when it answers with status 400, as Apollo Server does for a bad variable', async () => {
    behave = json('{"errors":[{"message":"Too big.","extensions":{"code":"BAD_USER_INPUT"}}]}', 400);
    const answer = await tiny.ask('{ echo(amount: "1") status }');
    expect(answer).toMatchObject({ status: 200, data: { echo: null, status: 'fine' } });
    expect(answer.errors).toEqual([{ message: 'Too big.', extensions: { code: 'BAD_USER_INPUT' } }]);
  });

  it('works again on the next request', async () => {
    behave = json('{"data":{"echo":"1"}}');
    expect((await tiny.ask('{ echo(amount: "1") }')).data).toEqual({ echo: '1' });
  });

  it('gets the facts as headers, and no header of the client besides', async () => {
    let seen: IncomingMessage['headers'] = {};
    behave = (response, request) => {
      seen = request.headers;
      json('{"data":{"echo":"1"}}')(response);
    };
    await tiny.ask('{ echo(amount: "1") }', {
      headers: { cookie: 'session=1', 'x-forwarded-for': '6.6.6.6', 'x-admin': 'yes', ...tiny.as() },
    });
    expect(seen['authorization']).toMatch(/^Bearer ey/);
    expect(seen['x-request-id']).toBeDefined();
    expect(seen['x-forwarded-for']).toBe('127.0.0.1'); // not trusted without trustProxy
    expect(Object.keys(seen)).not.toEqual(expect.arrayContaining(['cookie']));
    expect(Object.keys(seen)).not.toEqual(expect.arrayContaining(['x-admin']));
  });
});

describe('a subgraph in this process that fails', () => {
  it.each([
    ['throws', async () => Promise.reject(new Error('hunter2')), 'INTERNAL_SERVER_ERROR'],
    ['answers nothing', async () => ({}), 'SERVICE_UNAVAILABLE'],
  ])('by code when it %s', async (_what, execute, code) => {
    const tiny = await startTinyGateway('in-process', {
      transports: { crm: { kind: 'in-process', execute } },
    });
    const answer = await tiny.ask('{ explode status }');
    expect(answer.data).toEqual({ explode: null, status: 'fine' });
    expect(codes(answer)).toEqual([code]);
    expect(answer.text).not.toContain('hunter2');
    await tiny.close();
  });
});

describe('a subgraph that is not there', () => {
  it('is "not available" by its address in the supergraph, which no error tells', async () => {
    const tiny = await startTinyGateway('in-process', {
      transports: { crm: { kind: 'http', url: 'http://127.0.0.1:9/graphql' } },
    });
    const answer = await tiny.ask('{ echo(amount: "1") status }');
    expect(answer.data).toEqual({ echo: null, status: 'fine' });
    expect(codes(answer)).toEqual(['SERVICE_UNAVAILABLE']);
    expect(answer.text).not.toContain('127.0.0.1');
    await tiny.close();
  });
});
