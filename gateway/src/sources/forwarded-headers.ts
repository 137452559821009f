import type { RequestFacts } from '../../../service-kit/subgraph/context';
import { isApiKey } from '../../../service-kit/auth/api-key';
import { traceparent } from '../../../service-kit/http/trace';
import { activeSpan } from '../../../service-kit/telemetry/tracing';

/**
 * The headers a subgraph gets, and no others: who asks (the verified token), under which request id, from where.
 * A client's own headers are never passed on as they are.
 */
export function forwardedHeaders(facts: RequestFacts): Record<string, string> {
  const headers: Record<string, string> = {
    'x-request-id': facts.requestId,
    traceparent: traceparent(activeSpan() ?? facts.trace),
  };
  if (facts.trace.state) headers['tracestate'] = facts.trace.state;
  // A key is for the gateway alone; what it was exchanged for stands in its place by now.
  if (facts.token && !isApiKey(facts.token)) headers['authorization'] = `Bearer ${facts.token}`;
  if (facts.ip) headers['x-forwarded-for'] = facts.ip;
  if (facts.userAgent) headers['user-agent'] = facts.userAgent;
  if (facts.deviceId) headers['x-device-id'] = facts.deviceId;
  if (facts.appType) headers['x-app-type'] = facts.appType;
  if (facts.appVersion) headers['x-app-version'] = facts.appVersion;
  if (facts.acceptLanguage) headers['accept-language'] = facts.acceptLanguage;
  if (facts.idempotencyKey) headers['idempotency-key'] = facts.idempotencyKey;
  return headers;
}
