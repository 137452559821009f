import { connect, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { inTime } from '../../../testkit/streams';
import { startTinyGateway, type TinyGateway } from '../../../testkit/tiny-gateway';
import { viewerWith } from '../../../testkit/tokens';

const PATIENCE_MS = 90_000;
const LEAD = 'subscription Lead($id: ID!) { leadChanged(id: $id) { name } }';
const PER_USER = 3;

let tiny: TinyGateway;
let url: string;
const leaving: (() => void)[] = [];

beforeAll(async () => {
  tiny = await startTinyGateway('in-process', {
    stopTimeoutMs: 1_000,
    subscriptions: { perUser: PER_USER },
  });
  url = await tiny.gateway.app.listen({ port: 0, host: '127.0.0.1' });
});
afterEach(() => {
  for (const leave of leaving.splice(0)) leave();
});
afterAll(() => tiny.close());

const bearer = (viewer = viewerWith('owner')) => ({ authorization: `Bearer ${tiny.tokens.sign(viewer)}` });

/** Asks by GET, as a browser's EventSource does. */
function get(parameters: Record<string, string>, headers: Record<string, string> = bearer()) {
  const gone = new AbortController();
  leaving.push(() => gone.abort());
  return fetch(`${url}/graphql?${new URLSearchParams(parameters)}`, {
    headers: { accept: 'text/event-stream', ...headers },
    signal: gone.signal,
  });
}

/** What came of a stream so far: `next` with its data, or `complete`. */
function follow(response: Response) {
  const events: unknown[] = [];
  let text = '';
  const reading = (async () => {
    for await (const piece of response.body as unknown as AsyncIterable<Uint8Array>) {
      text += Buffer.from(piece).toString();
      const whole = text.split('\n\n');
      text = whole.pop() ?? '';
      for (const event of whole) {
        const [, kind, data] = /^event: (\w+)\ndata:(.*)$/s.exec(event) ?? [];
        if (kind === 'next') events.push(JSON.parse(data ?? ''));
        else if (kind) events.push(kind);
      }
    }
  })().catch(() => undefined); // left
  return { events, ended: reading };
}

const until = async (condition: () => Promise<boolean> | boolean) => {
  for (const giveUpAt = Date.now() + PATIENCE_MS; !(await condition()); await sleep(10)) {
    if (Date.now() > giveUpAt) throw new Error('It did not come to that.');
  }
};

describe('an event stream by GET', () => {
  it('gives the state at once, then each change', async () => {
    tiny.graph.rename('1', 'Roof');
    const response = await get({ query: LEAD, variables: '{"id":"1"}', operationName: 'Lead' });
    expect([response.status, response.headers.get('content-type')]).toEqual([
      200,
      'text/event-stream; charset=utf-8',
    ]);
    expect(response.headers.get('cache-control')).toBe('no-store');
    const { events } = follow(response);
    await until(() => events.length === 1);
    tiny.graph.rename('1', 'Tower');
    await until(() => events.length === 2);
    expect(events).toEqual(['Roof', 'Tower'].map((name) => ({ data: { leadChanged: { name } } })));
  });

  it('completes when the subscription does', async () => {
    tiny.graph.rename('1', '0');
    const stream = follow(await get({ query: 'subscription { counter(goal: 2) }' }));
    await until(() => stream.events.length === 1);
    tiny.graph.rename('1', '2');
    await inTime(stream.ended, PATIENCE_MS);
    expect(stream.events.slice(-2)).toEqual([{ data: { counter: 2 } }, 'complete']);
  });

  it('carries nothing that a page could do by a link: no mutation, and no query either', async () => {
    for (const query of [
      'mutation { renameLead(input: { id: "1", name: "Stolen" }) { lead { id } } }',
      '{ leads { name } }',
    ]) {
      const response = await get({ query });
      const text = await response.text();
      expect({ query, status: response.status, type: response.headers.get('content-type') }).toEqual({
        query,
        status: 400,
        type: expect.stringContaining('json'),
      });
      expect(text).not.toContain('"data":{');
    }
  });

  it.each([
    ['variables that are no JSON', { query: LEAD, variables: '{"id":' }, 400, 'BAD_REQUEST'],
    ['what nests too deep', { query: `{${'a{'.repeat(300)}` }, 400, 'BAD_REQUEST'],
    ['what is no GraphQL', { query: 'subscription {' }, 400, 'GRAPHQL_PARSE_FAILED'],
    ['unknown fields', { query: 'subscription { nonsense }' }, 400, 'GRAPHQL_VALIDATION_FAILED'],
    ['a missing variable', { query: LEAD }, 400, 'BAD_USER_INPUT'],
    ['nothing at all', {}, 400, 'BAD_REQUEST'],
  ])('refuses %s by its status, in JSON', async (_what, parameters, status, code) => {
    const response = await get(parameters as Record<string, string>);
    const { errors } = (await response.json()) as { errors: { extensions: { code: string } }[] };
    expect([response.status, errors[0]?.extensions.code]).toEqual([status, code]);
  });

  it('refuses a token that is none, and lets the graph refuse whoever may not', async () => {
    const lead = { query: LEAD, variables: '{"id":"1"}' };
    expect((await get(lead, { authorization: 'Bearer nonsense' })).status).toBe(401);
    for (const [headers, variables, code] of [
      [{}, '{"id":"1"}', 'UNAUTHENTICATED'],
      [bearer(), '{"id":"nothing"}', 'NOT_FOUND'],
    ] as const) {
      const stream = follow(await get({ query: LEAD, variables }, headers));
      await inTime(stream.ended, PATIENCE_MS);
      expect(stream.events).toMatchObject([{ errors: [{ extensions: { code } }] }, 'complete']);
    }
  });

  it('counts against its user’s subscriptions, and gives its place back', async () => {
    const headers = bearer();
    const open = () => get({ query: LEAD, variables: '{"id":"1"}' }, headers);
    const streams = [];
    for (let i = 0; i < PER_USER; i += 1) streams.push(follow(await open()));
    const refused = await open();
    expect(refused.status).toBe(429);
    expect(await refused.json()).toMatchObject({ errors: [{ extensions: { code: 'RATE_LIMITED' } }] });
    leaving.shift()?.();
    await until(async () => {
      const response = await open();
      if (response.ok) streams.push(follow(response));
      return response.ok;
    });
  });
});

describe('an event stream that is not read', () => {
  let client: Socket;
  afterEach(() => client.destroy());

  it('costs no memory, and shows the newest state when it is read again', async () => {
    const { port } = new URL(url);
    client = connect(Number(port), '127.0.0.1');
    let text = '';
    client.on('data', (piece) => (text = (text + piece.toString()).slice(-3_000_000)));
    const body = JSON.stringify({ query: 'subscription { flood(bytes: 1000000) }' });
    client.write(
      'POST /graphql HTTP/1.1\r\nhost: x\r\naccept: text/event-stream\r\ncontent-type: application/json\r\n' +
        `content-length: ${body.length}\r\n\r\n${body}`,
    );
    await until(() => text.includes('event: next'));
    client.pause();
    const sentBefore = await eventsSent();
    const CHANGES = 100;
    for (let count = 1; count <= CHANGES; count += 1) {
      tiny.graph.rename('1', String(count));
      await sleep(12); // longer than the pause between two events of this field
    }
    tiny.graph.rename('1', '999999');
    // A few fit into the system's buffers; of the other changes no event was made.
    expect((await eventsSent()) - sentBefore).toBeLessThan(CHANGES / 2);
    client.resume();
    await until(() => text.includes('"flood":"999999 '));
  });

  async function eventsSent(): Promise<number> {
    const { body } = await tiny.gateway.app.inject('/metrics');
    return Number(/^graphql_subscription_events_total\{transport="sse"\} (\d+)$/m.exec(body)?.[1] ?? 0);
  }
});
