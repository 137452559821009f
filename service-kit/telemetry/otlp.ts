import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { BatchSpanProcessor, type SpanExporter } from '@opentelemetry/sdk-trace-base';
import type { Logger } from '../process/logger';
import { toldOnce } from '../process/told-once';
import { createTracer } from './spans';
import { setTracer, type Attributes } from './tracing';

/* Sends spans by OTLP over HTTP (https://opentelemetry.io/docs/specs/otlp/#otlphttp). Loaded only where they are wanted. */

export interface TracingSettings {
  /** `OTEL_EXPORTER_OTLP_ENDPOINT`: `/v1/traces` comes after it. */
  readonly endpoint: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly ratio: number;
  /** What the process is: `service.name` and the like. */
  readonly resource: Attributes;
  readonly log: Logger;
  /** How long spans are gathered. */
  readonly gatherMs?: number;
}

const MOST_WAITING = 4_096;
const BATCH = 512;
const GATHER_MS = 1_000;
const TIMEOUT_MS = 5_000;
/** How long an end waits for the rest to be sent. */
const LAST_MS = 2_000;

/** Has spans made and sent from now on. @returns ends it, once the rest is sent */
export function startTracing(settings: TracingSettings): () => Promise<void> {
  const { endpoint, headers, ratio, resource, log, gatherMs = GATHER_MS } = settings;
  const exporter = new OTLPTraceExporter({
    url: `${endpoint.replace(/\/+$/, '')}/v1/traces`,
    headers: { ...headers },
    timeoutMillis: TIMEOUT_MS,
    httpAgentOptions: { keepAlive: false },
  });
  const processor = new BatchSpanProcessor(toldOf(exporter, log), {
    maxQueueSize: MOST_WAITING,
    maxExportBatchSize: BATCH,
    scheduledDelayMillis: gatherMs,
    exportTimeoutMillis: TIMEOUT_MS,
  });
  const tracer = createTracer({ ratio, processor, resource: resourceFromAttributes({ ...resource }) });
  setTracer(tracer);
  return async () => {
    setTracer(null);
    let timer: NodeJS.Timeout | undefined;
    const end = new Promise<void>((resolve) => (timer = setTimeout(resolve, LAST_MS)));
    await Promise.race([tracer.close().catch(() => undefined), end]);
    clearTimeout(timer);
  };
}

/** The same exporter; that a collector is gone stands in the log once, and that it is back. */
function toldOf(exporter: OTLPTraceExporter, log: Logger): SpanExporter {
  let outcome: Error | undefined;
  const tell = toldOnce(
    {
      name: 'sending to the collector of traces',
      round: async () => {
        if (outcome) throw outcome;
      },
    },
    log,
  );
  return {
    export(spans, done) {
      exporter.export([...spans], (result) => {
        outcome = result.code === 0 ? undefined : (result.error ?? new Error('It took nothing.'));
        void tell();
        done(result);
      });
    },
    forceFlush: () => exporter.forceFlush(),
    shutdown: () => exporter.shutdown(),
  };
}
