import type { FastifyInstance } from 'fastify';
import { WebSocket } from 'ws';
import { createLogger } from '../../../service-kit/process/logger';
import { createSubgraphServer } from '../../../service-kit/subgraph/subgraph-server';
import { exchange, type RawAnswer } from '../../../testkit/raw-http';
import { codes } from '../../../testkit/subgraph';
import { closeOf } from '../../../testkit/subscription-clients';
import { startTinyGateway, type TinyGateway } from '../../../testkit/tiny-gateway';

/* A credential of 100 kB is refused wherever it comes in: never a fault, and no error in the log that anybody could fill. */

const MUCH = 100_000;
const ERROR = 50;

let tiny: TinyGateway;
let subgraph: FastifyInstance;
const lines: string[] = [];
const urls = { 'the gateway': '', 'a subgraph’s own port': '' };

beforeAll(async () => {
  const log = createLogger({ name: 'test', to: { write: (line: string) => void lines.push(line) } });
  tiny = await startTinyGateway('in-process', { log, stopTimeoutMs: 1_000 });
  subgraph = await createSubgraphServer(tiny.graph.crm, log);
  urls['the gateway'] = await tiny.gateway.app.listen({ port: 0, host: '127.0.0.1' });
  urls['a subgraph’s own port'] = await subgraph.listen({ port: 0, host: '127.0.0.1' });
});
afterAll(async () => {
  await subgraph.close();
  await tiny.close();
});
beforeEach(() => lines.splice(0));
const errorsLogged = () => lines.filter((line) => (JSON.parse(line) as { level: number }).level >= ERROR);

/** Of every shape that somebody may try. */
const CREDENTIALS: [string, () => [name: string, value: string]][] = [
  ['a token of one letter', () => ['authorization', `Bearer ${'x'.repeat(MUCH)}`]],
  ['a token with a huge payload', () => ['authorization', `Bearer ${huge()}`]],
  ['a scheme without an end', () => ['authorization', 'B'.repeat(MUCH)]],
  ['an API key', () => ['x-api-key', `ek_live_${'x'.repeat(MUCH)}`]],
];
/** A good token with a payload that was blown up. */
function huge(): string {
  const [first, , last] = (tiny.as()['authorization'] ?? '').replace('Bearer ', '').split('.');
  return [first, Buffer.from(JSON.stringify({ sub: 'x'.repeat(MUCH) })).toString('base64url'), last].join(
    '.',
  );
}

describe.each(Object.keys(urls) as (keyof typeof urls)[])('at %s', (place) => {
  const send = (header: readonly [string, string]): Promise<RawAnswer[]> => {
    const body = JSON.stringify({ query: '{ leads { id } }' });
    const lines = [
      'POST /graphql HTTP/1.1',
      'host: a',
      'connection: close',
      'content-type: application/json',
      `content-length: ${body.length}`,
      `${header[0]}: ${header[1]}`,
    ];
    return exchange(urls[place], [`${lines.join('\r\n')}\r\n\r\n${body}`]);
  };

  it.each(CREDENTIALS)('%s is refused by its size', async (_what, make) => {
    const [answer, ...more] = await send(make());
    expect(more).toEqual([]);
    expect(answer?.status).toBe(431);
    expect(codes(JSON.parse(String(answer?.body)) as never)).toEqual(['BAD_REQUEST']);
    expect(errorsLogged()).toEqual([]);
  });

  it('the largest that fits is no token', async () => {
    const [answer] = await send(['authorization', `Bearer ${'x'.repeat(15_000)}`]);
    expect(answer?.status).toBe(401);
    expect(errorsLogged()).toEqual([]);
  });
});

describe('on a socket', () => {
  const dial = (headers: Record<string, string> = {}) => {
    const socket = new WebSocket(
      `${urls['the gateway'].replace('http', 'ws')}/graphql`,
      'graphql-transport-ws',
      {
        headers,
      },
    );
    socket.on('error', () => undefined);
    return socket;
  };

  it.each(CREDENTIALS)('%s in connection_init closes it as no token', async (_what, make) => {
    const [name, value] = make();
    const socket = dial();
    await new Promise((resolve) => socket.once('open', resolve));
    socket.send(JSON.stringify({ type: 'connection_init', payload: { [name]: value } }));
    const { code, reason } = await closeOf(socket);
    expect(code).toBe(4401);
    expect(reason).not.toBe('');
    expect(errorsLogged()).toEqual([]);
  });

  it.each(CREDENTIALS)('%s in the upgrade is refused by its size', async (_what, make) => {
    const socket = dial(Object.fromEntries([make()]));
    const status = await new Promise((resolve) => {
      socket.once('unexpected-response', (_request, response) => {
        response.resume();
        resolve(response.statusCode);
      });
      socket.once('close', () => resolve('closed'));
    });
    socket.terminate();
    expect(status).toBe(431);
    expect(errorsLogged()).toEqual([]);
  });
});
