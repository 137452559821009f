import type { RequestFacts } from '../service-kit/subgraph/context';
import { traceOf } from '../service-kit/http/trace';

/** As `requestFacts` reads them of a request that says nothing. */
export const ANONYMOUS_FACTS: RequestFacts = {
  requestId: 'r',
  token: null,
  ip: null,
  userAgent: null,
  deviceId: null,
  appType: null,
  appVersion: null,
  acceptLanguage: null,
  idempotencyKey: null,
  trace: traceOf({}),
};
