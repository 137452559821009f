import type { IncomingMessage } from 'node:http';
import { pino } from 'pino';
import {
  answersWell,
  big,
  FAULTS,
  json,
  SECRETS,
  startFaultySubgraph,
  type Behaviour,
  type FaultySubgraph,
} from '../../../testkit/faulty-subgraph';
import { codes } from '../../../testkit/subgraph';
import { startTinyGateway, type TinyGateway } from '../../../testkit/tiny-gateway';
import { BREAKER_DEFAULTS } from './resilience/circuit-breaker';
import { isAlive } from './resilience/signs-of-life';

/** crm as an HTTP server that misbehaves as told; estimates is healthy. */
describe.each(['compiled', 'reference'])('a subgraph in trouble, executor %s', (executor) => {
  let crm: FaultySubgraph;
  let tiny: TinyGateway;
  /** The same, for those who wait for nothing: on a busy machine an answer may take its time. */
  let hasty: TinyGateway;
  const lines: string[] = [];
  const log = pino({ level: 'warn' }, { write: (line) => void lines.push(line) });

  beforeAll(async () => {
    crm = await startFaultySubgraph();
    const begin = (deadlineMs: number) =>
      startTinyGateway('in-process', {
        ...{ executor, log, deadlineMs },
        maxSubgraphAnswerBytes: 100_000,
        resilience: { breaker: { ...BREAKER_DEFAULTS, minCalls: 10_000 } }, // this one is about single failures
        transports: { crm: { kind: 'http', url: crm.url } },
      });
    [tiny, hasty] = [await begin(60_000), await begin(1_500)];
  });
  afterAll(async () => {
    await Promise.all([tiny.close(), hasty.close()]);
    await crm.close();
  });
  beforeEach(() => {
    lines.length = 0;
  });

  it.each(FAULTS.map(([what, reason, behave]) => ({ what, reason, behave })))(
    'that $what is "not available", others answer, and only the log knows why',
    async ({ reason, behave }) => {
      crm.behave = behave;
      const asked = reason === 'deadline' ? hasty : tiny;
      const answer = await asked.ask('{ echo(amount: "1") status }');
      expect(answer.data).toEqual({ echo: null, status: 'fine' });
      expect(answer.errors).toEqual([
        {
          message: expect.stringContaining('Try again shortly'),
          path: ['echo'],
          extensions: { code: 'SERVICE_UNAVAILABLE', subgraph: 'crm' },
        },
      ]);
      expect(answer.text + JSON.stringify(answer.headers)).not.toMatch(SECRETS);
      expect(answer.text).not.toContain(String(crm.port));
      expect(lines).toHaveLength(1);
      expect(JSON.parse(lines[0] ?? '')).toMatchObject({
        subgraph: 'crm',
        reason,
        requestId: answer.headers['x-request-id'],
      });
    },
  );

  it.each([
    ['and says so before', true],
    ['without saying so', false],
  ])(
    'that answers too much, %s, is cut off, and the client told to ask for less',
    async (_how, announced) => {
      let sent = 0;
      crm.behave = big(50_000_000, announced, (bytes) => (sent += bytes));
      const answer = await tiny.ask('{ echo(amount: "1") status }');
      expect(answer.data).toEqual({ echo: null, status: 'fine' });
      expect(answer.errors).toMatchObject([
        { message: expect.stringContaining('Ask for less'), extensions: { code: 'SERVICE_UNAVAILABLE' } },
      ]);
      expect(sent).toBeLessThan(50_000_000);
    },
  );

  it('leaks nothing through the extensions of its errors', async () => {
    const extensions = {
      code: 'CONFLICT',
      currentVersion: 3,
      stacktrace: ['at /srv/app/hunter2.js'],
      exception: { message: 'hunter2' },
      http: { status: 500 },
      url: 'http://10.1.2.3/graphql',
    };
    crm.behave = json(
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
    ['a code that says nothing', { code: 'INTERNAL_SERVER_ERROR' }],
    ['a code that is no code', { code: 'relation users' }],
  ])('masks an error with %s', async (_what, extensions) => {
    crm.behave = json(
      JSON.stringify({ errors: [{ message: 'relation "users" does not exist', extensions }] }),
    );
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

  it.each([
    ['an object', '{"message":"hunter2"}'],
    ['a text', '"hunter2"'],
    ['a list of texts', '["hunter2","hunter2"]'],
    ['a list of nothing', '[null,null]'],
    ['an object without a word', '{}'],
    ['a number', '0'],
    ['false', 'false'],
  ])('loses nothing when it tells its errors as %s', async (_what, errors) => {
    for (const [data, echo] of [
      ['{"echo":"1"}', '1'],
      ['{"echo":null}', null],
      ['null', null],
    ]) {
      lines.length = 0;
      crm.behave = json(`{"data":${data},"errors":${errors}}`);
      const answer = await tiny.ask('{ echo(amount: "1") status }');
      expect(answer.data).toEqual({ echo, status: 'fine' });
      expect(codes(answer)).toEqual(['INTERNAL_SERVER_ERROR']);
      expect(answer.text).not.toMatch(SECRETS);
      expect(lines).toHaveLength(1);
      const line = JSON.parse(lines[0] ?? '');
      expect(line).toMatchObject({ msg: 'fault masked', subgraph: 'crm' });
      if (errors.includes('hunter2')) expect(line.err.message).toContain('hunter2');
    }
  });

  it('keeps the code of a single error that stands in no list', async () => {
    crm.behave = json(JSON.stringify({ errors: { ...OWN, path: ['echo'] } }));
    expect((await tiny.ask('{ echo(amount: "1") }')).errors).toEqual([{ ...OWN, path: ['echo'] }]);
  });

  const OWN = { message: 'The card was declined.', extensions: { code: 'CARD_DECLINED', attempt: 2 } };

  it('keeps the code and the words of an error with a code of its own', async () => {
    crm.behave = json(JSON.stringify({ data: { echo: null }, errors: [{ ...OWN, path: ['echo'] }] }));
    expect((await tiny.ask('{ echo(amount: "1") }')).errors).toEqual([{ ...OWN, path: ['echo'] }]);
    expect(lines).toEqual([]);
  });

  it('reports a fault when it leaves out a field it promises', async () => {
    crm.behave = json('{"data":{"caller":{"requestId":"1"}}}');
    const answer = await tiny.ask('{ caller { requestId promise } status }');
    expect(answer.data).toBeNull(); // `caller` may not be null, so the null goes up to the root
    expect(codes(answer)).toEqual(['INTERNAL_SERVER_ERROR']);
  });

  it('passes on its error when it answers with status 400, as Apollo Server does for a bad variable', async () => {
    crm.behave = json('{"errors":[{"message":"Too big.","extensions":{"code":"BAD_USER_INPUT"}}]}', 400);
    const answer = await tiny.ask('{ echo(amount: "1") status }');
    expect(answer).toMatchObject({ status: 200, data: { echo: null, status: 'fine' } });
    expect(answer.errors).toEqual([{ message: 'Too big.', extensions: { code: 'BAD_USER_INPUT' } }]);
  });

  it('works again on the next request', async () => {
    crm.behave = answersWell;
    expect((await tiny.ask('{ echo(amount: "1") }')).data).toEqual({ echo: '1' });
  });

  it('gets every request over a connection that is kept', async () => {
    crm.behave = answersWell;
    await tiny.ask('{ echo(amount: "1") }');
    const before = crm.connections;
    for (let i = 0; i < 5; i += 1) await tiny.ask('{ echo(amount: "1") }');
    expect(crm.connections).toBe(before);
  });

  it('is asked once more when a query meets a restart, and nobody knows', async () => {
    let times = 0;
    crm.behave = (response, request) => {
      times += 1;
      if (times === 1) response.socket?.resetAndDestroy();
      else answersWell(response, request);
    };
    expect(await tiny.ask('{ echo(amount: "1") }')).toMatchObject({ errors: [], data: { echo: '1' } });
    expect(times).toBe(2);
    expect(lines).toEqual([]);
  });

  it('is asked once for a mutation: it may have done it', async () => {
    let times = 0;
    crm.behave = (response) => {
      times += 1;
      response.socket?.resetAndDestroy();
    };
    const answer = await tiny.ask('mutation { renameLead(input: { id: "1", name: "x" }) { lead { id } } }', {
      headers: tiny.as(),
    });
    expect(codes(answer)).toEqual(['SERVICE_UNAVAILABLE']);
    expect(times).toBe(1);
  });

  it('gets the facts as headers, and no header of the client besides', async () => {
    let seen: IncomingMessage['headers'] = {};
    crm.behave = (response, request) => {
      seen = request.headers;
      answersWell(response, request);
    };
    await tiny.ask('{ echo(amount: "1") }', {
      headers: {
        ...{ cookie: 'session=1', 'x-forwarded-for': '6.6.6.6', 'x-admin': 'yes', ...tiny.as() },
        // Links in mails are of PUBLIC_URL: no subgraph learns what host a request names.
        ...{ host: 'evil.example', 'x-forwarded-host': 'evil.example', forwarded: 'host=evil.example' },
      },
    });
    expect(JSON.stringify(seen)).not.toContain('evil.example');
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

describe('a sign of life', () => {
  let crm: FaultySubgraph;
  beforeAll(async () => {
    crm = await startFaultySubgraph();
  });
  afterAll(() => crm.close());

  it.each<[string, Behaviour, boolean]>([
    ['a well answer', answersWell, true],
    ['an answer that a token is missing', json('{"errors":[{"message":"Log in."}]}', 401), true],
    ['a proxy that reaches nobody', json('{}', 502), false],
    ['a broken connection', FAULTS[0]?.[2] ?? answersWell, false],
    ...FAULTS.filter(([name]) => /^sends|for ever$/.test(name)).map(
      ([name, , behave]): [string, Behaviour, boolean] => [name, behave, false],
    ),
  ])('of a subgraph, as its breaker asks for one: %s', async (_what, behave, expected) => {
    crm.behave = behave;
    expect(await isAlive(crm.url)).toBe(expected);
  });

  it.each<[string, Behaviour, boolean]>([
    ['says that it isn’t ready, for its database hangs', json('{"status":"unavailable"}', 503), false],
    ['says that it is ready', json('{"status":"ok"}'), true],
    ['knows no such address', json('{}', 404), true],
    ['wants a token there', json('{}', 401), true],
    ['breaks the connection there', FAULTS[0]?.[2] ?? answersWell, true],
  ])('of a subgraph that answers queries well, and %s', async (_what, onReady, expected) => {
    const asked: string[] = [];
    crm.behave = (response, request) => {
      asked.push(`${request.method} ${request.url}`);
      (request.url === '/health/ready' ? onReady : answersWell)(response, request);
    };
    expect(await isAlive(crm.url)).toBe(expected);
    expect(asked).toContain('GET /health/ready');
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
