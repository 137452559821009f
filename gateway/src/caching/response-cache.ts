import { createHash } from 'node:crypto';
import type { Counter } from 'prom-client';
import type { ChangeVersions } from '../../../service-kit/changes/change-versions';
import { perOperation } from '../pipeline/operation';
import type { Execute, OperationRequest } from '../pipeline/stage';
import type { OperationAnswer } from '../pipeline/answer';
import type { StageFactory } from '../graphs/served-graph';
import { cacheHintsOf } from './cache-hints';
import { cacheKeyOf } from './cache-key';
import type { CacheOutcome } from './cache-metrics';
import { cachePolicyOf, type CachePolicy } from './cache-policy';
import type { CacheEntry, EntryStore } from './entry-store';
import { SharedExecutions } from './shared-executions';

/*
 * Answers queries again without executing them, as long as nothing changed in the organisation. Why an answer is never
 * stale is proved in decision 14; in short: the version is read after the request came and before anything is executed,
 * and an entry counts only under the version that was read before it was made.
 */

export interface ResponseCacheParts {
  versions: ChangeVersions;
  store: EntryStore;
  outcomes: Counter<'operation' | 'outcome'>;
  operationLabel: (name: string | null) => string;
}

/** Makes the stage that caches answers and shares executions. */
export function responseCache(parts: ResponseCacheParts): StageFactory {
  return ({ supergraph }) => {
    const hints = cacheHintsOf(supergraph.document);
    const policyOf = perOperation((operation) => cachePolicyOf(operation, hints));
    const graphHash = createHash('sha256').update(supergraph.sdl).digest('base64url');
    return (next) => {
      const cache = new ResponseCache(parts, next);
      return (request) => {
        const { operation, variables, context } = request;
        const policy = policyOf(operation);
        if (policy.maxAge === 0 || !context.viewer) return next(request);
        const key = cacheKeyOf({ graphHash, operation, variables, viewer: context.viewer, policy });
        if (key === null) return next(request);
        return cache.answer(
          { ...request, mayBeVerbatim: false },
          { key, policy, orgId: context.viewer.orgId },
        );
      };
    };
  };
}

interface Place {
  key: string;
  policy: CachePolicy;
  orgId: string;
}

class ResponseCache {
  readonly #executions = new SharedExecutions();

  constructor(
    private readonly parts: ResponseCacheParts,
    private readonly next: Execute,
  ) {}

  async answer(request: OperationRequest, place: Place): Promise<OperationAnswer> {
    const { versions, store } = this.parts;
    const [version, entry] = await Promise.all([versions.current(place.orgId), store.get(place.key)]);
    if (version === null) {
      this.#tell(request, 'bypass');
      return this.next(request);
    }
    if (entry?.version === version && entry.expiresAt > Date.now()) {
      this.#tell(request, 'hit', entry);
      return { data: entry.data };
    }
    const { answer, shared } = await this.#executions.run(`${place.key} ${version}`, request, (asked) =>
      this.#executeAndKeep(asked, place, version),
    );
    this.#tell(request, shared ? 'shared' : 'miss');
    return answer;
  }

  /** Only complete answers are kept: an error may be gone at the next try. */
  async #executeAndKeep(request: OperationRequest, place: Place, version: string): Promise<OperationAnswer> {
    const madeAt = Date.now();
    const answer = await this.next(readingAt(version, request));
    const { data, errors, extensions } = answer;
    if (data && !errors?.length && !extensions) {
      const expiresAt = madeAt + place.policy.maxAge * 1000;
      this.parts.store.set(place.key, { version, data, madeAt, expiresAt });
    }
    return answer;
  }

  #tell({ operation, head }: OperationRequest, outcome: CacheOutcome, entry?: CacheEntry): void {
    this.parts.outcomes.inc({ operation: this.parts.operationLabel(operation.name), outcome });
    head.headers.set('x-cache', outcome.toUpperCase());
    if (entry) head.headers.set('age', String(Math.floor((Date.now() - entry.madeAt) / 1000)));
  }
}

/** The request with the version that subgraphs may hold against a replica's: it was read after the request came. */
function readingAt(version: string, request: OperationRequest): OperationRequest {
  const { context } = request;
  return { ...request, context: { ...context, facts: { ...context.facts, changeVersion: version } } };
}
