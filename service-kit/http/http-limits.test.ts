import { connect, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { FastifyInstance } from 'fastify';
import { createHttpServer } from './http';
import type { HttpLimits } from './http-limits';
import { silentLogger } from '../process/logger';

let app: FastifyInstance;
let port: number;
const sockets = new Set<Socket>();

async function begin(limits: Partial<HttpLimits> = {}): Promise<void> {
  app = createHttpServer({ log: silentLogger(), limits });
  app.post('/echo', async (request) => ({ got: JSON.stringify(request.body).length }));
  app.get('/ping', async () => 'pong');
  port = Number(new URL(await app.listen({ port: 0 })).port);
}

afterEach(async () => {
  for (const socket of sockets) socket.destroy();
  sockets.clear();
  await app.close();
});

/** A raw connection: what came on it, and when the server ended it. */
function open() {
  const socket = connect(port, '127.0.0.1');
  sockets.add(socket);
  let received = '';
  socket.on('data', (chunk) => (received += chunk.toString()));
  const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()));
  socket.on('error', () => undefined); // a reset is an end as well
  return { socket, closed, text: () => received };
}

const POST = 'POST /echo HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\n';

describe('a body above the limit', () => {
  it('is refused by its announced length at once, unread, and the connection is closed', async () => {
    await begin();
    const { socket, closed, text } = open();
    socket.write(`${POST}content-length: ${100 * 1024 * 1024}\r\n\r\n{"a":"`);
    await closed; // though the rest of the body never comes
    expect(text()).toMatch(/^HTTP\/1\.1 413 /);
    expect(text()).toMatch(/connection: close/i);
    expect(text()).toContain('{"errors":[{"message":"The request\'s body is larger than 5 MB."');
    expect(socket.bytesWritten).toBeLessThan(1_000);
  });

  it('is refused while it comes, when no length was announced', async () => {
    await begin({ bodyBytes: 100_000 });
    const { socket, closed, text } = open();
    socket.write(`${POST}transfer-encoding: chunked\r\n\r\n`);
    const chunk = `4000\r\n${'x'.repeat(0x4000)}\r\n`;
    const sending = setInterval(() => socket.writable && socket.write(chunk), 1);
    await closed;
    clearInterval(sending);
    expect(text()).toMatch(/^HTTP\/1\.1 413 /);
    expect(socket.bytesWritten).toBeLessThan(50_000_000);
  });
});

it('a URL above the limit is answered 414, in JSON', async () => {
  await begin();
  const fits = await app.inject({ url: `/ping?${'x'.repeat(2048 - 6)}` });
  expect(fits.statusCode).toBe(200);
  const long = await app.inject({ url: `/ping?${'x'.repeat(2048 - 5)}` });
  expect(long.statusCode).toBe(414);
  expect(long.json()).toEqual({
    errors: [
      {
        message: 'The URL is longer than 2048 bytes. Send a long query by POST.',
        extensions: { code: 'BAD_REQUEST' },
      },
    ],
  });
});

/** Ten seconds, scaled to one. */
const READ_MS = 1_000;

describe.each([
  ['nothing at all', ''],
  ['half a header', 'GET /ping HTTP/1.1\r\nhost: x\r\nx-slow: '],
  ['half a body', `${POST}content-length: 100000\r\n\r\n{"a":`],
])('500 clients that send %s', (_what, sent) => {
  const openSlow = () => {
    const slow = Array.from({ length: 500 }, open);
    for (const { socket } of slow) socket.write(sent);
    return slow;
  };

  it('keep nobody else from being served', async () => {
    await begin({ readTimeoutMs: 60_000 });
    openSlow();
    const response = await fetch(`http://127.0.0.1:${port}/ping`);
    expect(await response.text()).toBe('pong');
  });

  it('are cut off when their time is over, however slowly they send on', async () => {
    await begin({ readTimeoutMs: READ_MS });
    const slow = openSlow();
    // A byte now and then saves nobody: without the limit, this would go on for as long as the test may take.
    const dripping = setInterval(() => {
      for (const { socket } of slow) if (sent !== '' && socket.writable) socket.write('x');
    }, 200);
    await Promise.all(slow.map(({ closed }) => closed));
    clearInterval(dripping);
    expect(slow[0]?.text()).toMatch(/^HTTP\/1\.1 408 Request Timeout/);
  });
});

it('connections above the limit are dropped, and there is room again when others end', async () => {
  await begin({ connections: 5 });
  const first = Array.from({ length: 5 }, open);
  await Promise.all(first.map(({ socket }) => new Promise((resolve) => socket.once('connect', resolve))));
  const extra = open();
  await extra.closed;
  expect(extra.text()).toBe('');
  first[0]?.socket.destroy();
  // The server learns of the end a moment later; until then it drops the next one as well.
  for (let answer = ''; !answer.includes('pong'); await sleep(10)) {
    const next = open();
    next.socket.write('GET /ping HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n');
    await next.closed;
    answer = next.text();
  }
});

it('a path that is not there leads to what the server has: a worker has no GraphQL', async () => {
  await begin();
  const ask = async () =>
    (await app.inject('/nothing')).json<{ errors: [{ message: string }] }>().errors[0].message;
  expect(await ask()).toBe(
    'There is nothing at GET /nothing. Health is at GET /health, metrics at GET /metrics.',
  );
});
