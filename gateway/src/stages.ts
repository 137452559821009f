import type { KeyUsage } from './api-keys/key-usage';
import { authorization } from './authorization/authorization';
import { policiesFromPermissions } from './authorization/policies';
import { cookieSessions } from './cookie-sessions/stage';
import { createCacheMetrics } from './caching/cache-metrics';
import { responseCache } from './caching/response-cache';
import type { GatewayOptions } from './gateway-options';
import { createMemoryStore } from './idempotency/store';
import { idempotency } from './idempotency/stage';
import type { OpenLimits } from './limits/open-limits';
import type { GatewayMetrics } from './telemetry/metrics';
import type { StageFactory } from './graphs/served-graph';

/** What every operation passes on its way to the engine, outermost first. */
export function stagesOf(
  {
    responseCache: kept,
    cookieSessions: cookies,
    idempotencyStore = createMemoryStore(),
    policies,
    isOverrideActive,
  }: GatewayOptions,
  { limits, usage }: { limits: OpenLimits; usage: Pick<KeyUsage, 'stage'> | null },
  { registry, operationLabel }: GatewayMetrics,
): StageFactory[] {
  // Who decides in our place may look at more than the cache's keys tell of a caller.
  const cache = policies || isOverrideActive ? undefined : kept;
  return [
    ...limits.stages,
    ...(usage ? [usage.stage] : []),
    ...(cookies ? [() => cookieSessions] : []), // outside of what keeps answers: no token is kept
    idempotency(idempotencyStore),
    ...(cache
      ? [responseCache({ ...cache, outcomes: createCacheMetrics(registry, cache.store), operationLabel })]
      : []),
    authorization(policies ?? policiesFromPermissions), // innermost: the others see the client's own operation
  ];
}
