import { setTimeout as sleep } from 'node:timers/promises';
import { SubgraphFailure, type SubgraphRequest, type SubgraphSource } from '../subgraph-source';
import type { CircuitBreaker } from './circuit-breaker';
import type { RetryBudget } from './retry-budget';

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
        const startedAt = Date.now();
        try {
          const answer = await source.fetch(request);
          breaker.succeeded(pass);
          return answer;
        } catch (error) {
          if (isItsFault(error, Date.now() - startedAt, parts.timeoutMs)) breaker.failed(pass);
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
function isItsFault(error: unknown, tookMs: number, timeoutMs: number): boolean {
  if (!(error instanceof SubgraphFailure)) return false;
  const { reason, status } = error;
  if (reason === 'deadline') return tookMs >= Math.min(FAIR_TIME_MS, timeoutMs);
  if (reason === 'too-large' || reason === 'overloaded' || reason === 'abandoned') return false;
  return !(status !== undefined && status >= 400 && status < 500);
}
