import { AsyncLocalStorage } from 'node:async_hooks';
import type { Trace } from '../http/trace';
import { randomSpanId, randomTraceId } from '../http/trace';
import type { Attributes, Span, SpanKind, SpanStart, Tracer } from './tracing';

/*
 * Makes spans and decides which of them are sent.
 *
 *   its sender records the trace        sent; of more than so many a second the ratio's share, for anybody may say so
 *   its sender does not                 not sent
 *   nobody sent it                      the ratio's share is sent; the trace's id decides, so that all processes decide alike
 *
 * Of what is not sent, a process sends its own part all the same when something of it failed on our side.
 */

/** A span that has ended. */
export interface EndedSpan {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentId: string | null;
  readonly state: string | null;
  readonly name: string;
  readonly kind: SpanKind;
  /** In ms since the epoch, with fractions. */
  readonly startedAt: number;
  readonly endedAt: number;
  readonly attributes: Attributes;
  readonly links: readonly Trace[];
  readonly failure: string | null;
}

export interface TracerParts {
  /** Of the traces that nobody upstream has decided on, from 0 to 1. */
  readonly ratio: number;
  /** Takes what is to be sent. */
  readonly send: (spans: readonly EndedSpan[]) => void;
  /** Traces of senders that record theirs, a second. */
  readonly sendersPerSecond?: number;
}

const SENDERS_PER_SECOND = 50;
/** Of a trace that may turn out to have failed. */
const MOST_KEPT = 300;
const MOST_ATTRIBUTES = 24;
const MOST_LINKS = 50;
const LONGEST_NAME = 120;

/** Failures that are the asker's doing, or nobody's. */
const NOT_OURS = new Set([
  ...['UNAUTHENTICATED', 'FORBIDDEN', 'NOT_FOUND', 'BAD_USER_INPUT', 'CONFLICT', 'RATE_LIMITED'],
  ...['IDEMPOTENCY_KEY_REUSED', 'IDEMPOTENCY_IN_PROGRESS', 'COST_LIMIT_EXCEEDED', 'LIST_TOO_LONG'],
  ...['GRAPHQL_PARSE_FAILED', 'GRAPHQL_VALIDATION_FAILED', 'OPERATION_RESOLUTION_FAILURE', 'BAD_REQUEST'],
  ...['PERSISTED_QUERY_NOT_FOUND', 'PERSISTED_QUERY_NOT_SUPPORTED', 'OPERATION_NOT_ALLOWED', 'abandoned'],
]);

/** SQLSTATEs of rules that a row broke, and of transactions that are begun again. */
const REFUSED_BY_SQL = /^(23|40)[0-9A-Z]{3}$/;

/** What one process does of a trace, from where it comes in. */
interface Local {
  isSent: boolean;
  hasFailed: boolean;
  kept: EndedSpan[] | null;
}

/** Makes what makes spans. */
export function createTracer({ ratio, send, sendersPerSecond = SENDERS_PER_SECOND }: TracerParts): Tracer {
  const active = new AsyncLocalStorage<Span>();
  const isTaken = perSecond(sendersPerSecond);

  function isWanted(parent: Trace | null, traceId: string): boolean {
    if (parent?.parentId == null) return isInShare(traceId, ratio);
    return isRecorded(parent) && (isTaken() || isInShare(traceId, ratio));
  }

  return {
    active,
    begin(name, start) {
      const parent = start.parent ?? active.getStore() ?? null;
      if (parent instanceof OpenSpan) return new OpenSpan(name, start, parent.inside(), send);
      if (start.kind !== 'server' && start.kind !== 'consumer') return undefined;
      const traceId = parent?.traceId ?? randomTraceId();
      const isSent = isWanted(parent, traceId);
      const local: Local = { isSent, hasFailed: false, kept: isSent ? null : [] };
      const at = { traceId, parentId: parent?.parentId ?? null, state: parent?.state ?? null };
      return new OpenSpan(name, start, { ...at, local, isRoot: true }, send);
    },
  };
}

const isRecorded = ({ flags }: Trace): boolean => (parseInt(flags, 16) & 1) === 1;

/** Whether the last digits of a trace's id, which are random, are in the share; as OpenTelemetry's own sampler has it. */
const isInShare = (traceId: string, ratio: number): boolean =>
  ratio >= 1 || parseInt(traceId.slice(-8), 16) < ratio * 2 ** 32;

function perSecond(most: number): () => boolean {
  let second = 0;
  let count = 0;
  return () => {
    const now = Math.floor(performance.now() / 1000);
    if (now !== second) [second, count] = [now, 0];
    return (count += 1) <= most;
  };
}

interface Place {
  readonly traceId: string;
  readonly parentId: string | null;
  readonly state: string | null;
  readonly local: Local;
  readonly isRoot: boolean;
}

/** Also what is sent of it, once it has ended: most are forgotten, so that nothing is made for that before. */
class OpenSpan implements Span, EndedSpan {
  readonly spanId = randomSpanId();
  readonly traceId: string;
  readonly parentId: string | null;
  readonly state: string | null;
  readonly kind: SpanKind;
  readonly links: readonly Trace[];
  name: string;
  attributes: Attributes;
  failure: string | null = null;
  readonly #startedAt: number;
  readonly #local: Local;
  readonly #isRoot: boolean;
  readonly #send: TracerParts['send'];
  #endedAt = 0;

  constructor(name: string, start: SpanStart, place: Place, send: TracerParts['send']) {
    this.name = name.length > LONGEST_NAME ? name.slice(0, LONGEST_NAME) : name;
    this.kind = start.kind ?? 'internal';
    this.attributes = start.attributes ?? NONE;
    this.links = start.links ? start.links.slice(0, MOST_LINKS) : NO_LINKS;
    this.traceId = place.traceId;
    this.parentId = place.parentId;
    this.state = place.state;
    this.#startedAt = start.startedAt ?? performance.now();
    this.#local = place.local;
    this.#isRoot = place.isRoot;
    this.#send = send;
  }

  get startedAt(): number {
    return this.#startedAt + clockOffset();
  }

  get endedAt(): number {
    return this.#endedAt + clockOffset();
  }

  /** Of what is passed on: whether this process sends the trace. */
  get flags(): string {
    return this.#local.isSent ? '01' : '00';
  }

  inside(): Place {
    const { traceId, spanId: parentId, state } = this;
    return { traceId, parentId, state, local: this.#local, isRoot: false };
  }

  set(name: string, value: string | number | boolean): void {
    if (name in this.attributes || Object.keys(this.attributes).length < MOST_ATTRIBUTES)
      this.attributes = { ...this.attributes, [name]: value };
  }

  rename(name: string): void {
    this.name = name.slice(0, LONGEST_NAME);
  }

  fail(reason: string): void {
    if (NOT_OURS.has(reason) || REFUSED_BY_SQL.test(reason)) {
      this.set('error.type', reason);
      return;
    }
    this.failure = reason;
    this.#local.hasFailed = true;
  }

  end(): void {
    if (this.#endedAt > 0) return;
    this.#endedAt = performance.now();
    const local = this.#local;
    if (local.isSent) return this.#send([this]);
    const most = this.#isRoot || this.failure !== null ? 2 * MOST_KEPT : MOST_KEPT; // they say most
    if (local.kept && local.kept.length < most) local.kept.push(this);
    if (!this.#isRoot) return;
    if (local.hasFailed && local.kept) this.#send(local.kept);
    local.kept = null; // what ends later is not missed
  }
}

const NONE: Attributes = {};
const NO_LINKS: readonly Trace[] = [];

const OFFSET_MS = 60_000;
let offset = { isGoodUntil: 0, ms: 0 };

/** From `performance.now()`, which is exact, to the clock of the day, which is set from time to time. */
function clockOffset(): number {
  const now = performance.now();
  if (now >= offset.isGoodUntil) offset = { isGoodUntil: now + OFFSET_MS, ms: Date.now() - now };
  return offset.ms;
}
