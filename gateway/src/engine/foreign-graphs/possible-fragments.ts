import {
  getNamedType,
  isAbstractType,
  isCompositeType,
  isInterfaceType,
  isObjectType,
  isUnionType,
  Kind,
  type DocumentNode,
  type GraphQLCompositeType,
  type GraphQLObjectType,
  type GraphQLSchema,
  type OperationDefinitionNode,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';
import { responseKey } from '../../pipeline/collect-fields';
import { fragmentsOf, type Fragments } from '../../pipeline/operation';

/**
 * The operation without fragments that can't match, and with those on abstract types that cross the type they stand in
 * (`... on Printed` in a field of the interface Media) spelled out for the object types that are both. The planner fails
 * at them below an interface object (seen in 2.14.4: "We should have an edge from Media(ratings) for __typename").
 *
 * In a field of an interface that is an interface object somewhere, selections that differ by type are spelled out for every
 * object type: else what is required for one type is required of all.
 *
 * @param document of one operation; its named fragments become inline ones
 * @param interfaceObjects the interfaces of which some subgraph has an interface object
 */
export function withPossibleFragments(
  document: DocumentNode,
  schema: GraphQLSchema,
  interfaceObjects: ReadonlySet<string>,
): DocumentNode {
  const [definition] = document.definitions as [OperationDefinitionNode];
  const root = schema.getRootType(definition.operation);
  if (!root) return document;
  const narrowing = new Narrowing(schema, fragmentsOf(document), interfaceObjects);
  const selectionSet = narrowing.set(definition.selectionSet, root, new Set([root]));
  return { ...document, definitions: [{ ...definition, selectionSet }] };
}

type Possible = ReadonlySet<GraphQLObjectType>;

const TYPENAME: SelectionNode = { kind: Kind.FIELD, name: { kind: Kind.NAME, value: '__typename' } };

class Narrowing {
  constructor(
    readonly schema: GraphQLSchema,
    readonly fragments: Fragments,
    readonly mixed: ReadonlySet<string>,
  ) {}

  /** @param possible the object types that an object here can be of, by all the fragments around */
  set(node: SelectionSetNode, type: GraphQLCompositeType, possible: Possible): SelectionSetNode {
    const merged = mergedFields(this.#flat(node, type));
    const isMixed =
      isInterfaceType(type) && possible.size > 1 && merged.some((one) => this.#narrows(one, type));
    const inner = { selectionSet: { ...node, selections: merged } };
    const selections = isMixed
      ? [...possible].map((one) => this.#inline(TYPENAME, inner, one, new Set([one])))
      : merged.flatMap((one) => this.#selection(one, type, possible));
    return { ...node, selections: selections.length > 0 ? selections : [TYPENAME] };
  }

  /** The selections, those of fragments that match whatever is here among them. */
  #flat(node: SelectionSetNode, type: GraphQLCompositeType): SelectionNode[] {
    return node.selections.flatMap((one) => {
      if (one.kind === Kind.FIELD) return [one];
      const fragment = one.kind === Kind.FRAGMENT_SPREAD ? this.fragments[one.name.value] : one;
      const name = fragment?.typeCondition?.name.value ?? type.name;
      const condition = this.schema.getType(name);
      const isSure = isCompositeType(condition) && (condition === type || this.#isKindOf(type, condition));
      return fragment && isSure && !one.directives?.length ? this.#flat(fragment.selectionSet, type) : [one];
    });
  }

  /** Whether a selection is of some of an interface's objects only. */
  #narrows(node: SelectionNode, type: GraphQLCompositeType): boolean {
    if (node.kind === Kind.FIELD || !this.mixed.has(type.name)) return false;
    const fragment = node.kind === Kind.FRAGMENT_SPREAD ? this.fragments[node.name.value] : node;
    const condition = fragment?.typeCondition?.name.value;
    if (condition === undefined || condition === type.name) {
      return fragment?.selectionSet.selections.some((one) => this.#narrows(one, type)) ?? false;
    }
    return true;
  }

  #selection(node: SelectionNode, type: GraphQLCompositeType, possible: Possible): SelectionNode[] {
    if (node.kind === Kind.FIELD) {
      const field =
        isObjectType(type) || isInterfaceType(type) ? type.getFields()[node.name.value] : undefined;
      const inner = field && getNamedType(field.type);
      if (!node.selectionSet || !isCompositeType(inner)) return [node];
      return [{ ...node, selectionSet: this.set(node.selectionSet, inner, this.#possible(inner)) }];
    }
    const fragment = node.kind === Kind.FRAGMENT_SPREAD ? this.fragments[node.name.value] : node;
    const condition = fragment?.typeCondition ? this.schema.getType(fragment.typeCondition.name.value) : type;
    if (!fragment || !isCompositeType(condition)) return [];
    const both = new Set([...this.#possible(condition)].filter((one) => possible.has(one)));
    if (both.size === 0 && possible.size > 0) return [];
    if (this.#isKin(condition, type)) return [this.#inline(node, fragment, condition, both)];
    return [...both].map((one) => this.#inline(node, fragment, one, new Set([one])));
  }

  #inline(
    { directives = [] }: SelectionNode,
    { selectionSet }: { selectionSet: SelectionSetNode },
    type: GraphQLCompositeType,
    possible: Possible,
  ): SelectionNode {
    const typeCondition = {
      kind: Kind.NAMED_TYPE as const,
      name: { kind: Kind.NAME as const, value: type.name },
    };
    return {
      kind: Kind.INLINE_FRAGMENT,
      typeCondition,
      directives,
      selectionSet: this.set(selectionSet, type, possible),
    };
  }

  #possible(type: GraphQLCompositeType): Possible {
    return new Set(isAbstractType(type) ? this.schema.getPossibleTypes(type) : [type]);
  }

  /** Whether one is the other, or a kind of it. */
  #isKin(one: GraphQLCompositeType, other: GraphQLCompositeType): boolean {
    return one === other || this.#isKindOf(one, other) || this.#isKindOf(other, one);
  }

  #isKindOf(one: GraphQLCompositeType, other: GraphQLCompositeType): boolean {
    return isAbstractType(other) && !isUnionType(one) && this.schema.isSubType(other, one);
  }
}

/** Fields of one key become one field, with the selections of all: what differs by type has to be seen together. */
function mergedFields(selections: readonly SelectionNode[]): SelectionNode[] {
  const merged = new Map<string, SelectionNode>();
  for (const one of selections) {
    const key = one.kind === Kind.FIELD ? responseKey(one) : `... ${merged.size}`;
    const known = merged.get(key);
    if (one.kind !== Kind.FIELD || known?.kind !== Kind.FIELD) merged.set(key, one);
    else if (one.selectionSet && known.selectionSet) {
      const both = [...known.selectionSet.selections, ...one.selectionSet.selections];
      merged.set(key, { ...known, selectionSet: { ...known.selectionSet, selections: both } });
    }
  }
  return [...merged.values()];
}
