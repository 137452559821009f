import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { WebSocket } from 'ws';
import { startTinyGateway, type TinyGateway } from '../../../testkit/tiny-gateway';

const PATIENCE_MS = 90_000;
/** A hundred, scaled down. */
const MOST = 4;

describe('sockets of one address', () => {
  let tiny: TinyGateway;
  let url: string;
  const sockets: WebSocket[] = [];

  beforeAll(async () => {
    tiny = await startTinyGateway('in-process', {
      stopTimeoutMs: 1_000,
      trustProxy: true, // so that one test has several addresses
      subscriptions: { socketsPerAddress: MOST },
    });
    url = await tiny.gateway.app.listen({ port: 0, host: '127.0.0.1' });
  });
  afterEach(async () => {
    for (const socket of sockets.splice(0)) socket.terminate();
    await until(async () => (await openSockets()) === 0);
  });
  afterAll(() => tiny.close());

  interface Refusal {
    status: number;
    retryAfter: string | undefined;
    body: string;
  }

  /** Connects. @returns the socket, or how it was refused */
  function dial(address: string): Promise<WebSocket | Refusal> {
    const socket = new WebSocket(`${url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws', {
      headers: { 'x-forwarded-for': address },
    });
    sockets.push(socket);
    socket.on('error', () => undefined);
    return new Promise((resolve) => {
      socket.once('open', () => resolve(socket));
      socket.once('unexpected-response', (_request, response) => {
        let body = '';
        response.on('data', (piece: Buffer) => (body += piece.toString()));
        response.on('end', () =>
          resolve({ status: response.statusCode ?? 0, retryAfter: response.headers['retry-after'], body }),
        );
      });
    });
  }
  const isOpen = (dialled: WebSocket | Refusal) => dialled instanceof WebSocket;
  const fill = async (address: string) => {
    for (let i = 0; i < MOST; i += 1) expect(isOpen(await dial(address))).toBe(true);
  };
  const until = async (condition: () => Promise<boolean>) => {
    for (const giveUpAt = Date.now() + PATIENCE_MS; !(await condition()); await sleep(10)) {
      if (Date.now() > giveUpAt) throw new Error('It did not come to that.');
    }
  };
  const openSockets = async () => {
    const { body } = await tiny.gateway.app.inject('/metrics');
    return Number(/^graphql_sockets (\d+)$/m.exec(body)?.[1] ?? 0);
  };

  it('are limited in number: one more is refused with 429, and when to come again', async () => {
    await fill('192.0.2.1');
    const refused = (await dial('192.0.2.1')) as Refusal;
    expect(refused).toMatchObject({ status: 429, retryAfter: '10' });
    expect(JSON.parse(refused.body)).toMatchObject({ errors: [{ extensions: { code: 'RATE_LIMITED' } }] });
    expect(await openSockets()).toBe(MOST);
  });

  it('leave others their own number, and requests without sockets alone', async () => {
    await fill('192.0.2.1');
    expect(isOpen(await dial('192.0.2.2'))).toBe(true);
    const asked = await tiny.ask('{ status }', { headers: { 'x-forwarded-for': '192.0.2.1' } });
    expect(asked.data).toEqual({ status: 'fine' });
  });

  it('of IPv6 are counted by network, for whoever has one address has them all', async () => {
    for (let i = 0; i < MOST; i += 1) expect(isOpen(await dial(`2001:db8:0:1::${i + 1}`))).toBe(true);
    expect(await dial('2001:db8:0:1:ffff::1')).toMatchObject({ status: 429 });
    expect(isOpen(await dial('2001:db8:0:2::1'))).toBe(true);
  });

  it.each([
    ['closes', (socket: WebSocket) => socket.close()],
    ['breaks', (socket: WebSocket) => socket.terminate()],
  ])('have room again when one %s', async (_how, end) => {
    await fill('192.0.2.1');
    end(sockets[0] as WebSocket);
    await until(async () => isOpen(await dial('192.0.2.1')));
    expect(isOpen(await dial('192.0.2.1'))).toBe(false);
  });

  it('are not used up by handshakes that fail', async () => {
    const { port, host } = new URL(url);
    for (let i = 0; i < 3 * MOST; i += 1) {
      const socket = connect(Number(port), '127.0.0.1');
      const closed = new Promise((resolve) => socket.once('close', resolve));
      const upgrade = 'connection: upgrade\r\nupgrade: websocket\r\nsec-websocket-version: 13\r\n';
      socket
        .resume()
        .write(`GET /graphql HTTP/1.1\r\nhost: ${host}\r\nx-forwarded-for: 192.0.2.1\r\n${upgrade}\r\n`);
      await closed; // there is no key
    }
    await fill('192.0.2.1');
  });

  it('that come all at once are as many as may be, and no more', async () => {
    const dialled = await Promise.all(Array.from({ length: 5 * MOST }, () => dial('192.0.2.1')));
    expect(dialled.filter(isOpen)).toHaveLength(MOST);
  });
});
