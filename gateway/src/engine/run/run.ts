import { GraphQLError } from 'graphql';
import type { Variables } from '../../pipeline/conditions';
import type { GatewayContext } from '../../pipeline/context';
import { cappedErrors, MAX_ERRORS, OmittedErrors } from '../../limits/error-cap';
import { clientPlace, type AskedFields, type ClientPlace } from '../compile/asked-fields';
import type { ConcretePath } from './places';
import type { Tree } from './tree';
import type { TypeFacts } from '../compile/type-facts';

/** One execution of an operation: what was found so far, and what went wrong. */
export class Run {
  readonly tree: Tree = {};
  readonly errors: GraphQLError[] = [];
  readonly #excused: { path: ConcretePath }[] = [];
  #omitted = 0;
  #root: ClientPlace | undefined;
  readonly #asked: () => AskedFields;
  readonly #matches: TypeFacts['matches'];

  /** @param asked called once, when there is an error */
  constructor(
    readonly variables: Variables,
    readonly context: Pick<GatewayContext, 'facts' | 'deadlineAt'>,
    asked: () => AskedFields,
    matches: TypeFacts['matches'],
    /** Whether the answer may have parts in it as a subgraph wrote them. */
    readonly mayBeVerbatim = false,
  ) {
    this.#asked = asked;
    this.#matches = matches;
  }

  /** Where a path within the tree of results is in the client's terms; null for what it asked of other types only. */
  placeOf(internal: ConcretePath): ClientPlace | null {
    this.#root ??= { path: [], fields: this.#asked() };
    return clientPlace(this.#root, internal, this.tree, this.#matches);
  }

  /** Takes note of an error. @param path the client's; none for an error of the whole */
  report(message: string, path: ConcretePath | null, from: ErrorFrom): void {
    if (this.errors.length >= MAX_ERRORS) {
      this.#omitted += 1;
      return;
    }
    const place = path && path.length > 0 ? { path } : {};
    this.errors.push(new GraphQLError(message, { ...place, ...from }));
  }

  /** Root fields that are empty for a reason which was reported without a path. */
  excuse(keys: readonly string[]): void {
    for (const key of keys) this.#excused.push({ path: [key] });
  }

  /** What tells why something is null. */
  get reasons(): readonly { readonly path?: ConcretePath | undefined }[] {
    return [...this.errors, ...this.#excused];
  }

  /** All that went wrong; undefined when nothing did. */
  outcome(more: readonly GraphQLError[] = []): readonly GraphQLError[] | undefined {
    const omitted = this.#omitted > 0 ? [new OmittedErrors(this.#omitted)] : [];
    const errors = [...this.errors, ...more, ...omitted];
    return errors.length === 0 ? undefined : cappedErrors(errors, MAX_ERRORS);
  }
}

/** What an error carries besides its message and path. */
export interface ErrorFrom {
  extensions?: Record<string, unknown>;
  originalError?: Error;
}
