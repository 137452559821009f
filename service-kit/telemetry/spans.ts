import { AsyncLocalStorage } from 'node:async_hooks';
import {
  createTraceState,
  ROOT_CONTEXT,
  SpanKind as Kind,
  SpanStatusCode,
  trace as traces,
  TraceFlags,
  type Context,
  type Span as OtelSpan,
  type SpanContext,
} from '@opentelemetry/api';
import type { Resource } from '@opentelemetry/resources';
import { BasicTracerProvider, type SpanProcessor } from '@opentelemetry/sdk-trace-base';
import type { Trace } from '../http/trace';
import { FailedParts, strangersSampler } from './sampling';
import type { Span, SpanKind, SpanStart, Tracer } from './tracing';

/*
 * Makes spans with OpenTelemetry's SDK. Nothing of it is registered globally: other packages of the process that know OpenTelemetry
 * go on saying nothing.
 */

export interface TracerParts {
  /** Of the traces that nobody upstream has decided on, from 0 to 1. */
  readonly ratio: number;
  /** Takes what is to be sent. */
  readonly processor: SpanProcessor;
  readonly resource?: Resource;
  /** Traces of senders that record theirs, a second. */
  readonly sendersPerSecond?: number;
}

const SENDERS_PER_SECOND = 50;
const LIMITS = { attributeValueLengthLimit: 200, attributeCountLimit: 24, linkCountLimit: 50 };
const LONGEST_NAME = 120;

const KINDS: Record<SpanKind, Kind> = {
  internal: Kind.INTERNAL,
  server: Kind.SERVER,
  client: Kind.CLIENT,
  producer: Kind.PRODUCER,
  consumer: Kind.CONSUMER,
};

/** Failures that are the asker's doing, or nobody's. */
const NOT_OURS = new Set([
  ...['UNAUTHENTICATED', 'FORBIDDEN', 'NOT_FOUND', 'BAD_USER_INPUT', 'CONFLICT', 'RATE_LIMITED'],
  ...['IDEMPOTENCY_KEY_REUSED', 'IDEMPOTENCY_IN_PROGRESS', 'COST_LIMIT_EXCEEDED', 'LIST_TOO_LONG'],
  ...['GRAPHQL_PARSE_FAILED', 'GRAPHQL_VALIDATION_FAILED', 'OPERATION_RESOLUTION_FAILURE', 'BAD_REQUEST'],
  ...['PERSISTED_QUERY_NOT_FOUND', 'PERSISTED_QUERY_NOT_SUPPORTED', 'OPERATION_NOT_ALLOWED', 'abandoned'],
]);
/** SQLSTATEs of rules that a row broke, and of transactions that are begun again. */
const REFUSED_BY_SQL = /^(23|40)[0-9A-Z]{3}$/;

/** Makes what makes spans. @returns also what ends it, once all is handed to the processor */
export function createTracer(parts: TracerParts): Tracer & { close(): Promise<void> } {
  const { ratio, processor, resource, sendersPerSecond = SENDERS_PER_SECOND } = parts;
  const active = new AsyncLocalStorage<Span>();
  const provider = new BasicTracerProvider({
    ...(resource ? { resource } : {}),
    sampler: strangersSampler(ratio, sendersPerSecond),
    spanProcessors: [new FailedParts(processor)],
    spanLimits: LIMITS,
  });
  const tracer = provider.getTracer('cashcraft');

  return {
    active,
    close: () => provider.shutdown(),
    begin(name, start) {
      const parent = start.parent ?? active.getStore() ?? null;
      const isPart = parent instanceof OpenSpan;
      if (!isPart && start.kind !== 'server' && start.kind !== 'consumer') return undefined;
      const context = isPart ? traces.setSpan(ROOT_CONTEXT, parent.otel) : contextOf(parent);
      const otel = tracer.startSpan(shortened(name), settingsOf(start), context);
      return new OpenSpan(otel, parent?.state ?? null, isPart ? parent.spanId : (parent?.parentId ?? null));
    },
  };
}

const settingsOf = ({ kind = 'internal', attributes, links, startedAt }: SpanStart) => ({
  kind: KINDS[kind],
  ...(attributes ? { attributes } : {}),
  ...(links
    ? { links: links.slice(0, LIMITS.linkCountLimit).map((link) => ({ context: linked(link) })) }
    : {}),
  ...(startedAt === undefined ? {} : { startTime: startedAt }),
});

const linked = ({ traceId, spanId, parentId }: Trace): SpanContext => ({
  traceId,
  spanId: parentId ?? spanId,
  traceFlags: TraceFlags.SAMPLED,
  isRemote: true,
});

/** Of a trace that came from elsewhere; a new one begins where none did. */
function contextOf(parent: Trace | null): Context {
  if (parent?.parentId == null) return ROOT_CONTEXT;
  const { traceId, parentId: spanId, flags, state } = parent;
  return traces.setSpanContext(ROOT_CONTEXT, {
    ...{ traceId, spanId, isRemote: true, traceFlags: parseInt(flags, 16) & TraceFlags.SAMPLED },
    ...(state === null ? {} : { traceState: createTraceState(state) }),
  });
}

const shortened = (name: string): string => (name.length > LONGEST_NAME ? name.slice(0, LONGEST_NAME) : name);

class OpenSpan implements Span {
  readonly traceId: string;
  readonly spanId: string;
  /** Of what is passed on: whether this process sends the trace. */
  readonly flags: string;

  constructor(
    readonly otel: OtelSpan,
    readonly state: string | null,
    readonly parentId: string | null,
  ) {
    const { traceId, spanId, traceFlags } = otel.spanContext();
    this.traceId = traceId;
    this.spanId = spanId;
    this.flags = traceFlags & TraceFlags.SAMPLED ? '01' : '00';
  }

  set(name: string, value: string | number | boolean): void {
    this.otel.setAttribute(name, value);
  }

  rename(name: string): void {
    this.otel.updateName(shortened(name));
  }

  fail(reason: string): void {
    this.otel.setAttribute('error.type', reason);
    if (!NOT_OURS.has(reason) && !REFUSED_BY_SQL.test(reason))
      this.otel.setStatus({ code: SpanStatusCode.ERROR });
  }

  end(): void {
    if (this.otel.isRecording()) this.otel.end();
  }
}
