import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

/*
 * HTTP by the byte, for what no client library would send: pieces, pauses, several requests at once, old versions.
 */

export interface RawAnswer {
  status: number;
  /** In the order they came, names in lower case. */
  headers: [string, string][];
  body: Buffer;
}

export type Piece = string | Buffer | number | Promise<void> | null;

/**
 * Sends pieces over a connection of their own and reads all answers, until the server closes it.
 *
 * @param pieces numbers are pauses, in ms; a promise is waited for; null says that there is no more to come
 * @param options.from the local address to connect from
 * @returns the final answers, in their order; those of status 1xx are left out
 * @throws Error when the connection is still open after `timeoutMs`, or ends within an answer
 */
export async function exchange(
  url: string,
  pieces: readonly Piece[],
  { from = '127.0.0.1', timeoutMs = 10_000 }: { from?: string; timeoutMs?: number } = {},
): Promise<RawAnswer[]> {
  const { hostname, port } = new URL(url);
  const socket = connect({ host: hostname, port: Number(port), localAddress: from, noDelay: true });
  const received: Buffer[] = [];
  socket.on('data', (piece: Buffer) => received.push(piece));
  const ended = new Promise<void>((resolve, reject) => {
    const soFar = () => JSON.stringify(Buffer.concat(received).toString('latin1').slice(0, 2_000));
    socket.setTimeout(timeoutMs, () => reject(new Error(`The connection is still open after ${soFar()}`)));
    socket.once('close', () => resolve()).once('error', reject);
  });
  try {
    await Promise.race([write(socket, pieces), ended]);
    await ended;
  } finally {
    socket.destroy();
  }
  return readAnswers(Buffer.concat(received));
}

async function write(socket: ReturnType<typeof connect>, pieces: readonly Piece[]): Promise<void> {
  for (const piece of pieces) {
    if (typeof piece === 'number') await sleep(piece);
    else if (piece instanceof Promise) await piece;
    else if (piece === null) socket.end();
    else await new Promise<void>((resolve) => socket.write(piece, () => resolve()));
  }
}

/** Reads one answer after the other. */
function readAnswers(bytes: Buffer): RawAnswer[] {
  const answers: RawAnswer[] = [];
  while (bytes.length > 0) {
    const headEnd = bytes.indexOf('\r\n\r\n');
    if (headEnd < 0) throw new Error('The connection ended within a head.');
    const [first = '', ...lines] = bytes.subarray(0, headEnd).toString('latin1').split('\r\n');
    const status = Number(first.split(' ')[1]);
    const headers = lines.map((line): [string, string] => {
      const at = line.indexOf(':');
      return [line.slice(0, at).toLowerCase(), line.slice(at + 1).trim()];
    });
    const { body, rest } = readBody(bytes.subarray(headEnd + 4), new Map(headers), status);
    if (status >= 200) answers.push({ status, headers, body });
    bytes = rest;
  }
  return answers;
}

function readBody(bytes: Buffer, headers: ReadonlyMap<string, string>, status: number) {
  if (status < 200) return { body: Buffer.alloc(0), rest: bytes };
  if (headers.get('transfer-encoding') === 'chunked') return readChunks(bytes);
  const length = Number(headers.get('content-length') ?? bytes.length);
  if (bytes.length < length) throw new Error('The connection ended within a body.');
  return { body: bytes.subarray(0, length), rest: bytes.subarray(length) };
}

function readChunks(bytes: Buffer) {
  const chunks: Buffer[] = [];
  for (;;) {
    const lineEnd = bytes.indexOf('\r\n');
    const size = Number.parseInt(bytes.subarray(0, lineEnd).toString('latin1'), 16);
    if (lineEnd < 0 || Number.isNaN(size)) throw new Error('The connection ended within a chunk.');
    const end = lineEnd + 2 + size;
    chunks.push(bytes.subarray(lineEnd + 2, end));
    bytes = bytes.subarray(end + 2);
    if (size === 0) return { body: Buffer.concat(chunks), rest: bytes };
  }
}

/** The bytes of a request; content-length is added where there is a body, unless it is given or chunked. */
export function requestBytes(
  headers: Readonly<Record<string, string>>,
  body: string | Buffer = '',
  firstLine = 'POST /graphql HTTP/1.1',
): Buffer {
  const names = Object.keys(headers).map((name) => name.toLowerCase());
  const isFramed = names.includes('content-length') || names.includes('transfer-encoding');
  const all = {
    host: 'localhost',
    ...(isFramed ? {} : { 'content-length': String(Buffer.byteLength(body)) }),
    ...headers,
  };
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`);
  return Buffer.concat([Buffer.from(`${firstLine}\r\n${lines.join('')}\r\n`, 'latin1'), Buffer.from(body)]);
}
