import type { Socket } from 'node:net';
import { errorBody, type ErrorCode } from '../errors/errors';
import type { HttpLimits } from './http-limits';
import { mayTakeLong } from './long-requests';

/** What is no HTTP request reaches no route: Node hands over the bare socket (Fastify's own answer has another shape). */
export const refuseBrokenHttp =
  ({ headerBytes }: HttpLimits) =>
  (error: NodeJS.ErrnoException, socket: Socket): void => {
    if (error.code === 'ERR_HTTP_REQUEST_TIMEOUT' && mayTakeLong(socket)) return;
    if (error.code === 'ECONNRESET' || !socket.writable) return void socket.destroy();
    const { status, message, code } = BROKEN_HTTP[error.code ?? '']?.(headerBytes) ?? NOT_HTTP;
    const body = JSON.stringify(errorBody(message, code));
    socket.end(
      `HTTP/1.1 ${status}\r\ncontent-type: application/json; charset=utf-8\r\n` +
        `content-length: ${Buffer.byteLength(body)}\r\nconnection: close\r\n\r\n${body}`,
    );
    // The answer ends our half only: a client that never ends its own would keep the socket.
    setTimeout(() => socket.destroy(), LINGER_MS).unref();
  };

/** Long enough for the answer to be read; destroyed at once, a socket with unread input resets and loses it. */
const LINGER_MS = 250;

interface BrokenHttp {
  status: string;
  message: string;
  code: ErrorCode;
}

const NOT_HTTP: BrokenHttp = {
  status: '400 Bad Request',
  message: 'This is not an HTTP request as HTTP/1.1 defines it.',
  code: 'BAD_REQUEST',
};
/** By Node's code of the error. */
const BROKEN_HTTP: Record<string, (headerBytes: number) => BrokenHttp> = {
  HPE_HEADER_OVERFLOW: (headerBytes) => ({
    status: '431 Request Header Fields Too Large',
    message: `The request's URL and headers are larger than ${headerBytes / 1024} kB. Send a long query by POST.`,
    code: 'BAD_REQUEST',
  }),
  ERR_HTTP_REQUEST_TIMEOUT: () => ({
    status: '408 Request Timeout',
    message: 'The request did not arrive in time. Send it again.',
    code: 'REQUEST_TIMEOUT',
  }),
};
