import type { IncomingHttpHeaders } from 'node:http';
import type { Dispatcher } from 'undici';
import { AnswerBody } from './answer-body';
import type { AnswerReader } from '../engine/verbatim/answer-reader';
import { expireInTime, forget, type Waiting } from '../pipeline/deadline';
import { readAnswer, SubgraphFailure, type FailureReason, type SubgraphAnswer } from './subgraph-source';

const JSON_TYPE = /^application\/(graphql-response\+)?json\b/i;
/** So much of an answer that is refused anyway is read to its end, which keeps the connection; more is cut off. */
const DRAINED_BYTES = 64 * 1024;

/** V8 parses and writes a smaller answer in less time than a reader checks it. */
const LEAST_READ_BYTES = 1024;

export interface ExchangeLimits {
  readonly subgraph: string;
  readonly maxAnswerBytes: number;
  /** In ms since the epoch. */
  readonly expiresAt: number;
  readonly reader: AnswerReader | undefined;
  /** Whether its client is gone; absent where it is carried through without one. */
  readonly isAbandoned: (() => boolean) | undefined;
}

/**
 * One request on the wire and its answer, as undici tells of it. A handler of our own instead of `Pool.request` saves the
 * stream, the signal and the timer: half of the CPU time of a small fetch.
 *
 * It is settled once: with the answer, or with the first thing that went wrong. What comes after that is not heard.
 */
export class HttpExchange implements Dispatcher.DispatchHandler, Waiting {
  readonly expiresAt: number;
  readonly isAbandoned: (() => boolean) | undefined;
  readonly answer: Promise<SubgraphAnswer>;
  slot = -1;
  readonly #limits: ExchangeLimits;
  readonly #body = new AnswerBody();
  #resolve!: (answer: SubgraphAnswer) => void;
  #reject!: (failure: SubgraphFailure) => void;
  #settled = false;
  #controller: Dispatcher.DispatchController | undefined;
  #status = 0;
  #expectedBytes = 0;
  /** Why the answer is no answer, when its head tells. */
  #refusal: SubgraphFailure | undefined;

  constructor(limits: ExchangeLimits) {
    this.#limits = limits;
    this.expiresAt = limits.expiresAt;
    this.isAbandoned = limits.isAbandoned;
    this.answer = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
    expireInTime(this);
  }

  expire(): void {
    const isLate = this.expiresAt <= Date.now(); // which speaks against the subgraph, gone client or not
    this.#breakOff(this.#refusal ?? this.#failure(isLate ? 'deadline' : 'abandoned'));
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller;
    if (this.#settled) controller.abort(new Error('given up while it waited for a connection'));
  }

  onResponseStart(
    _controller: Dispatcher.DispatchController,
    status: number,
    headers: IncomingHttpHeaders,
  ): void {
    if (status < 200) return; // "processing" and the like
    this.#status = status;
    this.#expectedBytes = Number(headers['content-length'] ?? 0);
    this.#refusal = this.#refusalOf(headers);
    const limit = this.#refusal ? DRAINED_BYTES : this.#limits.maxAnswerBytes;
    if (this.#expectedBytes > limit) this.#breakOff(this.#refusal ?? this.#failure('too-large'));
  }

  onResponseData(_controller: Dispatcher.DispatchController, piece: Buffer): void {
    if (this.#settled) return;
    const length = this.#body.length + piece.length;
    const limit = this.#refusal ? DRAINED_BYTES : this.#limits.maxAnswerBytes;
    if (length > limit) this.#breakOff(this.#refusal ?? this.#failure('too-large'));
    else this.#body.add(piece, this.#expectedBytes);
  }

  onResponseEnd(): void {
    if (this.#settled) return;
    if (this.#refusal) return this.#fail(this.#refusal);
    const isWorthReading = this.#body.length >= LEAST_READ_BYTES;
    const data = isWorthReading ? this.#limits.reader?.read(this.#body.bytes()) : undefined;
    if (data) {
      this.#resolve({ data });
      return this.#settle();
    }
    let value: unknown;
    try {
      value = JSON.parse(this.#body.text());
    } catch (error) {
      return this.#fail(this.#failure('not-json', { cause: error, detail: String(this.#status) }));
    }
    try {
      this.#resolve(readAnswer(this.#limits.subgraph, value));
      this.#settle();
    } catch (error) {
      this.#fail(this.#failure('malformed', { cause: error, detail: String(this.#status) }));
    }
  }

  onResponseError(_controller: Dispatcher.DispatchController, error: Error): void {
    this.#fail(this.#refusal ?? this.#failure('unreachable', { cause: error }));
  }

  /** GraphQL servers answer errors with any status, so the content type decides, not the status. */
  #refusalOf(headers: IncomingHttpHeaders): SubgraphFailure | undefined {
    const type = String(headers['content-type'] ?? '');
    const encoding = headers['content-encoding'] ?? 'identity'; // we ask for no other
    if (JSON_TYPE.test(type) && encoding === 'identity') return undefined;
    const detail = `${this.#status} ${type}${encoding === 'identity' ? '' : `, encoded as ${encoding}`}`;
    return this.#failure(this.#status >= 300 ? 'status' : 'not-json', { detail });
  }

  #failure(reason: FailureReason, options: { cause?: unknown; detail?: string } = {}): SubgraphFailure {
    const status = this.#status || undefined;
    return new SubgraphFailure(this.#limits.subgraph, reason, { ...options, status });
  }

  /** Fails, and closes the connection: nobody reads what would still come over it. */
  #breakOff(failure: SubgraphFailure): void {
    this.#fail(failure);
    this.#controller?.abort(failure);
  }

  #fail(failure: SubgraphFailure): void {
    if (this.#settled) return;
    this.#reject(failure);
    this.#settle();
  }

  #settle(): void {
    this.#settled = true;
    this.#body.drop();
    forget(this);
  }
}
