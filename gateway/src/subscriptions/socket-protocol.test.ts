import { EventEmitter } from 'node:events';
import { GraphQLError, parse } from 'graphql';
import { createProtocol } from './socket-protocol';
import type { SocketSession } from './socket-session';

/** A socket without a network: what is said to it is heard at once. */
class FakeSocket extends EventEmitter {
  readonly protocol = 'graphql-transport-ws';
  readonly readyState = 1;
  readonly OPEN = 1;
  readonly bufferedAmount = 0;
  readonly sent: { type: string; id?: string }[] = [];

  send(data: string, done: () => void): void {
    this.sent.push(JSON.parse(data) as never);
    done();
    this.emit('answer');
  }

  close(): void {
    this.emit('close', 1000, '');
  }

  async say(message: object): Promise<void> {
    const answered = new Promise((resolve) => this.once('answer', resolve));
    this.emit('message', JSON.stringify(message));
    await answered;
  }
}

const DOCUMENT = parse('subscription { running: __typename }');

/** Results that never come; they end when they are told to. */
function silence() {
  let end: (result: IteratorResult<never>) => void = () => undefined;
  const over = { value: undefined, done: true } as const;
  return {
    [Symbol.asyncIterator]() {
      return this;
    },
    next: () => new Promise<IteratorResult<never>>((resolve) => (end = resolve)),
    async return() {
      end(over);
      return over;
    },
  };
}

async function openSession() {
  const socket = new FakeSocket();
  const session = {
    socket,
    isAlive: true,
    idleSince: 1 as number | null,
    connect: async () => true,
    begin: async ({ query }: { query: string }) => {
      session.idleSince = null;
      const contextValue = { results: silence() };
      return query === 'bad'
        ? [new GraphQLError('refused')]
        : { schema: null, document: DOCUMENT, contextValue };
    },
    dispose: () => undefined,
    report: (error: unknown) => {
      throw error;
    },
    close: () => socket.close(),
  };
  createProtocol(60_000)(session as unknown as SocketSession);
  await socket.say({ type: 'connection_init' });
  return { socket, session };
}

const begin = (socket: FakeSocket, id: string, query = 'good') =>
  socket.emit('message', JSON.stringify({ type: 'subscribe', id, payload: { query } }));
const complete = (socket: FakeSocket, id: string) =>
  socket.emit('message', JSON.stringify({ type: 'complete', id }));
/** All that waits for nothing outside is done. */
const settled = () => new Promise(setImmediate);

it('a socket is not idle while one of its two subscriptions goes on', async () => {
  const { socket, session } = await openSession();
  begin(socket, 'a');
  begin(socket, 'b');
  await settled();
  expect(session.idleSince).toBeNull();
  complete(socket, 'a');
  await settled();
  expect(session.idleSince).toBeNull();
  complete(socket, 'b');
  await settled();
  expect(session.idleSince).toBeGreaterThan(1);
  socket.close();
});

it('a socket is idle again after an operation that was refused', async () => {
  const { socket, session } = await openSession();
  begin(socket, 'a', 'bad');
  await settled();
  expect(socket.sent.at(-1)).toMatchObject({ type: 'error', id: 'a' });
  expect(session.idleSince).toBeGreaterThan(1);
  socket.close();
});
