import {
  getNamedType,
  isAbstractType,
  isCompositeType,
  isInterfaceType,
  isObjectType,
  Kind,
  type FieldNode,
  type GraphQLCompositeType,
  type GraphQLNamedType,
  type SelectionSetNode,
} from 'graphql';
import type { Operation } from '../pipeline/operation';
import type { CacheHint, CacheHints } from './cache-hints';

/** How an operation's answers may be kept. */
export interface CachePolicy {
  /** Seconds; 0: not at all. */
  readonly maxAge: number;
  /** Whether they are one person's, not everybody's of the organisation with the same permissions. */
  readonly isPrivate: boolean;
}

const NEVER: CachePolicy = { maxAge: 0, isPrivate: true };

/**
 * Works out an operation's policy by the rules of `@cacheControl`
 * (https://www.apollographql.com/docs/apollo-server/performance/caching): the lowest age of all fields it may select, where
 * a root field and a field that answers an object have 0 unless hinted or told to inherit, and any other inherits.
 * Where a type is known at run time only, the strictest of the possible types counts.
 */
export function cachePolicyOf(operation: Operation, hints: CacheHints): CachePolicy {
  const root = operation.schema.getQueryType();
  if (operation.type !== 'query' || !root) return NEVER;
  const walk = new PolicyWalk(operation, hints);
  walk.selections(operation.definition.selectionSet, root, null);
  return walk.maxAge > 0 && Number.isFinite(walk.maxAge)
    ? { maxAge: walk.maxAge, isPrivate: walk.isPrivate }
    : NEVER;
}

class PolicyWalk {
  maxAge = Infinity;
  isPrivate = false;
  /** Fragments spread again under the same conditions say nothing new; else a few of them nested would take for ever. */
  readonly #seen = new Set<string>();

  constructor(
    private readonly operation: Operation,
    private readonly hints: CacheHints,
  ) {}

  /** @param inherited the age of what holds the selections; null for the root */
  selections({ selections }: SelectionSetNode, parent: GraphQLCompositeType, inherited: number | null): void {
    for (const selection of selections) {
      if (this.maxAge === 0) return;
      if (selection.kind === Kind.FIELD) this.#field(selection, parent, inherited);
      else if (selection.kind === Kind.INLINE_FRAGMENT) {
        const type = this.#typeNamed(selection.typeCondition?.name.value) ?? parent;
        this.selections(selection.selectionSet, type, inherited);
      } else this.#fragment(selection.name.value, parent, inherited);
    }
  }

  #fragment(name: string, parent: GraphQLCompositeType, inherited: number | null): void {
    const fragment = this.operation.fragments[name];
    const key = `${name} ${inherited}`;
    if (!fragment || this.#seen.has(key)) return;
    this.#seen.add(key);
    const type = this.#typeNamed(fragment.typeCondition.name.value) ?? parent;
    this.selections(fragment.selectionSet, type, inherited);
  }

  #typeNamed(name: string | undefined): GraphQLCompositeType | null {
    const type = name === undefined ? undefined : this.operation.schema.getType(name);
    return type && isCompositeType(type) ? type : null;
  }

  #field(node: FieldNode, parent: GraphQLCompositeType, inherited: number | null): void {
    const name = node.name.value;
    if (name === '__typename') return;
    const field = isObjectType(parent) || isInterfaceType(parent) ? parent.getFields()[name] : undefined;
    if (!field) return this.#limit(0); // introspection
    const answers = getNamedType(field.type);
    const own = this.hints.get(`${parent.name}.${name}`);
    const ages = this.#possibleTypes(parent).map((type) =>
      this.#age(this.hints.get(`${type.name}.${name}`) ?? own, answers, inherited),
    );
    const age = Math.min(...ages);
    this.#limit(age);
    if (node.selectionSet && isCompositeType(answers)) this.selections(node.selectionSet, answers, age);
  }

  #age(hint: CacheHint | undefined, answers: GraphQLNamedType, inherited: number | null): number {
    if (hint?.isPrivate) this.isPrivate = true;
    if (!isCompositeType(answers)) return hint?.maxAge ?? inherited ?? 0;
    const own = this.hints.get(answers.name);
    const ages = this.#possibleTypes(answers).map((type) => {
      const ofType = this.hints.get(type.name) ?? own;
      if (ofType?.isPrivate) this.isPrivate = true;
      const inherits = hint?.inheritMaxAge ?? ofType?.inheritMaxAge ?? false;
      return hint?.maxAge ?? ofType?.maxAge ?? (inherits ? (inherited ?? 0) : 0);
    });
    return Math.min(...ages);
  }

  #possibleTypes(type: GraphQLCompositeType): GraphQLCompositeType[] {
    return isAbstractType(type) ? [...this.operation.schema.getPossibleTypes(type)] : [type];
  }

  #limit(age: number): void {
    this.maxAge = Math.min(this.maxAge, age);
  }
}
