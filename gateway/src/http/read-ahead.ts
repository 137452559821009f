import type { IncomingMessage } from 'node:http';
import { Readable } from 'node:stream';
import type { FastifyInstance } from 'fastify';

/*
 * A request's body can be read once. Who has read one before Fastify, and then leaves the request to it, gives it back.
 */

const bodies = new WeakMap<IncomingMessage, Buffer>();

/** Gives a body back to a server that {@link acceptReadAhead} was called for. */
export function giveBack(request: IncomingMessage, body: Buffer): void {
  bodies.set(request, body);
}

/** Makes a server read bodies that were given back as if they came from the client just now. */
export function acceptReadAhead(app: FastifyInstance): void {
  app.addHook('preParsing', (request, _reply, payload, done) => {
    const body = bodies.get(request.raw);
    done(null, body ? streamOf(body) : payload);
  });
}

function streamOf(body: Buffer): Readable {
  const stream = new Readable({ read: () => undefined });
  stream.push(body);
  stream.push(null);
  return stream;
}

/**
 * Reads a body of a known length.
 *
 * @param length in bytes, as announced and checked by Node's parser
 * @param done called once with all of it; never, when the client leaves before
 */
export function readBody(request: IncomingMessage, length: number, done: (body: Buffer) => void): void {
  const pieces: Buffer[] = [];
  let missing = length;
  request.on('data', (piece: Buffer) => {
    pieces.push(piece);
    missing -= piece.length;
    if (missing === 0) done(pieces.length === 1 ? piece : Buffer.concat(pieces));
  });
}
