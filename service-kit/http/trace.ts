import { randomFillSync } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';

/*
 * W3C Trace Context (https://www.w3.org/TR/trace-context/): a request belongs to the trace its sender says, or begins one.
 * Each process that passes it on is a span of its own in it.
 */

export interface Trace {
  /** 32 hexadecimal digits, the same in every process the request reaches. */
  readonly traceId: string;
  /** 16 hexadecimal digits: this process's part. */
  readonly spanId: string;
  /** The sender's part; null for a trace that begins here. */
  readonly parentId: string | null;
  /** Two hexadecimal digits; `01` says that the sender records the trace. */
  readonly flags: string;
  /** Vendors' own data, passed on as it came. */
  readonly state: string | null;
}

const TRACEPARENT =
  /^(?!ff)[0-9a-f]{2}-(?!0{32})([0-9a-f]{32})-(?!0{16})([0-9a-f]{16})-([0-9a-f]{2})(?:-.*)?$/;
const MAX_STATE = 512;
/** Not recorded: nobody upstream asked for it. */
const NEW_FLAGS = '00';

/** The trace a request belongs to. A malformed `traceparent` is as good as none, as the specification says. */
export function traceOf(headers: IncomingHttpHeaders): Trace {
  const parent = headers['traceparent'];
  const trace = typeof parent === 'string' ? traceFrom(parent, headers['tracestate']) : null;
  return (
    trace ?? {
      traceId: randomTraceId(),
      spanId: randomSpanId(),
      parentId: null,
      flags: NEW_FLAGS,
      state: null,
    }
  );
}

/** The trace that a `traceparent` names, which came with a request or was stored with work; null for none. */
export function traceFrom(parent: string | null | undefined, state?: unknown): Trace | null {
  const match = parent ? TRACEPARENT.exec(parent) : null;
  if (!match) return null;
  return {
    traceId: match[1]!,
    spanId: randomSpanId(),
    parentId: match[2]!,
    flags: match[3]!,
    state: typeof state === 'string' && state !== '' && state.length <= MAX_STATE ? state : null,
  };
}

const randomSpanId = (): string => randomHex(8);
const randomTraceId = (): string => randomHex(16);

/** Random bytes are had in bulk: one system call per some hundred requests. */
const pool = Buffer.alloc(24 * 256);
let used = pool.length;

function randomHex(bytes: number): string {
  if (used + bytes > pool.length) {
    randomFillSync(pool);
    used = 0;
  }
  used += bytes;
  return pool.toString('hex', used - bytes, used);
}

/** The value of `traceparent` for whoever is asked next, and of `traceresponse` for whoever asked. */
export const traceparent = ({ traceId, spanId, flags }: Trace): string => `00-${traceId}-${spanId}-${flags}`;
