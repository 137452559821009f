import { SpanStatusCode, trace as traces, TraceFlags, type Context } from '@opentelemetry/api';
import {
  SamplingDecision,
  TraceIdRatioBasedSampler,
  type ReadableSpan,
  type Sampler,
  type Span,
  type SpanProcessor,
} from '@opentelemetry/sdk-trace-base';

/*
 * Which spans are sent:
 *
 *   its sender records the trace        sent; of more than so many a second the ratio's share, for anybody may say so
 *   its sender does not                 not sent
 *   nobody sent it                      the ratio's share is sent; the trace's id decides, so that all processes decide alike
 *
 * Of what is not sent, a process sends its own part all the same when something of it failed on our side.
 */

/** OpenTelemetry's own, by parent and ratio, but that strangers can't have all traces recorded; what is not sent is kept for a while. */
export function strangersSampler(ratio: number, sendersPerSecond: number): Sampler {
  const byRatio = new TraceIdRatioBasedSampler(ratio);
  const isTaken = perSecond(sendersPerSecond);
  const isInShare = (context: Context, traceId: string) =>
    byRatio.shouldSample(context, traceId).decision === SamplingDecision.RECORD_AND_SAMPLED;
  return {
    shouldSample(context, traceId) {
      const parent = traces.getSpanContext(context);
      const isRecorded = parent !== undefined && (parent.traceFlags & TraceFlags.SAMPLED) !== 0;
      const isSent = !parent
        ? isInShare(context, traceId)
        : isRecorded && (!parent.isRemote || isTaken() || isInShare(context, traceId));
      return { decision: isSent ? SamplingDecision.RECORD_AND_SAMPLED : SamplingDecision.RECORD };
    },
    toString: () => `Strangers{${ratio}}`,
  };
}

function perSecond(most: number): () => boolean {
  let second = 0;
  let count = 0;
  return () => {
    const now = Math.floor(performance.now() / 1000);
    if (now !== second) [second, count] = [now, 0];
    return (count += 1) <= most;
  };
}

/** Of a trace that may turn out to have failed. */
const MOST_KEPT = 300;

/** What one process does of a trace, from where it comes in. */
interface Local {
  readonly root: object;
  kept: ReadableSpan[] | null;
  hasFailed: boolean;
}

/** Hands on what is sent, and what is not as soon as all of it is there and a part of it has failed. */
export class FailedParts implements SpanProcessor {
  readonly #locals = new WeakMap<object, Local>();

  constructor(private readonly next: SpanProcessor) {}

  onStart(span: Span, context: Context): void {
    const parent = traces.getSpan(context);
    const local = parent && this.#locals.get(parent);
    this.#locals.set(span, local ?? { root: span, kept: [], hasFailed: false });
    this.next.onStart(span, context);
  }

  onEnd(span: ReadableSpan): void {
    if (span.spanContext().traceFlags & TraceFlags.SAMPLED) return this.next.onEnd(span);
    const local = this.#locals.get(span);
    if (!local) return;
    const isRoot = local.root === span;
    const isFailed = span.status.code === SpanStatusCode.ERROR;
    if (isFailed) local.hasFailed = true;
    const most = isRoot || isFailed ? 2 * MOST_KEPT : MOST_KEPT; // they say most
    if (local.kept && local.kept.length < most) local.kept.push(span);
    if (!isRoot) return;
    if (local.hasFailed) for (const one of local.kept ?? []) this.next.onEnd(asSampled(one));
    local.kept = null; // what ends later is not missed
  }

  forceFlush(): Promise<void> {
    return this.next.forceFlush();
  }

  shutdown(): Promise<void> {
    return this.next.shutdown();
  }
}

/** Processors leave out what is not. */
function asSampled(span: ReadableSpan): ReadableSpan {
  const context = { ...span.spanContext(), traceFlags: TraceFlags.SAMPLED };
  return Object.create(span, { spanContext: { value: () => context } }) as ReadableSpan;
}
