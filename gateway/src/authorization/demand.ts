import type { GraphQLError } from 'graphql';
import { forbidden, unauthenticated } from '../../../service-kit/errors/errors';
import { inWords, isMet, LOGGED_IN, type Requirement } from '../../../service-kit/auth/requirement';
import type { Viewer } from '../../../service-kit/auth/viewer';

/** What one auth directive demands. One object per distinct demand of a supergraph: they are compared by identity. */
export interface Demand {
  readonly kind: 'scopes' | 'policies';
  /** Any of these sets; `[[]]` of scopes is "logged in". */
  readonly anyOf: Requirement;
}

/** Makes demands, the same object for the same demand. */
export class DemandBook {
  readonly #known = new Map<string, Demand>();

  /** `@authenticated`. */
  login(): Demand {
    return this.of('scopes', LOGGED_IN);
  }

  of(kind: Demand['kind'], anyOf: Requirement): Demand {
    const key = JSON.stringify([kind, anyOf]);
    const known = this.#known.get(key) ?? { kind, anyOf };
    this.#known.set(key, known);
    return known;
  }
}

/** Who asks: a verified caller or nobody, and which policies hold for the request. */
export interface Grants {
  readonly viewer: Viewer | null;
  readonly policies: ReadonlySet<string>;
}

/** Whether a demand is met. Only a policy can be met without a viewer. */
export function meets(demand: Demand, { viewer, policies }: Grants): boolean {
  if (demand.kind === 'policies') return isMet(demand.anyOf, policies);
  return viewer !== null && isMet(demand.anyOf, viewer.permissions);
}

/** The error for a demand that is not met, in the words subgraphs use. Policies are not named: they are internal. */
export function refusalOf(demand: Demand, viewer: Viewer | null): GraphQLError {
  if (!viewer) return unauthenticated();
  return forbidden(demand.kind === 'scopes' ? inWords(demand.anyOf) : undefined);
}
