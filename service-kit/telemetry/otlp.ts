import type { Trace } from '../http/trace';
import type { Logger } from '../process/logger';
import { createTracer, type EndedSpan } from './spans';
import { TelemetrySender } from './telemetry-sender';
import { setTracer, type Attributes, type SpanKind } from './tracing';

/*
 * Spans by OTLP/HTTP in JSON (https://opentelemetry.io/docs/specs/otlp/#otlphttp), which every collector takes. Loaded only where
 * spans are wanted. The format is small and stable, and OpenTelemetry's own packages would bring thirty more (decision 26).
 */

export interface TracingSettings {
  /** `OTEL_EXPORTER_OTLP_ENDPOINT`: `/v1/traces` comes after it. */
  readonly endpoint: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly ratio: number;
  /** What the process is: `service.name`, `service.version` and the like. */
  readonly resource: Attributes;
  readonly log: Logger;
}

/** Has spans made and sent from now on. @returns ends it, once the rest is sent */
export function startTracing(settings: TracingSettings): () => Promise<void> {
  const { endpoint, headers, ratio, resource, log } = settings;
  const sender = new TelemetrySender<EndedSpan>({
    name: 'the collector of traces',
    url: `${endpoint.replace(/\/+$/, '')}/v1/traces`,
    headers,
    encode: (spans) => encodeSpans(resource, spans),
    log,
  });
  setTracer(createTracer({ ratio, send: (spans) => sender.add(spans) }));
  return async () => {
    setTracer(null);
    await sender.close();
  };
}

/** By the numbers of `SpanKind` in OpenTelemetry's protocol. */
const KINDS: Record<SpanKind, number> = { internal: 1, server: 2, client: 3, producer: 4, consumer: 5 };
const LONGEST_VALUE = 200;

/**
 * The body of an `ExportTraceServiceRequest`. Written by hand: what `JSON.stringify` needs objects for is most of what a span
 * costs.
 */
export function encodeSpans(resource: Attributes, spans: readonly EndedSpan[]): string {
  const head = `{"resourceSpans":[{"resource":{"attributes":${encode(resource)}},"scopeSpans":[{"scope":{"name":"cashcraft"},"spans":[`;
  return `${head}${spans.map(encodeSpan).join(',')}]}]}]}`;
}

/** Ids are hexadecimal digits, and what a sender says of its state is quoted. */
function encodeSpan(span: EndedSpan): string {
  const { traceId, spanId, parentId, state, failure, startedAt, endedAt } = span;
  const own = failure === null ? span.attributes : { ...span.attributes, 'error.type': failure };
  return (
    `{"traceId":"${traceId}","spanId":"${spanId}","kind":${KINDS[span.kind]},"name":${JSON.stringify(span.name)}` +
    (parentId === null ? '' : `,"parentSpanId":"${parentId}"`) +
    (state === null ? '' : `,"traceState":${JSON.stringify(state)}`) +
    `,"startTimeUnixNano":"${nanoseconds(startedAt)}","endTimeUnixNano":"${nanoseconds(Math.max(startedAt, endedAt))}"` +
    `,"attributes":${encode(own)},"links":[${span.links.map(encodeLink).join(',')}]` +
    `,"status":{${failure === null ? '' : '"code":2'}}}`
  );
}

const encodeLink = ({ traceId, spanId, parentId }: Trace): string =>
  `{"traceId":"${traceId}","spanId":"${parentId ?? spanId}"}`;

/** Beyond what a number of JavaScript holds: the milliseconds and the rest go their own ways. */
function nanoseconds(ms: number): string {
  const whole = Math.floor(ms);
  return `${whole}${String(Math.floor((ms - whole) * 1e6)).padStart(6, '0')}`;
}

/** Names are ours, and need no escapes. */
function encode(attributes: Attributes): string {
  let text = '';
  for (const name in attributes)
    text += `${text === '' ? '' : ','}{"key":"${name}","value":${valueOf(attributes[name] as string)}}`;
  return `[${text}]`;
}

function valueOf(value: string | number | boolean): string {
  if (typeof value === 'string') return `{"stringValue":${JSON.stringify(value.slice(0, LONGEST_VALUE))}}`;
  if (typeof value === 'boolean') return `{"boolValue":${value}}`;
  return Number.isInteger(value) ? `{"intValue":"${value}"}` : `{"doubleValue":${value}}`;
}
