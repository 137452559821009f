import { SpanStatusCode, TraceFlags } from '@opentelemetry/api';
import type { ReadableSpan } from '@opentelemetry/sdk-trace-base';
import { createTracer } from '../service-kit/telemetry/spans';
import { setTracer } from '../service-kit/telemetry/tracing';

/** A span that would be sent. */
export interface CollectedSpan {
  readonly name: string;
  readonly traceId: string;
  readonly spanId: string;
  readonly parentId: string | null;
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly failure: unknown;
}

/** Has spans made until `setTracer(null)`. @returns those that would be sent, as they end */
export function collectSpans(ratio = 1, sendersPerSecond?: number): CollectedSpan[] {
  const sent: CollectedSpan[] = [];
  const nothing = async () => undefined;
  const processor = {
    onStart: () => undefined,
    onEnd(span: ReadableSpan) {
      if (span.spanContext().traceFlags & TraceFlags.SAMPLED) sent.push(collected(span));
    },
    forceFlush: nothing,
    shutdown: nothing,
  };
  setTracer(
    createTracer({ ratio, processor, ...(sendersPerSecond === undefined ? {} : { sendersPerSecond }) }),
  );
  return sent;
}

function collected(span: ReadableSpan): CollectedSpan {
  const { traceId, spanId } = span.spanContext();
  const { name, attributes, parentSpanContext, status } = span;
  const failure = status.code === SpanStatusCode.ERROR ? attributes['error.type'] : null;
  return { name, traceId, spanId, parentId: parentSpanContext?.spanId ?? null, attributes, failure };
}
