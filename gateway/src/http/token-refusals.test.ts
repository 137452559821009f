import { exchange } from '../../../testkit/raw-http';
import { codes } from '../../../testkit/subgraph';
import { startTinyGateway, type TinyGateway } from '../../../testkit/tiny-gateway';
import { viewerWith } from '../../../testkit/tokens';
import { socketClient } from '../../../testkit/subscription-clients';
import { nextOf } from '../../../testkit/streams';

/* A token that is not good closes what needs one, and nothing else. */

describe.each(['in-process', 'http'] as const)('a token that is not good, subgraphs %s', (kind) => {
  let tiny: TinyGateway;
  let url: string;
  beforeAll(async () => {
    tiny = await startTinyGateway(kind, { stopTimeoutMs: 1_000 });
    url = await tiny.gateway.app.listen({ port: 0, host: '127.0.0.1' });
  });
  afterAll(() => tiny.close());

  const ended = () => {
    const viewer = viewerWith('owner');
    tiny.tokens.revoke(viewer.sessionId);
    return `Bearer ${tiny.tokens.sign(viewer)}`;
  };
  const BAD: [string, () => string][] = [
    ['expired', () => `Bearer ${tiny.tokens.sign(viewerWith('owner'), -3_600)}`],
    ['ended', ended],
    ['forged', () => `${tiny.as()['authorization']?.slice(0, -8)}AAAAAAAA`],
    ['nonsense', () => 'Bearer abc.def.ghi'],
    ['of another scheme', () => 'Basic YTpi'],
    ['empty', () => 'Bearer'],
    ['two', () => `${tiny.as()['authorization']}, ${tiny.as()['authorization']}`],
  ];
  const PUBLIC = [
    '{ status }',
    '{ caller { userId } }',
    '{ __typename }',
    '{ __schema { queryType { name } } }',
  ];
  const CLOSED = [
    '{ leads { id } }',
    '{ status leads { id } }',
    'query ($no: Boolean = false) { status leads @include(if: $no) { id } }',
  ];

  it.each(BAD)('(%s) does not stand in the way of public fields', async (_what, make) => {
    for (const query of PUBLIC) {
      const answer = await tiny.ask(query, { headers: { authorization: make() } });
      expect({ query, status: answer.status, errors: answer.errors }).toEqual({
        query,
        status: 200,
        errors: [],
      });
    }
    const { data } = await tiny.ask('{ caller { userId } }', { headers: { authorization: make() } });
    expect(data.caller.userId).toBeNull();
  });

  it.each(BAD)('(%s) is 401 for all others, and says what to do', async (_what, make) => {
    for (const query of [...CLOSED, '{ leads { nothing } }', '{']) {
      const answer = await tiny.ask(query, { headers: { authorization: make() } });
      expect([query, answer.status, ...codes(answer)]).toEqual([query, 401, 'UNAUTHENTICATED']);
      expect(answer.errors[0]?.message).toMatch(/refreshTokens|Log in again|Bearer <token>/);
      expect(answer.headers['www-authenticate']).toBe('Bearer error="invalid_token"');
      expect(answer.data).toBeUndefined();
    }
  });

  it('tells of the mistakes in a document that is public', async () => {
    const headers = { authorization: 'Bearer abc' };
    expect((await tiny.ask('{ status @nothing }', { headers })).status).toBe(400);
  });

  it('is one of two headers, though the first is good', async () => {
    const { authorization = '' } = tiny.as();
    const body = JSON.stringify({ query: '{ leads { id } }' });
    const head = [
      'POST /graphql HTTP/1.1',
      'host: a',
      'connection: close',
      'content-type: application/json',
      `content-length: ${body.length}`,
      `authorization: ${authorization}`,
      'authorization: Bearer abc',
    ].join('\r\n');
    const answers = await exchange(url, [`${head}\r\n\r\n${body}`]);
    expect(answers.map(({ status }) => status)).toEqual([401]);
  });

  it('a condition at the root of a subscription refuses that operation, and its neighbours go on', async () => {
    const client = socketClient(url, null);
    const neighbour = client.subscribe('subscription { counter(goal: 1000) }');
    await nextOf(neighbour);
    const roots = [
      'counter(goal: 9) @include(if: $k)',
      'counter(goal: 9) @skip(if: $k)',
      'counter(goal: 9) @include',
      '... @include(if: $k) { counter(goal: 9) }',
      '...F @skip(if: $k)',
      '...F',
      'counter(goal: 9) @include(if: true)',
    ];
    for (const root of roots) {
      const text = `subscription ($k: Boolean = true) { ${root} } fragment F on Subscription { counter(goal: 9) @include(if: $k) }`;
      await expect(nextOf(client.subscribe(text, { k: true }))).rejects.toEqual([
        expect.objectContaining({ extensions: { code: 'GRAPHQL_VALIDATION_FAILED' } }),
      ]);
      const headers = { accept: 'text/event-stream', 'content-type': 'application/json' };
      const sse = await fetch(`${url}/graphql`, {
        method: 'POST',
        headers,
        body: JSON.stringify({ query: text }),
      });
      expect(sse.status).toBe(400);
      await sse.text();
    }
    tiny.graph.rename('1', '5');
    expect(await nextOf(neighbour)).toEqual({ data: { counter: 5 } });
    client.dispose();
  });
});

describe('an address', () => {
  let tiny: TinyGateway;
  afterEach(() => tiny.close());
  const rates = (perAddressPerMinute: number) => ({
    limits: { rates: { perAddressPerMinute, perUserPerHour: 0, points: 0 } },
  });

  it('is counted once for each public root field of an operation', async () => {
    tiny = await startTinyGateway('in-process', rates(10));
    const six = await tiny.ask(
      '{ a: status b: status ... { c: status } d: status e: status @skip(if: true) f: status g: __typename h: status }',
    );
    expect(six).toMatchObject({ status: 200, headers: { 'ratelimit-remaining': '4' } });
    const refused = await tiny.ask('{ a: status b: status c: status d: status e: status }');
    expect([refused.status, ...codes(refused)]).toEqual([429, 'RATE_LIMITED']);
    expect(refused.data).toBeUndefined();
  });

  it('is counted once for each operation on a socket', async () => {
    tiny = await startTinyGateway('in-process', { ...rates(5), stopTimeoutMs: 1_000 });
    const url = await tiny.gateway.app.listen({ port: 0, host: '127.0.0.1' });
    const client = socketClient(url, null, { lazy: false }); // one socket for all
    const ask = () =>
      nextOf(client.subscribe('{ status }')).then(
        () => 'fine',
        (errors: unknown) => JSON.stringify(errors),
      );
    const answers: string[] = [];
    for (let time = 0; time < 7; time += 1) answers.push(await ask());
    expect(answers.slice(0, 4)).toEqual(['fine', 'fine', 'fine', 'fine']); // the socket itself is one
    for (const refused of answers.slice(4)) expect(refused).toContain('RATE_LIMITED');
    client.dispose();
  });
});

describe('metrics and health in production', () => {
  it('are not for the public: the port of their own shows them, or a bearer', async () => {
    for (const telemetry of [undefined, { token: 'a-token-of-operators' }]) {
      const tiny = await startTinyGateway('in-process', {
        environment: 'production',
        ...(telemetry ? { telemetry } : {}),
      });
      const at = async (path: string, authorization?: string) =>
        tiny.gateway.app.inject({ url: path, headers: authorization ? { authorization } : {} });
      expect((await at('/metrics')).statusCode).toBe(telemetry ? 401 : 404);
      expect((await at('/metrics', 'Bearer nonsense')).statusCode).toBe(telemetry ? 401 : 404);
      for (const path of ['/health', '/health/ready'])
        expect((await at(path)).json()).toEqual({ status: 'ok' });
      const right = 'Bearer a-token-of-operators';
      expect((await at('/metrics', right)).statusCode).toBe(telemetry ? 200 : 404);
      expect('checks' in (await at('/health', right)).json()).toBe(Boolean(telemetry));
      expect((await tiny.gateway.operations.inject('/metrics')).body).toContain('http_requests_total');
      expect((await tiny.gateway.operations.inject('/health')).json()).toHaveProperty('checks');
      await tiny.close();
    }
  });

  it('keep few names of operations that anybody brings, and none of refused ones', async () => {
    const tiny = await startTinyGateway('in-process');
    for (let n = 0; n < 300; n += 1) await tiny.ask(`query Any${n} { status }`);
    for (let n = 0; n < 5; n += 1) await tiny.ask(`query Denied${n} { leads { id } }`);
    await tiny.ask('query Ours { leads { id } }', { headers: tiny.as() });
    const { body } = await tiny.gateway.operations.inject('/metrics');
    const names = new Set(
      [...body.matchAll(/graphql_operations_total\{operation="(\w+)"/g)].map(([, name]) => name),
    );
    expect([...names].filter((name) => name?.startsWith('Any'))).toHaveLength(20);
    expect([...names].filter((name) => name?.startsWith('Denied'))).toEqual([]);
    expect(names).toContain('Ours');
    await tiny.close();
  });
});
