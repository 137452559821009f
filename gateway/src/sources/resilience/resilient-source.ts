import { setTimeout as sleep } from 'node:timers/promises';
import { SubgraphFailure, type SubgraphRequest, type SubgraphSource } from '../subgraph-source';
import { type CircuitBreaker, BREAKER_DEFAULTS, type BreakerSettings } from './circuit-breaker';

/** Tries of one query, the first included. */
const MAX_TRIES = 3;
/** The longest wait before the first retry; it doubles. Where in between is drawn by lot, so that retries don't come together. */
const BACKOFF_MS = 50;
/** Statuses of a proxy whose subgraph is restarting, and of a subgraph that asks for another moment. */
const PASSING_STATUSES = new Set([502, 503, 504]);
/** A fetch that had less time than this may fail for the request's slowness, not the subgraph's. */
const FAIR_TIME_MS = 1_000;

export interface ResilienceParts {
  readonly breaker: CircuitBreaker;
  readonly budget: RetryBudget;
  /** How long the subgraph may take, in ms. */
  readonly timeoutMs: number;
  readonly onRetry: () => void;
}

/**
 * The same source, behind a circuit breaker, with queries asked again after a failure that may pass. A GraphQL answer is
 * final, whatever its HTTP status and its errors.
 */
export function resilient(source: SubgraphSource, parts: ResilienceParts): SubgraphSource {
  const { breaker, budget } = parts;
  const { name } = source;

  return {
    name,
    close: () => source.close(),
    async fetch(request) {
      budget.earn();
      for (let tries = 1; ; tries += 1) {
        const pass = breaker.admit();
        if (pass === null) throw new SubgraphFailure(name, 'circuit-open');
        const startedAt = performance.now();
        try {
          const answer = await source.fetch(request);
          breaker.succeeded(pass);
          return answer;
        } catch (error) {
          if (isItsFault(error, performance.now() - startedAt, parts.timeoutMs))
            breaker.failed(pass, error.reason === 'deadline');
          const waitMs = Math.random() * BACKOFF_MS * 2 ** (tries - 1);
          const mayRetry = tries < MAX_TRIES && isWorthRetrying(error, request, waitMs) && budget.spend();
          if (!mayRetry) throw error;
          await sleep(waitMs);
          parts.onRetry();
        }
      }
    },
  };
}

function isWorthRetrying(error: unknown, request: SubgraphRequest, waitMs: number): boolean {
  if (request.operationType !== 'query' || !(error instanceof SubgraphFailure)) return false;
  if (Date.now() + waitMs >= request.deadlineAt || request.facts.isAbandoned?.()) return false;
  return error.status === undefined ? error.reason === 'unreachable' : PASSING_STATUSES.has(error.status);
}

/** Whether a failure speaks against the subgraph: not when too much was asked of it, or too late, or the client left. */
function isItsFault(error: unknown, tookMs: number, timeoutMs: number): error is SubgraphFailure {
  if (!(error instanceof SubgraphFailure)) return false;
  const { reason, status } = error;
  if (reason === 'deadline') return tookMs >= Math.min(FAIR_TIME_MS, timeoutMs);
  if (reason === 'too-large' || reason === 'overloaded' || reason === 'abandoned') return false;
  return !(status !== undefined && status >= 400 && status < 500);
}

/**
 * How many retries a subgraph gets: a share of its calls, and a few on top so that a quiet one gets any. Without it, a
 * subgraph that goes down under load is asked several times as often as before, just when it can bear least.
 */
export class RetryBudget {
  #tokens: number;

  /**
   * @param share retries per call, from 0 to 1
   * @param atMost how many can be saved up; as many are there at the start
   */
  constructor(
    private readonly share: number,
    private readonly atMost: number,
  ) {
    this.#tokens = atMost;
  }

  /** Counts a call. */
  earn(): void {
    this.#tokens = Math.min(this.atMost, this.#tokens + this.share);
  }

  /** Takes a retry out; false: there is none left. */
  spend(): boolean {
    if (this.#tokens < 1) return false;
    this.#tokens -= 1;
    return true;
  }
}

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
