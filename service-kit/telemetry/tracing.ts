import type { AsyncLocalStorage } from 'node:async_hooks';
import type { Trace } from '../http/trace';

/*
 * Spans, made by hand where a request passes something worth seeing (docs/observability.md). This file is all that is loaded
 * while nobody wants them: each place then asks one variable, and does its work. `spans.ts` makes them, `otlp.ts` sends them.
 *
 * What a span says is written by us: kinds, names of tables and fields, counts, ids of organisations. Never a value of a request,
 * of a statement or of a person.
 *
 * `inSpan` and `noteSpan` make parts of something; only a `server` and a `consumer` begin a trace of their own.
 */

export type SpanKind = 'internal' | 'server' | 'client' | 'producer' | 'consumer';
export type Attributes = Readonly<Record<string, string | number | boolean>>;

/** A part of a trace while it goes on. It is itself the trace's context for what is inside of it. */
export interface Span extends Trace {
  set(name: string, value: string | number | boolean): void;
  rename(name: string): void;
  /** Says that it failed. @param reason a code, a reason or an error's class; no message, which may quote values */
  fail(reason: string): void;
  end(): void;
}

/** How a span begins. */
export interface SpanStart {
  /** `internal` unless given. */
  readonly kind?: SpanKind;
  /** What it is a part of, if not of the span that is active. */
  readonly parent?: Trace | null | undefined;
  readonly attributes?: Attributes;
  /** Other traces that it does the work of. */
  readonly links?: readonly Trace[];
  /** By `performance.now()`, if not now. */
  readonly startedAt?: number;
}

/** What makes spans; see `spans.ts`. */
export interface Tracer {
  readonly active: AsyncLocalStorage<Span>;
  begin(name: string, start: SpanStart): Span | undefined;
}

let tracer: Tracer | null = null;

/** Has spans made from now on; null ends that. */
export function setTracer(given: Tracer | null): void {
  tracer = given;
}

export const isTracing = (): boolean => tracer !== null;

/** The span that is active here. */
export const activeSpan = (): Span | undefined => tracer?.active.getStore();

/** Does work as a part of a span that goes on longer. */
export const within = <T>(span: Span | undefined, work: () => T): T =>
  tracer && span ? tracer.active.run(span, work) : work();

/** Begins a span that its maker ends. */
export const beginSpan = (name: string, start: SpanStart): Span | undefined => tracer?.begin(name, start);

/**
 * Does work in a span.
 *
 * @param start is asked only when spans are made
 * @param work gets the span; none when none are made, or there is nothing that it would be a part of
 */
export function inSpan<T>(name: string, start: () => SpanStart, work: (span?: Span) => T): T {
  if (tracer === null) return work();
  const span = tracer.begin(name, start());
  return span ? tracer.active.run(span, () => untilEnd(span, work)) : work();
}

function untilEnd<T>(span: Span, work: (span?: Span) => T): T {
  try {
    const result = work(span);
    if (result instanceof Promise) return result.then(...endingWith(span)) as T;
    span.end();
    return result;
  } catch (error) {
    span.fail(failureName(error));
    span.end();
    throw error;
  }
}

const endingWith = (span: Span) =>
  [
    (value: unknown) => {
      span.end();
      return value;
    },
    (error: unknown) => {
      span.fail(failureName(error));
      span.end();
      throw error;
    },
  ] as const;

/** Notes something that has just ended. @param failed what it failed with, if it did */
export function noteSpan(
  name: string,
  start: SpanStart & { readonly startedAt: number },
  failed?: unknown,
): void {
  const span = tracer?.begin(name, start);
  if (!span) return;
  if (failed !== undefined) span.fail(failureName(failed));
  span.end();
}

const CODE = /^[\w.-]{1,60}$/;

/** An error's code, else its reason, kind or class: enough to tell what happened, with no value in it. */
export function failureName(error: unknown): string {
  const { extensions, code, reason, kind, name } = (error ?? {}) as Record<string, unknown>;
  const given = [(extensions as { code?: unknown } | undefined)?.code, code, reason, kind, name];
  const found = given.find((one): one is string => typeof one === 'string' && CODE.test(one));
  return found ?? 'Error';
}
