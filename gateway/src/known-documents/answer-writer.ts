import type { IncomingMessage, ServerResponse } from 'node:http';
import { promisify } from 'node:util';
import { brotliCompress, gzip } from 'node:zlib';
import type { FastifyInstance } from 'fastify';
import { errorBody } from '../../../service-kit/errors/errors';
import { requestIdOf, type ReceivedRequest } from '../../../service-kit/http/http';
import { traceparent } from '../../../service-kit/http/trace';
import { BROTLI_OPTIONS, THRESHOLD_BYTES } from '../http/compression';
import { windowHeaders } from '../limits/rates/refusals';
import { toJson } from '../engine/verbatim/verbatim';
import type { WindowState } from '../limits/rates/request-window';
import { recordRequest } from '../telemetry/metrics';
import type { AnswerHead } from './answer';
import type { LaneParts, FormattedAnswer } from './lane-parts';
import type { Coding, PlainHead } from './plain-request';

/** A request of this lane and its answer. */
export interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly head: PlainHead;
  /** The client's address. */
  readonly ip: string;
  /** What its address was counted as. */
  readonly window: WindowState | null;
  /** By `performance.now()`. */
  readonly startedAt: number;
}

export interface AnswerWriter {
  /** Resolves when the answer is on its way. */
  answer(
    exchange: Exchange,
    received: ReceivedRequest,
    head: AnswerHead,
    answer: FormattedAnswer,
  ): Promise<void>;
  /** Answers where this lane itself failed, and logs why. */
  fault(exchange: Exchange, error: unknown): void;
}

type Parts = Pick<LaneParts, 'headers' | 'corsHeaders' | 'metrics' | 'log'>;

/** Names and values in turn: Node writes these without a look-up for each. */
type RawHeaders = string[];

/** Makes what writes this lane's answers, with the headers that the server's hooks set in the other. */
export function createAnswerWriter(parts: Parts, app: FastifyInstance): AnswerWriter {
  const { corsHeaders, metrics, log } = parts;
  const ofAll: readonly string[] = [...flat(parts.headers), 'cache-control', 'no-store']; // answers depend on the token
  let closing = false;
  app.addHook('preClose', (done) => {
    closing = true;
    done();
  });

  function send({ response, startedAt }: Exchange, status: number, own: RawHeaders, body: string | Buffer) {
    const bytes = Buffer.byteLength(body);
    own.push('content-length', String(bytes));
    if (closing) own.push('connection', 'close');
    // Node writes text quickest that is ASCII, and known to be so; other text is turned into bytes once, not twice.
    const isAscii = typeof body === 'string' && bytes === body.length;
    response.writeHead(status, own);
    if (isAscii) response.end(body, 'latin1');
    else response.end(typeof body === 'string' ? Buffer.from(body) : body);
    recordRequest(metrics, { method: 'POST', route: '/graphql', status, ms: performance.now() - startedAt });
  }

  /** Those of one request. */
  function headersOf(
    { request, head, window }: Exchange,
    { id, trace }: ReceivedRequest,
    given: Given,
  ): RawHeaders {
    const own = ofAll.concat('x-request-id', id);
    if (trace) own.push('traceresponse', traceparent(trace));
    const cors = corsHeaders(request.headers.origin);
    for (const name in cors) own.push(name, cors[name] as string);
    if (!given?.has('content-type')) own.push('content-type', head.contentType);
    // A caller's own window is said instead of its address's.
    if (window && !given?.has('ratelimit-limit'))
      for (const [name, value] of windowHeaders(window)) own.push(name, value);
    if (given) for (const [name, value] of given) own.push(name, value);
    return own;
  }

  return {
    async answer(exchange, received, { status = 200, given }, { errors, data, extensions }) {
      const own = headersOf(exchange, received, given);
      const body = toJson({ errors, data, extensions }, '\n');
      const { coding } = exchange.head;
      if (coding === null || Buffer.byteLength(body) < THRESHOLD_BYTES)
        return send(exchange, status, own, body);
      const compressed = await compress(body, coding);
      own.push('content-encoding', coding, 'vary', 'accept-encoding');
      send(exchange, status, own, compressed);
    },
    fault(exchange, error) {
      log.error({ requestId: requestIdOf(exchange.request.headers), err: error }, 'request failed');
      if (exchange.response.headersSent) return void exchange.response.destroy();
      const body = JSON.stringify(errorBody('Something went wrong on our side.', 'INTERNAL_SERVER_ERROR'));
      send(exchange, 500, ofAll.concat('content-type', 'application/json; charset=utf-8'), body);
    },
  };
}

type Given = AnswerHead['given'];

const flat = (headers: Readonly<Record<string, string>>): string[] => Object.entries(headers).flat();

const byGzip = promisify(gzip);
const byBrotli = promisify(brotliCompress);

/** Compresses an answer as the other lane does, only that it is in memory already: then nothing has to stream. */
const compress = (body: Buffer | string, coding: Coding): Promise<Buffer> =>
  coding === 'gzip' ? byGzip(body) : byBrotli(body, BROTLI_OPTIONS);
