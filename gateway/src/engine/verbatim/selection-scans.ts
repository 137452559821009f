import {
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
  Kind,
  type FieldNode,
  type GraphQLObjectType,
  type GraphQLOutputType,
  type SelectionSetNode,
} from 'graphql';
import type { Variables } from '../../pipeline/conditions';
import { responseKey, collectFields } from '../../pipeline/collect-fields';
import type { Operation } from '../../pipeline/operation';
import type { ClientNames } from '../compile/client-names';
import { orNull, scanLeaf, scanList, scanObject, scanText, type Scan } from './scan';

/** Makes the scans of what a client selects, where a subgraph is asked for exactly that. */
export class SelectionScans {
  constructor(
    readonly operation: Operation,
    readonly conditions: Variables,
    readonly names: ClientNames,
  ) {}

  /** The check of a value, for what is asked of the subgraph, if that is what the client asks. */
  of(type: GraphQLOutputType, sets: readonly SelectionSetNode[], asked?: SelectionSetNode): Scan | null {
    if (!isNonNullType(type)) {
      const scan = this.#ofThere(type, sets, asked);
      return scan && orNull(scan);
    }
    return this.#ofThere(type.ofType, sets, asked);
  }

  #ofThere(type: GraphQLOutputType, sets: readonly SelectionSetNode[], asked?: SelectionSetNode) {
    if (isListType(type)) {
      const scan = this.of(type.ofType, sets, asked);
      return scan && scanList(scan);
    }
    if (isLeafType(type)) return scanLeaf(type);
    return isObjectType(type) && asked ? this.#ofObject(type, sets, asked) : null;
  }

  #ofObject(type: GraphQLObjectType, sets: readonly SelectionSetNode[], asked: SelectionSetNode) {
    const wanted = [...collectFields(this.operation, type, sets, this.conditions)];
    if (!isPlain(asked) || asked.selections.length !== wanted.length) return null;
    const members: [string, Scan][] = [];
    for (const [index, [key, nodes]] of wanted.entries()) {
      const scan = this.#ofMember(type, nodes, asked.selections[index] as FieldNode);
      if (!scan) return null;
      members.push([key, scan]);
    }
    return scanObject(members);
  }

  #ofMember(type: GraphQLObjectType, nodes: readonly FieldNode[], asked: FieldNode): Scan | null {
    const [node] = nodes as [FieldNode];
    const key = responseKey(node);
    const isSame =
      responseKey(asked) === key &&
      this.names.internalKey(node) === key &&
      asked.name.value === node.name.value;
    if (!isSame) return null;
    if (node.name.value === '__typename') return scanText(JSON.stringify(type.name));
    const field = type.getFields()[node.name.value];
    const inner = nodes.flatMap(({ selectionSet }) => selectionSet ?? []);
    return field ? this.of(field.type, inner, asked.selectionSet) : null;
  }

  /** Lists cost by their length, and arguments may by what is in them. */
  isOfKnownCost(type: GraphQLOutputType, node: FieldNode, sets: readonly SelectionSetNode[]): boolean {
    const there = nullable(type);
    if (isListType(there) || node.arguments?.length) return false;
    if (!isObjectType(there)) return true;
    return [...collectFields(this.operation, there, sets, this.conditions).values()].every((nodes) => {
      const [inner] = nodes as [FieldNode];
      const field = there.getFields()[inner.name.value];
      const selected = nodes.flatMap(({ selectionSet }) => selectionSet ?? []);
      return !field || this.isOfKnownCost(field.type, inner, selected);
    });
  }
}

/** Fields only, none twice. */
export function isPlain({ selections }: SelectionSetNode): boolean {
  const keys = selections.map((one) => (one.kind === Kind.FIELD ? responseKey(one) : null));
  return !keys.includes(null) && new Set(keys).size === keys.length;
}

export const nullable = (type: GraphQLOutputType): GraphQLOutputType =>
  isNonNullType(type) ? type.ofType : type;
