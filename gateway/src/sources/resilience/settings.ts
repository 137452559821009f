import { BREAKER_DEFAULTS, type BreakerSettings } from './circuit-breaker';

/** How the gateway treats subgraphs in trouble. */
export interface ResilienceSettings {
  /** How long one query to a subgraph may take, in ms. */
  readonly timeoutMs: number;
  /** The same for single subgraphs, by name. */
  readonly timeoutsMs: Readonly<Record<string, number>>;
  readonly breaker: BreakerSettings;
}

/**
 * A third of a request's deadline: a page that misses one part comes after 10 s, and another fetch may follow the one
 * that failed.
 */
export const RESILIENCE_DEFAULTS: ResilienceSettings = {
  timeoutMs: 10_000,
  timeoutsMs: {},
  breaker: BREAKER_DEFAULTS,
};
