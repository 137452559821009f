import { newId } from '../../service-kit/data/ids';
import { codes } from '../../testkit/subgraph';
import { SECRET } from '../../testkit/tiny-graph';
import { startTinyGateway, type TinyGateway, type TransportKind } from '../../testkit/tiny-gateway';
import { viewerWith } from '../../testkit/tokens';

const DEADLINE_MS = 1_500;

/** The reference engine is the way back, and behaves alike except for what is said of it below. */
const EXECUTORS: [TransportKind, string][] = [
  ['in-process', 'compiled'],
  ['http', 'compiled'],
  ['http', 'reference'],
];

describe.each(EXECUTORS)('the gateway over %s subgraphs, executor %s', (kind, executor) => {
  let tiny: TinyGateway;
  beforeAll(async () => {
    tiny = await startTinyGateway(kind, { executor, trustProxy: true });
  });
  afterAll(() => tiny.close());

  it('joins the data of two subgraphs in one answer', async () => {
    const answer = await tiny.ask('{ leads { name estimates { id lead { name } } } }', {
      headers: tiny.as(),
    });
    expect(answer).toMatchObject({
      status: 200,
      errors: [],
      data: { leads: [{ name: 'Roof', estimates: [{ id: 'e1', lead: { name: 'Roof' } }] }, {}, {}] },
    });
  });

  it('runs a mutation and reads on through the graph from its payload', async () => {
    const answer = await tiny.ask(
      'mutation Rename($input: RenameLeadInput!) { renameLead(input: $input) { lead { name estimates { id } } } }',
      { headers: tiny.as(), variables: { input: { id: '2', name: 'Bath' } } },
    );
    expect(answer.data).toEqual({ renameLead: { lead: { name: 'Bath', estimates: [{ id: 'e2' }] } } });
  });

  it('answers what it has beside a coded error, with the path of the client', async () => {
    const answer = await tiny.ask('{ all: leads { name danger: risk } }', { headers: tiny.as() });
    expect(answer.data.all.map((lead: { danger: unknown }) => lead.danger)).toEqual([10, null, 30]);
    expect(answer.errors).toEqual([
      {
        message: 'The risk of this lead is being computed.',
        path: ['all', 1, 'danger'],
        extensions: { code: 'CONFLICT' },
      },
    ]);
  });

  it('keeps NOT_FOUND, with the words of the subgraph', async () => {
    const answer = await tiny.ask('{ mine: lead(id: "9") { name } status }', { headers: tiny.as() });
    expect(answer.data).toEqual({ mine: null, status: 'fine' });
    expect(answer.errors).toEqual([
      { message: 'Lead not found.', path: ['mine'], extensions: { code: 'NOT_FOUND' } },
    ]);
  });

  it('keeps FORBIDDEN for a role without the permission', async () => {
    const answer = await tiny.ask('{ secrets status }', { headers: tiny.as('viewer') });
    expect(answer.data).toEqual({ secrets: null, status: 'fine' });
    expect(answer.errors).toMatchObject([{ path: ['secrets'], extensions: { code: 'FORBIDDEN' } }]);
  });

  it('lets an anonymous caller through to the rules of the subgraphs', async () => {
    const answer = await tiny.ask('{ status caller { userId } leads { name } }');
    expect(answer.status).toBe(200);
    expect(answer.errors).toMatchObject([{ path: ['leads'], extensions: { code: 'UNAUTHENTICATED' } }]);
    const open = await tiny.ask('{ status caller { userId } }');
    expect(open).toMatchObject({ errors: [], data: { status: 'fine', caller: { userId: null } } });
  });

  it('masks a fault: neither its message nor a host nor the subgraph is told, but the request id', async () => {
    const requestId = newId();
    const answer = await tiny.ask('{ explode status }', { headers: { 'x-request-id': requestId } });
    expect(answer.data).toEqual({ explode: null, status: 'fine' });
    expect(answer.errors).toEqual([
      {
        message: expect.stringContaining(requestId),
        path: ['explode'],
        extensions: { code: 'INTERNAL_SERVER_ERROR' },
      },
    ]);
    expect(answer.text).not.toMatch(/hunter2|db\.internal|crm|127\.0\.0\.1/);
    expect(SECRET).toContain('hunter2');
  });

  it('reports a fault when a subgraph leaves out what its schema promises', async () => {
    const answer = await tiny.ask('{ contradict { promise } status }');
    expect(answer.data).toEqual({ contradict: null, status: 'fine' });
    expect(codes(answer)).toEqual(['INTERNAL_SERVER_ERROR']);
  });

  it('says what is wrong with a scalar only the subgraph understands, sent as variable and in the text', async () => {
    const query = 'query Echo($amount: Decimal!) { echo(amount: $amount) }';
    const answer = await tiny.ask(query, { variables: { amount: 'much' } });
    expect(codes(answer)).toEqual(['BAD_USER_INPUT']);
    expect(answer.errors[0]?.message).toContain('A Decimal is sent as');
    const literal = await tiny.ask('{ echo(amount: "much") }');
    expect(codes(literal)).toEqual(['BAD_USER_INPUT']);
    expect(literal.errors[0]?.message).toContain('A Decimal is sent as');
  });

  it.each([
    ['forged', () => `${tiny.tokens.sign(viewerWith('owner')).slice(0, -8)}AAAAAAAA`],
    ['expired', () => tiny.tokens.sign(viewerWith('owner'), -120)],
    ['malformed', () => 'abc'],
    [
      'revoked',
      () => {
        const viewer = viewerWith('owner');
        tiny.tokens.revoke(viewer.sessionId);
        return tiny.tokens.sign(viewer);
      },
    ],
  ])('answers 401 to a token that is %s, before anything is executed', async (_what, token) => {
    const answer = await tiny.ask('{ leads { id } }', { headers: { authorization: `Bearer ${token()}` } });
    expect(answer.status).toBe(401);
    expect(answer.headers['www-authenticate']).toBe('Bearer error="invalid_token"');
    expect(codes(answer)).toEqual(['UNAUTHENTICATED']);
    expect(answer.data).toBeUndefined();
  });

  it('answers 401 to another scheme of authorization', async () => {
    const answer = await tiny.ask('{ leads { id } }', { headers: { authorization: 'Basic YTpi' } });
    expect(answer).toMatchObject({ status: 401, data: undefined });
  });

  it('echoes the request id, and hands it to the subgraph with the facts about the client', async () => {
    const headers = {
      'x-request-id': newId(),
      'x-forwarded-for': '203.0.113.9',
      'user-agent': 'tests/1',
      'x-device-id': 'd1',
      'x-app-type': 'web',
      'x-app-version': '2.0',
      'accept-language': 'ru',
    };
    const fields = 'requestId ip userAgent deviceId appType appVersion acceptLanguage userId';
    const viewer = viewerWith('owner');
    const authorization = `Bearer ${tiny.tokens.sign(viewer)}`;
    const answer = await tiny.ask(`{ caller { ${fields} } }`, { headers: { ...headers, authorization } });
    expect(answer.headers['x-request-id']).toBe(headers['x-request-id']);
    expect(answer.data.caller).toEqual({
      requestId: headers['x-request-id'],
      ip: '203.0.113.9',
      userAgent: 'tests/1',
      deviceId: 'd1',
      appType: 'web',
      appVersion: '2.0',
      acceptLanguage: 'ru',
      userId: viewer.userId,
    });
  });

  it('keeps nothing of headers of devices that are none, nor of who calls themselves the gateway’s own pages', async () => {
    const NO_DEVICE = { deviceId: null, appType: null, appVersion: null };
    const fields = '{ caller { deviceId appType appVersion } }';
    const told = async (deviceId: string, appType: string, appVersion: string) => {
      const headers = { 'x-device-id': deviceId, 'x-app-type': appType, 'x-app-version': appVersion };
      return (await tiny.ask(fields, { headers })).data.caller;
    };
    expect(await told('x'.repeat(201), '<script>', 'newest')).toEqual(NO_DEVICE);
    expect(await told('a b', 'x'.repeat(51), '1.2.3.4.5')).toEqual(NO_DEVICE);
    expect(await told('d1', 'account-pages', '1')).toEqual({
      deviceId: 'd1',
      appType: null,
      appVersion: '1',
    });
    expect((await told('d1', 'Account-Pages', '1')).appType).toBeNull();
  });

  it('makes a request id when the client sends none, or one that is none', async () => {
    const answer = await tiny.ask('{ caller { requestId } }', { headers: { 'x-request-id': 'a b\tc' } });
    expect(answer.headers['x-request-id']).toMatch(/^[0-9a-f-]{36}$/);
    expect(answer.data.caller.requestId).toBe(answer.headers['x-request-id']);
  });

  it('keeps a property named __proto__ a property', async () => {
    const answer = await tiny.ask('{ __proto__: status }');
    expect(answer.text).toContain('"__proto__":"fine"');
  });
});

describe.each(EXECUTORS)('an answer that is too large over %s subgraphs, executor %s', (kind, executor) => {
  it('is left out, whatever it is made of, and the client told to ask for less', async () => {
    const tiny = await startTinyGateway(kind, { executor, maxSubgraphAnswerBytes: 100_000 });
    const aliases = (count: number) => Array.from({ length: count }, (_, i) => `b${i}: big(bytes: 10000)`);
    const answer = await tiny.ask(`{ ${aliases(12).join(' ')} status }`);
    expect(answer.data).toMatchObject({ b0: null, b11: null, status: 'fine' });
    expect(answer.errors[0]).toMatchObject({
      message: 'This asks for more data than can be served at once. Ask for less.',
      extensions: { code: 'SERVICE_UNAVAILABLE', subgraph: 'crm' },
    });
    expect((await tiny.ask(`{ ${aliases(9).join(' ')} status }`)).errors).toEqual([]);
    await tiny.close();
  });
});

describe.each(EXECUTORS)('the deadline over %s subgraphs, executor %s', (kind, executor) => {
  let hasty: TinyGateway;
  beforeAll(async () => {
    hasty = await startTinyGateway(kind, { executor, deadlineMs: DEADLINE_MS });
  });
  afterAll(() => hasty.close());

  it('gives up on a subgraph that hangs at the deadline, and answers the rest', async () => {
    const answer = await hasty.ask('{ slow: hang status }');
    expect(answer.data).toEqual({ slow: null, status: 'fine' });
    expect(answer.errors).toEqual([
      {
        message: 'A part of the service did not answer in time. Try again shortly.',
        path: ['slow'],
        extensions: { code: 'SERVICE_UNAVAILABLE', subgraph: 'crm' },
      },
    ]);
  });

  it('says which fields are missing when their subgraph hangs; stock knows the list only', async () => {
    const answer = await hasty.ask('{ mine: leads { name score } }', { headers: hasty.as() });
    expect(answer.data.mine).toHaveLength(3);
    expect(answer.data.mine[0]).toEqual({ name: 'Roof', score: null });
    const extensions = { code: 'SERVICE_UNAVAILABLE', subgraph: 'estimates' };
    const paths = executor === 'reference' ? [['mine']] : [0, 1, 2].map((index) => ['mine', index, 'score']);
    expect(answer.errors).toMatchObject(paths.map((path) => ({ path, extensions })));
  });

  it('bounds the whole request by the deadline, however many fetches follow each other', async () => {
    // `score` hangs, and is asked for once `wait` is over: its fetch has only what is left of the request's time.
    const WAIT_MS = 500;
    const { estimates } = hasty.graph;
    const create = estimates.createContext.bind(estimates);
    let left = Infinity;
    jest.spyOn(estimates, 'createContext').mockImplementation((facts) => {
      left = Number(facts.deadlineAt) - Date.now();
      return create(facts);
    });
    const answer = await hasty.ask(`{ wait(ms: ${WAIT_MS}) leads { score } }`, { headers: hasty.as() });
    expect(left).toBeLessThanOrEqual(DEADLINE_MS - WAIT_MS + 2); // a timer may be early by one, the header is rounded up
    expect(answer.data.wait).toBe('waited');
    expect(new Set(codes(answer))).toEqual(new Set(['SERVICE_UNAVAILABLE']));
  });
});
