import { createServer, type Server, type Socket } from 'node:net';
import type { AddressInfo } from 'node:net';
import { ANONYMOUS_FACTS } from '../../../testkit/anonymous-facts';
import { createHttpSource } from './http-source';
import type { SubgraphRequest, SubgraphSource } from './subgraph-source';

/*
 * A subgraph closes a connection it has kept alive for a while, just when a request is on its way over it: nobody has read the
 * request, and nobody answers it. A subgraph that restarts does so with all its connections at once.
 */

const CONNECTIONS = 40;
const ANSWER = '{"data":{"a":1}}';
const HTTP = `HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: ${ANSWER.length}\r\n\r\n${ANSWER}`;

type Closing = (socket: Socket) => void;
const CLOSINGS: readonly [string, Closing][] = [
  ['closes it', (socket) => socket.end()],
  ['closes it at once', (socket) => socket.destroy()],
  ['resets it', (socket) => socket.resetAndDestroy()],
];

/** Answers the first request of each connection, when as many have come as there shall be connections; closes it at the next. */
async function startFickle(close: Closing, answersFirst = true) {
  let requests = 0;
  let warm: Socket[] = [];
  const server: Server = createServer((socket) => {
    let mine = 0;
    let text = '';
    socket.on('error', () => undefined);
    socket.on('data', (piece) => {
      text += piece.toString('latin1');
      if (!/\r\n\r\n\{.*\}$/s.test(text)) return;
      text = '';
      requests += 1;
      mine += 1;
      if (mine > 1 || !answersFirst) return close(socket);
      if (isWarm) return void socket.write(HTTP);
      warm.push(socket);
      if (warm.length < CONNECTIONS) return;
      isWarm = true;
      for (const one of warm) one.write(HTTP);
      warm = [];
    });
  });
  let isWarm = !answersFirst;
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const source = createHttpSource({
    name: 'fickle',
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/graphql`,
  });
  const fickle = {
    source,
    requests: () => requests,
    async close() {
      await source.close();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  open.push(fickle);
  return fickle;
}

const open: { close(): Promise<void> }[] = [];
afterEach(() => Promise.all(open.splice(0).map((one) => one.close())));

const request = (operationType: 'query' | 'mutation'): SubgraphRequest => ({
  ...{ query: '{ a }', variables: {}, operationType, facts: ANONYMOUS_FACTS },
  deadlineAt: Date.now() + 20_000,
});
async function askAtOnce(source: SubgraphSource, count: number, type: 'query' | 'mutation' = 'query') {
  await new Promise(setImmediate); // so that connections of the former answers are free
  return Promise.allSettled(Array.from({ length: count }, () => source.fetch(request(type))));
}

describe.each(CLOSINGS)(
  'a subgraph that, when a request comes over a kept connection, %s',
  (_how, closing) => {
    it('is asked again over another connection, for queries, as many as there are', async () => {
      const fickle = await startFickle(closing);
      const first = await askAtOnce(fickle.source, CONNECTIONS);
      expect(first.filter(({ status }) => status === 'rejected')).toEqual([]);
      const second = await askAtOnce(fickle.source, CONNECTIONS);
      expect(second.filter(({ status }) => status === 'rejected')).toEqual([]);
      expect(fickle.requests()).toBeGreaterThanOrEqual(3 * CONNECTIONS);
    });

    it('is not asked again for a mutation: nobody knows what became of it', async () => {
      const fickle = await startFickle(closing);
      await askAtOnce(fickle.source, CONNECTIONS);
      const [answer] = await askAtOnce(fickle.source, 1, 'mutation');
      expect(answer).toMatchObject({ status: 'rejected', reason: { reason: 'unreachable' } });
      expect(fickle.requests()).toBe(CONNECTIONS + 1);
    });

    it('is asked once where the connection was new: it has closed on that very request', async () => {
      const fickle = await startFickle(closing, false);
      const [answer] = await askAtOnce(fickle.source, 1);
      expect(answer).toMatchObject({ status: 'rejected', reason: { reason: 'unreachable' } });
      expect(fickle.requests()).toBe(1);
    });
  },
);
