import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import type { FastifyInstance } from 'fastify';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Whether a request's body is a file: bytes in no encoding of ours. */
    takesFile?: boolean;
  }
}

/*
 * Node has one time for all requests of a server to arrive whole. When it is over Node tells of the connection once, and leaves it
 * to whoever listens (`clientError`): those of requests that may take longer are left alone then (broken-http.ts). Their routes
 * have times of their own.
 */
const patient = new WeakSet<Socket>();

/** Whether a connection's request may take longer than others. */
export const mayTakeLong = (socket: Socket): boolean => patient.has(socket);

/** How long a refused sender may go on, so that it reads its answer before the connection ends. */
const LINGER_MS = 2_000;

/** Lets the requests of a scope's routes take longer than others, and gives their handlers the bodies as they come. */
export function takesLong(scope: FastifyInstance): void {
  scope.removeAllContentTypeParsers();
  scope.addContentTypeParser('*', (_request, payload, done) => done(null, payload));
  scope.addHook('onRequest', (request, _reply, done) => {
    patient.add(request.raw.socket);
    done();
  });
  scope.addHook('onResponse', (request, _reply, done) => {
    if (request.raw.complete) patient.delete(request.raw.socket);
    done();
  });
}

/** Call before an answer to a request that is still coming: what comes is thrown away, for a moment; then the connection ends. */
export function answerBeforeTheEnd(request: IncomingMessage): void {
  if (request.complete) return;
  const { socket } = request;
  const end = setTimeout(() => socket.destroy(), LINGER_MS).unref();
  request.once('end', () => clearTimeout(end));
  request.resume();
}
