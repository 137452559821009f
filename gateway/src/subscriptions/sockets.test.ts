import { setImmediate, setTimeout as sleep } from 'node:timers/promises';
import { WebSocket } from 'ws';
import { newId } from '../../../service-kit/data/ids';
import { inTime, nextOf } from '../../../testkit/streams';
import { closeOf, socketClient } from '../../../testkit/subscription-clients';
import { startTinyGateway, type TinyGateway } from '../../../testkit/tiny-gateway';
import { viewerWith } from '../../../testkit/tokens';

const SUBPROTOCOL = 'graphql-transport-ws';
const LEAD = 'subscription { leadChanged(id: "1") { name } }';

let tiny: TinyGateway;
let url: string;
const sockets: WebSocket[] = [];

beforeAll(async () => {
  tiny = await startTinyGateway('in-process', {
    environment: 'production',
    corsOrigins: ['https://app.example.com'],
    stopTimeoutMs: 1_000,
    // Scaled down: 10 s to say hello, 12 s between pings, 10 min idle.
    subscriptions: { initTimeoutMs: 2_000, keepAliveMs: 1_500, idleMs: 6_000, perSocket: 3, perUser: 5 },
  });
  url = await tiny.gateway.app.listen({ port: 0, host: '127.0.0.1' });
});
afterAll(async () => {
  for (const socket of sockets) socket.terminate();
  await tiny.close();
});

interface Dial {
  protocol?: string | undefined;
  headers?: Record<string, string>;
  autoPong?: boolean;
  path?: string;
}

function dial({ protocol = SUBPROTOCOL, headers = {}, path = '/graphql', ...more }: Dial = {}): WebSocket {
  const socket = new WebSocket(`${url.replace('http', 'ws')}${path}`, protocol, { headers, ...more });
  sockets.push(socket);
  socket.on('error', () => undefined);
  return socket;
}

const opened = (socket: WebSocket) => new Promise((resolve) => socket.once('open', resolve));
const refusedWith = (socket: WebSocket): Promise<number> =>
  new Promise((resolve) => {
    socket.once('unexpected-response', (_request, response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
    });
  });
const say = (socket: WebSocket, message: object) => socket.send(JSON.stringify(message));
const heard = (socket: WebSocket): Promise<{ type: string; id?: string; payload?: never }> =>
  new Promise((resolve) => socket.once('message', (data) => resolve(JSON.parse(String(data)) as never)));

async function greeted(payload: object = {}, more: Dial = {}): Promise<WebSocket> {
  const socket = dial(more);
  await opened(socket);
  const ack = heard(socket);
  say(socket, { type: 'connection_init', payload });
  expect((await ack).type).toBe('connection_ack');
  return socket;
}
const bearer = (viewer = viewerWith('owner'), seconds?: number) =>
  `Bearer ${tiny.tokens.sign(viewer, seconds)}`;

describe('who may connect', () => {
  it('lets in programs, pages of listed origins and its own pages, and no others', async () => {
    expect(await refusedWith(dial({ headers: { origin: 'https://evil.example' } }))).toBe(403);
    expect(await refusedWith(dial({ headers: { origin: 'null' } }))).toBe(403);
    expect(await refusedWith(dial({ headers: { origin: 'http://localhost:3000' } }))).toBe(403);
    for (const origin of ['https://app.example.com', url]) await opened(dial({ headers: { origin } }));
    await opened(dial());
  });

  it('upgrades at /graphql only', async () => {
    expect(await refusedWith(dial({ path: '/elsewhere' }))).toBe(404);
    expect(await refusedWith(dial({ path: '/health/live' }))).toBe(200);
  });

  it.each([['graphql-ws'], ['something-else']])('tells a client of %s what to speak', async (protocol) => {
    const { code, reason } = await closeOf(dial({ protocol }));
    // A client that offered nothing we know fails the handshake by itself (1006).
    expect([4406, 1006]).toContain(code);
    if (protocol === 'graphql-ws') expect(reason).toContain('graphql-transport-ws');
  });

  it('closes a socket that does not say hello', async () => {
    expect((await closeOf(dial())).code).toBe(4408);
  });

  it.each([
    ['expired', () => ({ authorization: bearer(viewerWith('owner'), -3_600) }), 4403],
    ['forged', () => ({ authorization: 'Bearer aaaa.bbbb.cccc' }), 4401],
    ['no bearer token', () => ({ headers: { Authorization: 'Basic x' } }), 4401],
  ])('closes a socket whose token is %s', async (_case, payload, code) => {
    const socket = dial();
    await opened(socket);
    say(socket, { type: 'connection_init', payload: payload() });
    const closed = await closeOf(socket);
    expect(closed.code).toBe(code);
    expect(closed.reason).not.toBe('');
  });

  it.each([
    ['authorization', () => [{ authorization: bearer() }, {}]],
    ['Authorization', () => [{ Authorization: bearer() }, {}]],
    ['headers.Authorization', () => [{ headers: { Authorization: bearer() } }, {}]],
    ['the upgrade’s header', () => [{}, { headers: { authorization: bearer() } }]],
  ])('takes the token of %s', async (_place, make) => {
    const [payload, more] = make() as [object, Dial];
    const socket = await greeted(payload, more);
    const answer = heard(socket);
    say(socket, { type: 'subscribe', id: 'a', payload: { query: '{ leads { id } }' } });
    expect(await answer).toMatchObject({ type: 'next', payload: { data: { leads: { length: 3 } } } });
  });
});

describe('what runs on a socket', () => {
  it('is validated as by HTTP: depth, unknown fields, nesting, without suggestions', async () => {
    const socket = await greeted({ authorization: bearer() });
    const deep = `{ leads { ${'estimates { lead { '.repeat(9)} id ${'} }'.repeat(9)} } }`;
    for (const [query, code] of [
      [deep, 'GRAPHQL_VALIDATION_FAILED'],
      ['subscription { leadChangd(id: "1") { name } }', 'GRAPHQL_VALIDATION_FAILED'],
      ['{', 'GRAPHQL_PARSE_FAILED'],
      [`{${'a{'.repeat(500)}`, 'BAD_REQUEST'],
    ] as const) {
      const answer = heard(socket);
      say(socket, { type: 'subscribe', id: 'x', payload: { query } });
      const { type, payload } = await answer;
      expect([type, (payload as unknown as { extensions: { code: string } }[])[0]?.extensions.code]).toEqual([
        'error',
        code,
      ]);
      expect(JSON.stringify(payload)).not.toContain('Did you mean');
    }
  });

  it('is limited in number by socket and by user', async () => {
    const viewer = viewerWith('owner');
    const first = socketClient(url, tiny.tokens.sign(viewer));
    const second = socketClient(url, tiny.tokens.sign(viewer));
    const codeOfNext = async (client: typeof first) =>
      nextOf(client.subscribe(LEAD)).then(
        () => 'runs',
        (errors: unknown) => (errors as { extensions: { code: string } }[])[0]?.extensions.code,
      );
    for (const _ of [1, 2, 3]) expect(await codeOfNext(first)).toBe('runs');
    expect(await codeOfNext(first)).toBe('RATE_LIMITED');
    for (const _ of [4, 5]) expect(await codeOfNext(second)).toBe('runs');
    expect(await codeOfNext(second)).toBe('RATE_LIMITED');
    first.dispose();
    second.dispose();
  });

  it('closes on a message that is too large, and on one that is none', async () => {
    const large = await greeted();
    large.send('x'.repeat(1024 * 1024 + 1));
    expect((await closeOf(large)).code).toBe(1009);
    const crowded = await greeted();
    crowded.send(`{"type":"ping","payload":{"x":[${'[],'.repeat(260_000)}[]]}}`);
    expect(await closeOf(crowded)).toMatchObject({ code: 1009, reason: 'The message holds too many values' });
    const broken = await greeted();
    broken.send('{"type":');
    expect((await closeOf(broken)).code).toBe(4400);
  });

  it('costs no memory when the client does not read, and shows the newest state when it does', async () => {
    const socket = await greeted({ authorization: bearer() }, { autoPong: true });
    say(socket, { type: 'subscribe', id: 'f', payload: { query: 'subscription { flood(bytes: 100000) }' } });
    await heard(socket);
    const seen: number[] = [];
    socket.on('message', (data) => seen.push(Number(/"flood":"(\d+) /.exec(String(data))?.[1])));
    socket.pause();
    // Each change is due before the next: what is sent of them is up to the gateway.
    for (let count = 1; count <= 300; count += 1) {
      tiny.graph.rename('1', String(count));
      if (count % 10 === 0) await setImmediate();
    }
    tiny.graph.rename('1', '999999');
    socket.resume();
    await inTime(
      (async () => {
        while (seen.at(-1) !== 999_999) await sleep(10);
      })(),
      90_000,
    );
    expect(seen.length).toBeLessThan(100);
    socket.terminate();
  });
});

describe('how a socket ends', () => {
  it('by 4403 when its token expires, and the client comes back with a new one', async () => {
    const viewer = viewerWith('owner');
    // A token counts for a minute longer than it says: clocks differ.
    let token = tiny.tokens.sign(viewer, -58);
    const closes: number[] = [];
    const client = socketClient(url, () => token, {
      retryAttempts: 3,
      retryWait: async () => undefined,
      on: {
        closed: (event) => {
          closes.push((event as { code: number }).code);
          token = tiny.tokens.sign(viewer);
        },
      },
    });
    const stream = client.subscribe(LEAD);
    // States of the first connection, if the machine was quick enough to have one, and of the new one.
    do expect((await nextOf(stream)).data).toBeTruthy();
    while (closes.length === 0);
    expect(closes).toEqual([4403]);
    client.dispose();
  });

  it('by 4401 within a second when its session is ended', async () => {
    const viewer = { ...viewerWith('owner'), sessionId: newId() };
    const socket = await greeted({ authorization: bearer(viewer) });
    tiny.tokens.revoke(viewer.sessionId);
    expect(await inTime(closeOf(socket), 90_000)).toEqual({
      code: 4401,
      reason: 'This session was ended. Log in again.',
    });
  });

  it('by 4401 also when a change comes before the end of the session was noticed here', async () => {
    const viewer = { ...viewerWith('owner'), sessionId: newId() };
    const socket = await greeted({ authorization: bearer(viewer) });
    const first = heard(socket);
    say(socket, { type: 'subscribe', id: 'a', payload: { query: LEAD } });
    await first;
    const closed = closeOf(socket);
    tiny.tokens.revoke(viewer.sessionId);
    tiny.graph.rename('1', 'Changed');
    expect((await closed).code).toBe(4401);
  });

  it('without a word when the client answers no pings', async () => {
    const socket = await greeted({}, { autoPong: false });
    expect((await inTime(closeOf(socket), 90_000)).code).toBe(1006);
  });

  it('by 1000 when nothing runs on it for long', async () => {
    expect((await inTime(closeOf(await greeted()), 90_000)).code).toBe(1000);
  });

  it('by 1001 when the gateway closes, which does not wait for clients', async () => {
    const other = await startTinyGateway('http', { stopTimeoutMs: 1_000 });
    const address = await other.gateway.app.listen({ port: 0, host: '127.0.0.1' });
    const closes: number[] = [];
    const client = socketClient(address, other.tokens.sign(viewerWith('owner')), {
      on: { closed: (event) => void closes.push((event as { code: number }).code) },
    });
    await nextOf(client.subscribe(LEAD));
    await other.close();
    expect(closes).toEqual([1001]);
  });
});

describe('a crowd', () => {
  it('of 200 subscriptions gets the newest state of 50 changes a second, in bounded memory', async () => {
    const crowd = await startTinyGateway('in-process', {
      stopTimeoutMs: 1_000,
      subscriptions: { perSocket: 200, perUser: 200 },
    });
    const client = socketClient(
      await crowd.gateway.app.listen({ port: 0, host: '127.0.0.1' }),
      crowd.tokens.sign(viewerWith('owner')),
    );
    const streams = Array.from({ length: 200 }, () => client.subscribe(LEAD));
    await Promise.all(streams.map((stream) => nextOf(stream)));
    const before = process.memoryUsage().heapUsed;
    const reading = streams.map(async (stream) => {
      for await (const { data } of stream) if (data.leadChanged.name === 'Last') return;
    });
    for (let count = 0; count < 100; count += 1) {
      crowd.graph.rename('1', `Name ${count}`);
      await sleep(20);
    }
    crowd.graph.rename('1', 'Last');
    await inTime(Promise.all(reading), 90_000);
    expect(process.memoryUsage().heapUsed - before).toBeLessThan(150 * 1024 * 1024); // not yet collected, too
    client.dispose();
    await crowd.close();
  });
});

describe('stock Apollo Gateway as the executor', () => {
  it('serves the graph with its subscriptions, and refuses to run one', async () => {
    const stock = await startTinyGateway('in-process', { executor: 'reference', stopTimeoutMs: 1_000 });
    const address = await stock.gateway.app.listen({ port: 0, host: '127.0.0.1' });
    const client = socketClient(address, stock.tokens.sign(viewerWith('owner')));
    expect((await nextOf(client.subscribe('{ leads { id } }'))).data.leads).toHaveLength(3);
    await expect(nextOf(client.subscribe(LEAD))).rejects.toMatchObject([
      { extensions: { code: 'OPERATION_RESOLUTION_FAILURE' } },
    ]);
    client.dispose();
    await stock.close();
  });
});
