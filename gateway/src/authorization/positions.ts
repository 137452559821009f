import {
  getNamedType,
  isAbstractType,
  isObjectType,
  Kind,
  type FieldNode,
  type GraphQLObjectType,
  type GraphQLOutputType,
  type GraphQLSchema,
  type SelectionSetNode,
} from 'graphql';
import type { Operation } from '../pipeline/operation';

/*
 * Where in an operation a selection stands: under a field that returns one object type, or one of several. Every
 * selection is looked at once per position, so an operation of many spreads costs no more than its length times the
 * types it meets.
 */

/** What a field's value can be, as an object. */
export interface Position {
  /** The named type of the field. */
  readonly name: string;
  readonly types: readonly GraphQLObjectType[];
  /** The object's own type decides then, and it is known from the answer only. */
  readonly isAbstract: boolean;
}

export interface Positions {
  /** The position under a field of this type; null under a leaf. */
  under(type: GraphQLOutputType): Position | null;
  /** The types an object at the position can have within a fragment on `within`. */
  within(position: Position, within: string): readonly GraphQLObjectType[];
  /** Whether some object is of both types: a fragment on one may stand within the other. */
  overlap(one: string, other: string): boolean;
}

export function createPositions(schema: GraphQLSchema): Positions {
  const known = new Map<string, Position | null>();

  function positionOf(type: unknown): Position | null {
    if (isObjectType(type)) return { name: type.name, types: [type], isAbstract: false };
    if (!isAbstractType(type)) return null;
    return { name: type.name, types: schema.getPossibleTypes(type), isAbstract: true };
  }
  function ofNamed(name: string): Position | null {
    let position = known.get(name);
    if (position === undefined) {
      position = positionOf(schema.getType(name));
      known.set(name, position);
    }
    return position;
  }
  return {
    under: (type) => ofNamed(getNamedType(type).name),
    within(position, name) {
      if (name === position.name) return position.types;
      const possible = new Set(ofNamed(name)?.types);
      return position.types.filter((type) => possible.has(type));
    },
    overlap(one, other) {
      const possible = new Set(ofNamed(other)?.types);
      return ofNamed(one)?.types.some((type) => possible.has(type)) === true;
    },
  };
}

/**
 * What a walk is told of each field, `__typename` included: the node, and the types its parent can have there; none in a
 * branch that no object can take.
 */
export type FieldVisitor = (node: FieldNode, live: readonly GraphQLObjectType[], position: Position) => void;

/**
 * Tells of every field of an operation, once per position it stands at.
 *
 * @param root the operation's root type, as a position
 */
export function eachField(
  operation: Operation,
  positions: Positions,
  root: Position,
  tell: FieldVisitor,
): void {
  const seen = new Map<SelectionSetNode, Set<Position>>();

  function walk(set: SelectionSetNode, within: string, position: Position): void {
    const before = seen.get(set) ?? new Set();
    if (before.has(position)) return;
    seen.set(set, before.add(position));
    for (const selection of set.selections) {
      if (selection.kind === Kind.INLINE_FRAGMENT) {
        walk(selection.selectionSet, selection.typeCondition?.name.value ?? within, position);
      } else if (selection.kind === Kind.FRAGMENT_SPREAD) {
        const fragment = operation.fragments[selection.name.value];
        if (fragment) walk(fragment.selectionSet, fragment.typeCondition.name.value, position);
      } else field(selection, within, position);
    }
  }

  function field(node: FieldNode, within: string, position: Position): void {
    if (node.name.value === '__schema' || node.name.value === '__type') return;
    const live = positions.within(position, within);
    tell(node, live, position);
    if (!node.selectionSet || live.length === 0) return;
    for (const next of positionsUnder(node, live, within, operation.schema, positions)) {
      walk(node.selectionSet, next.name, next);
    }
  }

  walk(operation.definition.selectionSet, root.name, root);
}

/** Below a field of an interface: what the interface returns, and what each type returns more narrowly. */
function positionsUnder(
  node: FieldNode,
  live: readonly GraphQLObjectType[],
  within: string,
  schema: GraphQLSchema,
  positions: Positions,
): Set<Position> {
  const declared = schema.getType(within);
  const types = [declared, ...live].flatMap((type) => (type && 'getFields' in type ? [type] : []));
  const found = types.flatMap((type) => {
    const returned = type.getFields()[node.name.value]?.type;
    const position = returned ? positions.under(returned as GraphQLOutputType) : null;
    return position ? [position] : [];
  });
  return new Set(found);
}
