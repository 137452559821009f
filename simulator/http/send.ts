import type { IncomingMessage, ServerResponse } from 'node:http';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import type { Reply } from './reply';

const compress = promisify(gzip);

export interface SendOptions {
  requestId: string;
  /** Virtual time for the `Date` header, unix seconds. */
  now: number;
}

/** The text of a reply, before compression. */
export function replyText(reply: Reply): string {
  if (reply.text !== undefined) return reply.text;
  return reply.body === undefined ? '' : JSON.stringify(reply.body);
}

/** Writes a reply with Kommo's headers: X-Request-Id, Date of the virtual clock, gzip when asked for. */
export async function send(
  request: IncomingMessage,
  response: ServerResponse,
  reply: Reply,
  { requestId, now }: SendOptions,
): Promise<void> {
  response.sendDate = false;
  response.setHeader('Date', new Date(now * 1_000).toUTCString());
  response.setHeader('X-Request-Id', requestId);
  for (const [name, value] of Object.entries(reply.headers ?? {})) response.setHeader(name, value);
  response.statusCode = reply.status;
  const text = replyText(reply);
  if (reply.contentType && reply.status !== 204) response.setHeader('Content-Type', reply.contentType);
  if (text === '') {
    response.end();
    return;
  }
  let bytes: Buffer = Buffer.from(text);
  if (/\bgzip\b/.test(String(request.headers['accept-encoding'] ?? ''))) {
    bytes = await compress(bytes, { level: 1 });
    response.setHeader('Content-Encoding', 'gzip');
    response.setHeader('Vary', 'Accept-Encoding');
  }
  response.setHeader('Content-Length', bytes.length);
  response.end(bytes);
}
