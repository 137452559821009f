import type { Trace } from '../http/trace';
import { isTracing } from '../telemetry/tracing';

/** What a log line says of the request that it is about. */
export interface AboutRequest {
  readonly requestId?: string;
  readonly traceId?: string;
  readonly orgId?: string;
  readonly operation?: string;
}

const LONGEST_NAME = 100;

/** Names a request for the log. While spans are made, the logger knows the trace by itself. */
export function aboutRequest(
  facts: { readonly requestId: string; readonly trace: Trace },
  viewer: { readonly orgId: string } | null | undefined,
  operation?: string | null,
): AboutRequest {
  return {
    requestId: facts.requestId,
    ...(isTracing() ? {} : { traceId: facts.trace.traceId }),
    ...(viewer ? { orgId: viewer.orgId } : {}),
    ...(operation ? { operation: operation.slice(0, LONGEST_NAME) } : {}),
  };
}

/** What a line says beside what it says of its request by itself: a key that stands twice in JSON is read as anybody likes. */
type Line = Record<string, unknown> & { readonly [key in keyof AboutRequest]?: never };

/** The logger of a request. An organisation that is not the caller's is told as `organizationId`. */
export type RequestLog = Record<'debug' | 'info' | 'warn' | 'error', (about: Line, event: string) => void>;
