import type { FastifyReply } from 'fastify';

/*
 * Results as server-sent events, in the manner of graphql-sse's "distinct connections"
 * (https://github.com/enisdenjo/graphql-sse/blob/master/PROTOCOL.md): `next` for each result, then `complete`. A stream
 * that was cut off has no `complete`, so a client knows to come back.
 */

/** Comments that keep proxies from closing a quiet connection. */
const HEARTBEAT_MS = 12_000;
/** A client that reads nothing for so long is gone, or lost. */
const STALL_MS = 30_000;

/** How long the last bytes may take. */
const CUT_MS = 1_000;

export const EVENT_STREAM = 'text/event-stream';

/** Results to send. `return` is called when nobody listens any more. */
export interface SentResults {
  next(): Promise<IteratorResult<object>>;
  return(): Promise<unknown>;
}

export interface OpenEventStream {
  /** Closes the connection without `complete`: the client shall come back. */
  cut(): void;
  /** Resolves when the connection is closed, whoever closed it. */
  readonly closed: Promise<void>;
}

/**
 * Sends results as they come, the next one only when the last one was taken. The reply is answered here and nowhere else.
 *
 * @param reply of a request that asked for `text/event-stream`; its headers go along
 */
export function sendEventStream(
  reply: FastifyReply,
  results: SentResults,
  options: { heartbeatMs?: number; stallMs?: number } = {},
): OpenEventStream {
  const { raw } = reply.hijack();
  raw.writeHead(200, {
    ...(reply.getHeaders() as Record<string, string>),
    'content-type': `${EVENT_STREAM}; charset=utf-8`,
    'cache-control': 'no-store',
    'x-accel-buffering': 'no', // nginx would hold events back
    'x-request-id': reply.request.id,
  });
  raw.write(':\n\n'); // some browsers wait for a first byte
  const heartbeat = setInterval(() => {
    if (!raw.writableEnded && !raw.writableNeedDrain) raw.write(':\n\n');
  }, options.heartbeatMs ?? HEARTBEAT_MS).unref();
  const closed = new Promise<void>((resolve) => {
    const onClose = () => {
      clearInterval(heartbeat);
      void results.return();
      resolve();
    };
    if (raw.closed || raw.destroyed)
      onClose(); // the client left before it began
    else raw.once('close', onClose);
  });
  void pump(raw, results, options.stallMs ?? STALL_MS).catch(() => raw.destroy());
  return { cut: () => end(raw, CUT_MS), closed };
}

type Raw = FastifyReply['raw'];

/** Ends the answer. A client that doesn't read would keep it open: it is cut off after a while. */
function end(raw: Raw, patienceMs: number, last = ''): void {
  raw.end(last);
  const timer = setTimeout(() => raw.destroy(), patienceMs).unref();
  raw.once('close', () => clearTimeout(timer));
}

async function pump(raw: Raw, results: SentResults, stallMs: number): Promise<void> {
  for (;;) {
    const { value, done } = await results.next();
    if (raw.destroyed || raw.writableEnded) return;
    if (done) return end(raw, stallMs, 'event: complete\ndata:\n\n');
    const isTaken = raw.write(`event: next\ndata: ${JSON.stringify(value)}\n\n`);
    if (!isTaken) await drained(raw, stallMs);
  }
}

/** @throws Error when the client reads nothing in time */
function drained(raw: Raw, stallMs: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const end = (error?: Error) => {
      clearTimeout(timer);
      raw.off('drain', onDrain).off('close', onClose);
      if (error) reject(error);
      else resolve();
    };
    const onDrain = () => end();
    const onClose = () => end(new Error('the client is gone'));
    const timer = setTimeout(() => end(new Error('the client does not read')), stallMs);
    raw.once('drain', onDrain).once('close', onClose);
  });
}
