import type { HookState } from './webhooks.loaders';

/** News older than this that we have not worked through makes our copy stale. */
const FRESH_WITHIN_S = 5;

/** How far our copy may be behind Kommo. */
export interface Freshness {
  stale: boolean;
  /** Seconds; 0 when Kommo tells us of changes and nothing waits. Null before the first load. */
  ageSeconds: number | null;
}

/**
 * While Kommo tells us of changes, our copy is as old as the oldest news we have not worked through. Without that it is as
 * old as the last synchronisation.
 */
export function freshnessOf(state: HookState | null): Freshness {
  if (!state || state.syncedSeconds === null) return { stale: true, ageSeconds: null };
  const age = state.isActive ? state.oldestSeconds : state.syncedSeconds;
  const ageSeconds = Math.max(0, Math.round(age));
  return { stale: age > FRESH_WITHIN_S, ageSeconds };
}
