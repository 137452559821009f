import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { setImmediate, setTimeout as sleep } from 'node:timers/promises';
import { pino } from 'pino';
import {
  answersWell,
  json,
  startFaultySubgraph,
  type FaultySubgraph,
} from '../../../testkit/faulty-subgraph';
import { inTime } from '../../../testkit/streams';
import { startTinyGateway, type TinyGateway } from '../../../testkit/tiny-gateway';
import { tinySupergraph } from '../../../testkit/tiny-graph';
import { viewerWith } from '../../../testkit/tokens';
import { createMemoryStore } from '../caching/entry-store';
import { loadSupergraph } from '../supergraph/supergraph';

/** Of deadlines and time-outs: what is broken off within a test is so because its client has left. */
const NEVER_MS = 600_000;
const PATIENCE_MS = 90_000;

/** The tiny graph, with a field whose executions are shared. */
const CACHED = `${tinySupergraph().replace(' echo(amount: Decimal!): String', '$& @cacheControl(maxAge: 60)')}
  directive @cacheControl(maxAge: Int) on FIELD_DEFINITION`;

const ECHO = '{ echo(amount: "1") status }';
const RENAME = 'mutation { renameLead(input: { id: "1", name: "x" }) { lead { id } } }';

describe.each(['compiled', 'reference'])('a client that leaves, executor %s', (executor) => {
  let crm: FaultySubgraph;
  let tiny: TinyGateway;
  let port: number;
  let token: string;
  const clients: Socket[] = [];
  /** The gateway's ends of the connections, by the client's port. */
  const ends = new Map<number | undefined, Socket>();
  /** How often the cache's change version was asked for: once by each query that may be cached. */
  let lookups = 0;
  const lines: string[] = [];
  const log = pino({ level: 'info' }, { write: (line) => void lines.push(line) });

  beforeAll(async () => {
    crm = await startFaultySubgraph();
    tiny = await startTinyGateway('in-process', {
      executor,
      log,
      supergraph: loadSupergraph(CACHED, 'cached'),
      transports: { crm: { kind: 'http', url: crm.url } },
      deadlineMs: NEVER_MS,
      resilience: { timeoutMs: NEVER_MS },
      responseCache: {
        versions: {
          current: async () => {
            lookups += 1;
            return '1';
          },
          close: async () => undefined,
        },
        store: createMemoryStore(1_000_000),
      },
    });
    port = Number(new URL(await tiny.gateway.app.listen({ port: 0, host: '127.0.0.1' })).port);
    tiny.gateway.app.server.on('connection', (end: Socket) => ends.set(end.remotePort, end));
    token = tiny.tokens.sign(viewerWith('owner'));
    await ask(ECHO, '').answered; // planned, connected
  });
  afterAll(async () => {
    for (const client of clients) client.destroy();
    await tiny.close();
    await crm.close();
  });
  beforeEach(() => {
    lines.length = 0;
  });

  /** Asks over a connection of its own. */
  function ask(query: string, authorization = `authorization: Bearer ${token}\r\n`) {
    const socket = connect(port, '127.0.0.1');
    clients.push(socket);
    socket.on('error', () => undefined);
    const body = JSON.stringify({ query });
    const head = `POST /graphql HTTP/1.1\r\nhost: x\r\nconnection: close\r\ncontent-type: application/json\r\n`;
    socket.write(`${head}${authorization}content-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`);
    let text = '';
    socket.on('data', (piece) => (text += piece.toString()));
    const answered = new Promise<string>((resolve) => socket.once('close', () => resolve(text)));
    return { socket, answered };
  }

  /** The subgraph reads requests and answers none until `answer` is called. */
  function holdBack(beforehand: (response: Parameters<typeof answersWell>[0]) => void = () => undefined) {
    let answer: (body?: string) => void = () => undefined;
    let isCut = false;
    const asked = new Promise<void>((resolve) => {
      crm.behave = (response, request) => {
        beforehand(response);
        answer = (body) => (body === undefined ? answersWell : json(body))(response, request);
        response.once('close', () => {
          if (!response.writableFinished) isCut = true;
        });
        resolve();
      };
    });
    const cut = async () => {
      while (!isCut) await sleep(5);
    };
    return { asked, answer: (body?: string) => answer(body), cut, wasCut: () => isCut };
  }

  /** A client leaves, and the gateway has seen to it: a query that is left afterwards has been broken off. */
  async function leaveAndLook(socket: Socket): Promise<void> {
    const left = once(ends.get(socket.localPort) as Socket, 'close');
    socket.destroy();
    await left;
    const witness = holdBack();
    const other = ask(question((amount += 1)));
    await witness.asked;
    other.socket.destroy();
    await inTime(witness.cut(), PATIENCE_MS);
  }
  // Each asks something new, so that nothing is in the cache.
  let amount = 100;
  const question = (of: number) => `{ echo(amount: "${of}") }`;

  /** Asks what is under way already. Resolved when it has joined: it sends nothing of its own. */
  async function join(query: string) {
    const before = lookups;
    const joined = ask(query);
    while (lookups === before) await sleep(5);
    await setImmediate();
    return joined;
  }
  const metric = async (start: string) => {
    const { body } = await tiny.gateway.app.inject('/metrics');
    const line = body.split('\n').find((one) => one.startsWith(`${start} `));
    return Number(line?.slice(start.length + 1) ?? 0);
  };
  const ABANDONED = 'subgraph_fetches_total{subgraph="crm",outcome="abandoned"}';

  it.each([
    ['closes its connection', (socket: Socket) => socket.destroy()],
    ['resets it', (socket: Socket) => socket.resetAndDestroy()],
    ['says that it sends no more', (socket: Socket) => socket.end()],
  ])('(it %s) has its query broken off at the subgraph', async (_how, leave) => {
    const held = holdBack();
    const { socket } = ask(ECHO);
    await held.asked;
    leave(socket);
    await inTime(held.cut(), PATIENCE_MS);
  });

  it('in the middle of the subgraph’s answer has it broken off as well', async () => {
    const begin = (response: Parameters<typeof answersWell>[0]) =>
      response.writeHead(200, { 'content-type': 'application/json' }).write('{"data":');
    const held = holdBack(begin);
    const { socket } = ask(ECHO);
    await held.asked;
    await sleep(50); // the gateway has read the beginning
    socket.destroy();
    await inTime(held.cut(), PATIENCE_MS);
  });

  it('is not held against the subgraph: the breaker stays closed, nothing is asked again or logged', async () => {
    const [abandoned, requests] = [await metric(ABANDONED), crm.requests];
    const LEAVING = 15; // ten failures would open the breaker
    for (let i = 0; i < LEAVING; i += 1) {
      const held = holdBack();
      const { socket } = ask(ECHO);
      await held.asked;
      socket.destroy();
      await inTime(held.cut(), PATIENCE_MS);
    }
    crm.behave = answersWell;
    expect(await inTime(ask(ECHO, '').answered, PATIENCE_MS)).toContain('"echo":"1"');
    const health = (await tiny.gateway.app.inject('/health')).json<{ circuitBreakers: object }>();
    expect(health.circuitBreakers).toEqual({ crm: 'closed' });
    expect((await metric(ABANDONED)) - abandoned).toBe(LEAVING);
    expect(crm.requests - requests).toBe(LEAVING + 1);
    expect(lines).toEqual([]);
  });

  it('does not have its mutation broken off: its effect is wanted all the same', async () => {
    const held = holdBack();
    const { socket } = ask(RENAME);
    await held.asked;
    await leaveAndLook(socket);
    expect(held.wasCut()).toBe(false);
    const answers = () => metric('subgraph_fetches_total{subgraph="crm",outcome="ok"}');
    const before = await answers();
    held.answer('{"data":{"renameLead":{"lead":{"id":"1"}}}}');
    while ((await answers()) === before) await sleep(10);
    expect((await answers()) - before).toBe(1);
    expect(held.wasCut()).toBe(false);
  });

  describe('an execution that several wait for', () => {
    it.each([
      ['who began it', 0],
      ['who joined it', 1],
    ])('goes on for the others when one leaves, %s', async (_who, place) => {
      const held = holdBack();
      const requests = crm.requests;
      const both = [ask(question(10 + place))];
      await held.asked;
      both.push(await join(question(10 + place)));
      expect(crm.requests - requests).toBe(1);
      await leaveAndLook(both[place]?.socket as Socket);
      expect(held.wasCut()).toBe(false);
      held.answer();
      expect(await inTime(both[1 - place]?.answered as Promise<string>, PATIENCE_MS)).toContain(
        '{"echo":"1"}',
      );
      expect(crm.requests - requests).toBe(2); // and one of the witness
    });

    it('is broken off when all have left, and who comes then gets one of its own', async () => {
      const held = holdBack();
      const all = [ask(question(20))];
      await held.asked;
      all.push(await join(question(20)));
      for (const { socket } of all) socket.destroy();
      await inTime(held.cut(), PATIENCE_MS);
      crm.behave = answersWell;
      expect(await inTime(ask(question(20)).answered, PATIENCE_MS)).toContain('{"echo":"1"}');
    });
  });
});
