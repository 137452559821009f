import { GRAPHQL_TRANSPORT_WS_PROTOCOL, makeServer, type Context } from 'graphql-ws';
import type { ExecutionArgs, ExecutionResult } from 'graphql';
import type { WebSocket } from 'ws';
import { CLOSE } from './close-codes';
import { jsonRefusal } from '../../../service-kit/http/json-body';
import type { Begun, SocketSession } from './socket-session';

/** The former protocol's name; it is agreed to, so that the client gets a reason instead of a failed handshake. */
const LEGACY_PROTOCOL = 'graphql-ws';
/** A client that pings and doesn't read gets no pongs beyond this. */
const MAX_UNREAD_BYTES = 64 * 1024;

export type Protocol = (session: SocketSession) => void;

/** Which of the offered subprotocols is spoken. */
export const chooseProtocol = (offered: Set<string>): string | false =>
  [GRAPHQL_TRANSPORT_WS_PROTOCOL, LEGACY_PROTOCOL].find((name) => offered.has(name)) ?? false;

/**
 * Speaks graphql-transport-ws (https://github.com/enisdenjo/graphql-ws/blob/master/PROTOCOL.md) with sockets, by the
 * library's own server. A subscription's next result is made when the last one is on its way: a client that doesn't read
 * costs no memory, and gets the newest state when it reads again.
 */
export function createProtocol(initTimeoutMs: number): Protocol {
  const server = makeServer<Record<string, unknown>, SocketSession>({
    connectionInitWaitTimeout: initTimeoutMs,
    onConnect: ({ connectionParams, extra }) => extra.connect(connectionParams),
    onSubscribe: ({ extra, subscriptions }, _id, payload) =>
      extra.begin(payload, Object.keys(subscriptions).length),
    execute: ({ contextValue }: ExecutionArgs) =>
      (contextValue as Extract<Begun, { result: unknown }>).result as ExecutionResult,
    subscribe: ({ contextValue }: ExecutionArgs) =>
      (contextValue as Extract<Begun, { results: unknown }>).results as AsyncIterable<ExecutionResult>,
    onNext: (_context, _id, _payload, _args, result) => result as never, // ready for the client as it is
    onComplete: ended,
    onError: ended,
  });
  return (session) => {
    const { socket } = session;
    if (socket.protocol !== GRAPHQL_TRANSPORT_WS_PROTOCOL) {
      socket.on('error', () => undefined);
      return session.close(CLOSE.wrongProtocol);
    }
    const closed = server.opened(carrierOf(session), session);
    socket.on('pong', () => {
      session.isAlive = true;
    });
    socket.on('error', () => undefined); // ws closes by itself after telling why
    socket.once('close', (code, reason) => {
      session.dispose();
      void closed(code, String(reason)).catch((error: unknown) => session.report(error));
    });
  };
}

/** An operation came to its end, or was refused. Its client's own end has taken it out of the list before. */
function ended({ extra, subscriptions }: Context<Record<string, unknown>, SocketSession>, id: string): void {
  if (Object.keys(subscriptions).every((other) => other === id)) extra.idleSince = Date.now();
}

/** What the library sends and receives by. */
function carrierOf(session: SocketSession): Parameters<ReturnType<typeof makeServer>['opened']>[0] {
  const { socket } = session;
  return {
    protocol: socket.protocol,
    send: (data) => send(socket, data),
    close: (code, reason) => socket.close(code, reason),
    onPing: async (payload) => {
      const pong = JSON.stringify(payload ? { type: 'pong', payload } : { type: 'pong' });
      if (socket.bufferedAmount < MAX_UNREAD_BYTES) await send(socket, pong);
    },
    onMessage: (handle) => {
      socket.on('message', (data) => {
        session.isAlive = true;
        const text = String(data);
        if (jsonRefusal(text) !== null) return session.close(CLOSE.tooLarge);
        handle(text).catch((error: unknown) => {
          session.report(error);
          session.close(CLOSE.fault);
        });
      });
    },
  };
}

/** Resolves when the message is on its way, so that the next one is made only then. */
function send(socket: WebSocket, data: string): Promise<void> {
  return new Promise((resolve) => {
    if (socket.readyState !== socket.OPEN) return resolve();
    socket.send(data, () => resolve()); // an error closes the socket, which ends all that runs on it
  });
}
