import { once } from 'node:events';
import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { pino } from 'pino';
import { exchange, requestBytes, type Piece } from '../../../testkit/raw-http';
import { SAME_IDS, startTwoLanes, TEXTS, type TwoLanes } from '../../../testkit/two-lanes';

/*
 * Requests by the byte: however a body comes, it is read once and as a whole, by the lane of known documents or by those that it hands
 * over to.
 */

const READ_TIMEOUT_MS = 1_000;
const MAX_VALUES = 500;
const MAX_BYTES = 400_000;

const lines: string[] = [];
let lanes: TwoLanes;
beforeAll(async () => {
  lanes = await startTwoLanes({
    log: pino({ level: 'warn' }, { write: (line: string) => void lines.push(line) }),
    limits: {
      rates: { perAddressPerMinute: 0, perUserPerHour: 0, points: 0 },
      http: { readTimeoutMs: READ_TIMEOUT_MS, bodyBytes: MAX_BYTES },
      variableValues: MAX_VALUES,
    },
  });
});
afterAll(() => lanes.close());

/** The known lane's body, Apollo Server's, and one that neither likes. */
const BODIES = {
  listed: JSON.stringify({ id: 'lead', variables: { id: '1' }, note: 'Größe ☂ 😀' }),
  unlisted: JSON.stringify({
    query: '{ status } # Größe ☂ 😀',
    variables: { many: ['x', 'y'] },
    id: 'unknown',
  }),
  refused: JSON.stringify({ id: 'lead', variables: {} }),
};
const KINDS = Object.keys(BODIES) as (keyof typeof BODIES)[];
const headers = () => ({ ...lanes.asOwner(), ...SAME_IDS });
const closing = () => ({ ...headers(), connection: 'close' });

/** How many the lane of known documents took. */
async function takenOf(ask: () => Promise<unknown>): Promise<number> {
  const before = await lanes.taken();
  await ask();
  return (await lanes.taken()) - before;
}

/** Cut at these places; a negative one counts from the end. */
const cut = (bytes: Buffer, ...places: number[]): Buffer[] =>
  [0, ...places].map((from, index) => bytes.subarray(from, places[index] ?? bytes.length));

describe.each(KINDS)('a body that is %s', (kind) => {
  const taken = kind === 'listed' ? 1 : 0;

  it('may come in several packets, with letters cut through', async () => {
    const bytes = requestBytes(closing(), BODIES[kind]);
    const inUmlaut = bytes.indexOf('ö') + 1;
    const inFace = bytes.indexOf('😀') + 2;
    const ways = [[10], [-1], [-20, -10], inFace > 2 ? [inUmlaut, inFace] : [-5]];
    for (const places of ways) {
      const pieces = cut(bytes, ...places).flatMap((piece): Piece[] => [piece, 15]);
      expect(await takenOf(() => lanes.bothRaw(pieces))).toBe(taken);
    }
  });

  it('may come byte by byte', async () => {
    const bytes = requestBytes(closing(), BODIES[kind]);
    const pieces = [...bytes].map((byte) => Buffer.of(byte));
    expect(await takenOf(() => lanes.bothRaw(pieces))).toBe(taken);
  });

  it('is left to Fastify when it comes in chunks', async () => {
    const [one, other] = cut(Buffer.from(BODIES[kind]), 7) as [Buffer, Buffer];
    const chunks = [one, other, Buffer.alloc(0)].map((chunk) =>
      Buffer.concat([Buffer.from(`${chunk.length.toString(16)}\r\n`), chunk, Buffer.from('\r\n')]),
    );
    const head = requestBytes({ ...closing(), 'transfer-encoding': 'chunked' });
    expect(await takenOf(() => lanes.bothRaw([head, ...chunks.flatMap((chunk) => [chunk, 10])]))).toBe(0);
  });

  it('may be waited for by HTTP/1.0, and kept alive by it', async () => {
    const once = requestBytes(headers(), BODIES[kind], 'POST /graphql HTTP/1.0');
    const kept = requestBytes(
      { ...headers(), connection: 'keep-alive' },
      BODIES[kind],
      'POST /graphql HTTP/1.0',
    );
    expect(await takenOf(() => lanes.bothRaw([once]))).toBe(taken);
    const ask = async () => expect(await lanes.bothRaw([kept, 50, once])).toHaveLength(2);
    expect(await takenOf(ask)).toBe(2 * taken);
  });

  it('may be held back until the server says to go on', async () => {
    const bytes = requestBytes({ ...closing(), expect: '100-continue' }, BODIES[kind]);
    const end = bytes.indexOf('\r\n\r\n') + 4;
    expect(await takenOf(() => lanes.bothRaw([...cut(bytes, end).flatMap((piece) => [piece, 50])]))).toBe(
      taken,
    );
    const other = requestBytes({ ...closing(), expect: 'wonders' }, BODIES[kind]);
    const [answer] = await lanes.bothRaw([other]);
    expect(answer?.status).toBe(417);
  });

  it('is given up when it does not come in time', async () => {
    const bytes = requestBytes(headers(), BODIES[kind]);
    const [answer] = await lanes.bothRaw([bytes.subarray(0, -5)]);
    expect(answer).toMatchObject({ status: 408 });
  });

  it('is refused when it is shorter or longer than it says', async () => {
    const length = Buffer.byteLength(BODIES[kind]);
    const short = requestBytes({ ...headers(), 'content-length': String(length + 1) }, BODIES[kind]);
    expect((await lanes.bothRaw([short, null])).map(({ status }) => status)).toEqual([400]);
    const long = requestBytes({ ...headers(), 'content-length': String(length - 1) }, BODIES[kind]);
    for (const url of Object.values(lanes.urls)) {
      const answers = await exchange(url, [long]);
      expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([400])); // what is left over is no request
    }
  });
});

describe('requests on one connection', () => {
  it('that are sent without waiting are answered in their order', async () => {
    const slow = requestBytes(headers(), JSON.stringify({ query: 'query Wait { wait(ms: 150) }' }));
    const listed = (id: string) => requestBytes(headers(), JSON.stringify({ id, variables: { id: '2' } }));
    const get = requestBytes(
      { ...headers(), 'content-length': '0' },
      '',
      'GET /graphql?query=%7Bstatus%7D HTTP/1.1',
    );
    const last = requestBytes(closing(), BODIES.refused);
    await lanes.bothRaw([Buffer.concat([slow, requestBytes(closing(), BODIES.listed)])]); // now it is known
    const all = Buffer.concat([slow, listed('lead'), get, listed('unfit'), slow, listed('status'), last]);
    const half = all.length / 2;
    const ask = async (pieces: Piece[]) => {
      const answers = await lanes.bothRaw(pieces);
      expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 400, 200, 200, 400]);
      expect(answers[0]?.body).toContain('waited');
      expect(answers[1]?.body).toContain('Kitchen');
    };
    expect(await takenOf(() => ask([all]))).toBe(4);
    expect(await takenOf(() => ask([all.subarray(0, half), 30, all.subarray(half)]))).toBe(4);
  });

  it('are counted up to as many as a connection may have', async () => {
    const few = await startTwoLanes({ limits: { http: { requestsPerConnection: 3 } } });
    try {
      const bytes = requestBytes({ ...few.asOwner(), ...SAME_IDS }, '{"id":"status"}');
      for (const url of Object.values(few.urls)) {
        const answers = await exchange(url, [bytes, 50, bytes, 50, bytes, 50, bytes, 50, null]);
        expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 503]);
        const connections = answers.map((answer) => new Map(answer.headers).get('connection'));
        expect(connections).toEqual(['keep-alive', 'keep-alive', 'close', 'close']);
      }
    } finally {
      await few.close();
    }
  });
});

describe('a client that leaves', () => {
  /** @param come resolves when a request has come that far */
  async function leave(bytes: Buffer, to: keyof TwoLanes['urls'], come?: () => Promise<void>): Promise<void> {
    const { hostname, port } = new URL(lanes.urls[to]);
    const { app } = to === 'fast' ? lanes.tiny.gateway : lanes.apolloLane;
    const begun = once(app.server, 'request');
    const socket = connect({ host: hostname, port: Number(port) });
    socket.write(bytes);
    await begun;
    await come?.();
    socket.resetAndDestroy();
  }

  it.each(KINDS)('in the middle of a body that is %s is none of the log’s business', async (kind) => {
    lines.length = 0;
    const bytes = requestBytes(headers(), BODIES[kind]);
    const taken = await takenOf(async () => {
      for (const to of ['fast', 'slow'] as const) await leave(bytes.subarray(0, -5), to);
    });
    expect(taken).toBe(0);
    expect((await lanes.bothRaw([requestBytes(closing(), BODIES.listed)]))[0]?.status).toBe(200);
    expect(lines).toEqual([]);
  });

  it('before its answer leaves nothing behind', async () => {
    lines.length = 0;
    const bytes = requestBytes(headers(), '{"id":"hang"}');
    expect(await takenOf(() => leave(bytes, 'fast', () => lanes.tiny.graph.hanging(1)))).toBe(1);
    await leave(bytes, 'slow', () => lanes.tiny.graph.hanging(2));
    lanes.tiny.graph.release();
    await sleep(50);
    expect((await lanes.bothRaw([requestBytes(closing(), BODIES.listed)]))[0]?.status).toBe(200);
    expect(lines).toEqual([]);
  });
});

describe('a body', () => {
  const ask = (body: string | Buffer) => lanes.both({ headers: lanes.asOwner(), body });
  const padded = (bytes: number, fields: object) => {
    const text = JSON.stringify({ ...fields, padding: '' });
    return text.replace('"padding":""', `"padding":"${'x'.repeat(bytes - text.length)}"`);
  };

  it.each([
    [1_000, 1, 200],
    [100_000, 1, 200],
    [256 * 1024, 1, 200],
    [256 * 1024 + 1, 0, 200],
    [MAX_BYTES, 0, 200],
    [MAX_BYTES + 1, 0, 413],
  ])(
    'of %d bytes is taken %d times by the lane of known documents, and answered by %d',
    async (bytes, taken, status) => {
      const body = padded(bytes, { id: 'status' });
      expect(body).toHaveLength(bytes);
      expect(await takenOf(async () => expect((await ask(body)).status).toBe(status))).toBe(taken);
    },
  );

  it('above the limit is refused where the limit is lower than what the lane of known documents reads', async () => {
    const narrow = await startTwoLanes({ limits: { http: { bodyBytes: 1_000 } } });
    try {
      for (const [bytes, status] of [
        [1_000, 200],
        [1_001, 413],
      ] as const) {
        const body = padded(bytes, { id: 'status' });
        expect((await narrow.both({ headers: narrow.asOwner(), body })).status).toBe(status);
      }
    } finally {
      await narrow.close();
    }
  });

  it.each([
    ['a byte that is none of UTF-8', Buffer.from([0xff])],
    ['a letter without its end', Buffer.from('😀').subarray(0, 3)],
    ['half a pair', Buffer.from([0xed, 0xa0, 0x80])],
    ['a letter too long', Buffer.from([0xc0, 0xaf])],
    ['a null', Buffer.from([0])],
    ['the sign for what cannot be read', Buffer.from('\ufffd')],
  ])('with %s is answered alike', async (_what, bytes) => {
    for (const field of ['note', 'variables', 'operationName'])
      await ask(Buffer.concat([Buffer.from(`{"id":"status","${field}":"`), bytes, Buffer.from('"}')]));
  });

  it.each(['listed', 'known'])(
    'as deep as it is long is refused, or passed over, alike: %s',
    async (kind) => {
      const asked = kind === 'listed' ? '"id":"status"' : '"query":"{ status }"';
      for (const [open, close] of [
        ['[', ']'],
        ['{"a":', '}'],
        ['{"__proto_":', '}'],
      ] as const) {
        const levels = 30_000;
        const deep = `${open.repeat(levels)}1${close.repeat(levels)}`;
        for (const field of ['note', 'variables', 'operationName', 'extensions', 'documentId'])
          for (const value of [deep, `{"a":${deep}}`]) await ask(`{${asked},"${field}":${value}}`);
      }
    },
  );

  it('with too many variables, or too deep ones, is refused and counted alike', async () => {
    const deep = JSON.parse(`${'['.repeat(210)}${']'.repeat(210)}`) as unknown;
    const many = Array.from({ length: MAX_VALUES }, () => 1);
    for (const form of [
      { id: 'status' },
      { query: TEXTS.status },
      { query: '{ status }' },
      { query: '{ status }' },
    ]) {
      for (const variables of [{ deep }, { many }, { a: { b: many } }]) {
        const { status } = await ask(JSON.stringify({ ...form, variables }));
        expect(status).toBe(400);
      }
      expect((await ask(JSON.stringify({ ...form, variables: { many: many.slice(2) } }))).status).toBe(200);
    }
    const refusals = await lanes.sameMetric('limit_refusals_total');
    expect(refusals.map((line) => line.split(' ')[0])).toEqual([
      'limit_refusals_total{limit="nesting"}',
      'limit_refusals_total{limit="variable_values"}',
    ]);
  });
});

describe('a head with the same header twice', () => {
  it.each([
    ['content-type: application/json', 'content-type: text/plain'],
    ['content-type: text/plain', 'content-type: application/json'],
    ['content-type: application/json', 'accept: application/json', 'accept: text/html'],
    ['content-type: application/json', 'accept-encoding: gzip', 'accept-encoding: br'],
    ['content-type: application/json', 'authorization: Bearer nonsense', 'authorization: Bearer nonsense'],
    ['content-type: application/json', 'origin: https://app.example.com', 'origin: https://evil.example'],
    ['content-type: application/json', 'apollographql-client-name: strict', 'apollographql-client-name: web'],
    ['content-type: application/json', 'content-length: 15'],
    ['content-type: application/json', 'transfer-encoding: chunked'],
  ])('is answered alike: %s, %s', async (...given) => {
    for (const body of ['{"id":"caller"}', '{"id":"schema"}']) {
      const rest = ['host: a', 'connection: close', `content-length: ${body.length}`];
      const same = Object.entries(SAME_IDS).map(([name, value]) => `${name}: ${value}`);
      const head = ['POST /graphql HTTP/1.1', ...rest, ...given, ...same].join('\r\n');
      await lanes.bothRaw([`${head}\r\n\r\n${body}`]);
    }
  });
});
