import type { FetchNode, PlanNode, QueryPlanSelectionNode } from '@apollo/query-planner';
import {
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
  Kind,
  parse,
  type FieldNode,
  type GraphQLObjectType,
  type GraphQLOutputType,
  type SelectionSetNode,
} from 'graphql';
import type { Operation } from '../../pipeline/operation';
import type { Variables } from '../asked-fields';
import { responseKey, type ClientNames } from '../client-names';
import { collectFields } from '../collect-fields';
import { orNull, scanLeaf, scanList, scanObject, scanText, type Scan } from './scan';

/*
 * Finds the parts of a plan's fetches that are the client's as they come: of a field with a selection, all that the client
 * asked there is asked of one subgraph, in the same order, under the same names, of object types only; and no other fetch
 * adds to it or needs anything of it.
 */

/** Response keys from a root; lists are not steps of their own. */
type KeyPath = readonly string[];

export interface Fetched {
  readonly node: FetchNode;
  /** Where its fields go. */
  readonly at: KeyPath;
  /** All that it asks there. */
  readonly all: SelectionSetNode;
  /** The same, where it is fields only, at least at the top; else null. */
  readonly fields: SelectionSetNode | null;
  /** Its verbatim parts, by where they are below `at`. */
  readonly parts: Part[];
}

interface Part {
  readonly path: KeyPath;
  readonly scan: Scan;
  readonly isList: boolean;
}

/** @returns the fetches, with their verbatim parts; none for a plan with conditions */
export function findVerbatim(
  operation: Operation,
  conditions: Variables,
  names: ClientNames,
  plan: PlanNode,
): Fetched[] {
  const fetches = fetchesOf(plan, []);
  const root = operation.schema.getRootType(operation.type);
  if (!fetches || !root) return [];
  const finder = new Finder(operation, conditions, names, fetches);
  finder.visit(root, [operation.definition.selectionSet], []);
  return fetches.filter(({ parts }) => parts.length > 0);
}

function fetchesOf(node: PlanNode, at: KeyPath): Fetched[] | null {
  switch (node.kind) {
    case 'Fetch':
      return [fetched(node, at)];
    case 'Flatten':
      // A step with a type condition is more than a key.
      if (node.path.some((step) => String(step).includes('|'))) return null;
      return fetchesOf(node.node, [...at, ...node.path.map(String).filter((step) => step !== '@')]);
    case 'Sequence':
    case 'Parallel': {
      const inner = node.nodes.map((one) => fetchesOf(one, at));
      return inner.includes(null) ? null : inner.flatMap((one) => one ?? []);
    }
    default:
      return null;
  }
}

function fetched(node: FetchNode, at: KeyPath): Fetched {
  const definition = parse(node.operation, { noLocation: true }).definitions.find(
    (one) => one.kind === Kind.OPERATION_DEFINITION,
  );
  if (!definition) throw new Error('a fetch without an operation');
  const [entities] = definition.selectionSet.selections;
  const isOfEntities = node.requires !== undefined && entities?.kind === Kind.FIELD && entities.selectionSet;
  const all = isOfEntities || definition.selectionSet;
  const [only, ...others] = all.selections;
  const fields =
    isOfEntities && only?.kind === Kind.INLINE_FRAGMENT && others.length === 0 ? only.selectionSet : all;
  const isChanged = (node.outputRewrites?.length ?? 0) > 0;
  return { node, at, all, fields: !isChanged && isPlain(fields) ? fields : null, parts: [] };
}

/** Fields only, none twice. */
function isPlain({ selections }: SelectionSetNode): boolean {
  const keys = selections.map((one) => (one.kind === Kind.FIELD ? responseKey(one) : null));
  return !keys.includes(null) && new Set(keys).size === keys.length;
}

const startsWith = (path: KeyPath, start: KeyPath): boolean =>
  start.length <= path.length && start.every((key, index) => path[index] === key);

class Finder {
  constructor(
    readonly operation: Operation,
    readonly conditions: Variables,
    readonly names: ClientNames,
    readonly fetches: readonly Fetched[],
  ) {}

  visit(type: GraphQLObjectType, sets: readonly SelectionSetNode[], at: KeyPath): void {
    for (const nodes of collectFields(this.operation, type, sets, this.conditions).values()) {
      const [node] = nodes as [FieldNode];
      const field = type.getFields()[node.name.value];
      const inner = nodes.flatMap(({ selectionSet }) => selectionSet ?? []);
      if (!field || inner.length === 0) continue;
      const path = [...at, this.names.internalKey(node)];
      if (this.#take(path, field.type, inner)) continue;
      const object = objectIn(field.type);
      if (object) this.visit(object, inner, path);
    }
  }

  #take(path: KeyPath, type: GraphQLOutputType, sets: readonly SelectionSetNode[]): boolean {
    const found = this.fetches.flatMap((fetch) => {
      const below = startsWith(path, fetch.at) ? path.slice(fetch.at.length) : [];
      const field = fetch.fields && below.length > 0 ? fieldAt(fetch.fields, below) : null;
      return field?.selectionSet ? [{ fetch, below, selected: field.selectionSet }] : [];
    });
    const [only, ...others] = found;
    if (!only || others.length > 0 || this.#isShared(path, only.fetch)) return false;
    const scan = this.#scanOf(type, sets, only.selected);
    if (!scan) return false;
    only.fetch.parts.push({ path: only.below, scan, isList: isListType(nullable(type)) });
    return true;
  }

  /** Whether another fetch goes into this part, adds to it, or needs something of it. */
  #isShared(path: KeyPath, by: Fetched): boolean {
    return this.fetches.some((fetch) => {
      if (startsWith(fetch.at, path)) return true;
      if (!startsWith(path, fetch.at)) return false;
      const below = path.slice(fetch.at.length);
      return needs(fetch.node.requires ?? [], below) || (fetch !== by && asks(fetch.all, below));
    });
  }

  /** The check of a value, for what is asked of the subgraph, if that is what the client asks. */
  #scanOf(type: GraphQLOutputType, sets: readonly SelectionSetNode[], asked?: SelectionSetNode): Scan | null {
    if (!isNonNullType(type)) {
      const scan = this.#scanOfThere(type, sets, asked);
      return scan && orNull(scan);
    }
    return this.#scanOfThere(type.ofType, sets, asked);
  }

  #scanOfThere(type: GraphQLOutputType, sets: readonly SelectionSetNode[], asked?: SelectionSetNode) {
    if (isListType(type)) {
      const scan = this.#scanOf(type.ofType, sets, asked);
      return scan && scanList(scan);
    }
    if (isLeafType(type)) return scanLeaf(type);
    return isObjectType(type) && asked ? this.#scanOfObject(type, sets, asked) : null;
  }

  #scanOfObject(type: GraphQLObjectType, sets: readonly SelectionSetNode[], asked: SelectionSetNode) {
    const wanted = [...collectFields(this.operation, type, sets, this.conditions)];
    if (!isPlain(asked) || asked.selections.length !== wanted.length) return null;
    const members: [string, Scan][] = [];
    for (const [index, [key, nodes]] of wanted.entries()) {
      const scan = this.#scanOfMember(type, nodes, asked.selections[index] as FieldNode);
      if (!scan) return null;
      members.push([key, scan]);
    }
    return scanObject(members);
  }

  #scanOfMember(type: GraphQLObjectType, nodes: readonly FieldNode[], asked: FieldNode): Scan | null {
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
    return field ? this.#scanOf(field.type, inner, asked.selectionSet) : null;
  }
}

const nullable = (type: GraphQLOutputType): GraphQLOutputType => (isNonNullType(type) ? type.ofType : type);

function objectIn(type: GraphQLOutputType): GraphQLObjectType | null {
  const there = nullable(type);
  if (isListType(there)) return objectIn(there.ofType);
  return isObjectType(there) ? there : null;
}

/** A field that is reached by fields only. */
function fieldAt(set: SelectionSetNode, [key, ...rest]: KeyPath): FieldNode | null {
  if (!isPlain(set)) return null;
  const field = set.selections.find((one) => one.kind === Kind.FIELD && responseKey(one) === key);
  if (field?.kind !== Kind.FIELD) return null;
  return rest.length === 0 ? field : field.selectionSet ? fieldAt(field.selectionSet, rest) : null;
}

/** Whether a selection may ask something at a path, of whatever type. */
function asks({ selections }: SelectionSetNode, path: KeyPath): boolean {
  const [key, ...rest] = path;
  if (key === undefined) return true;
  return selections.some((one) => {
    if (one.kind === Kind.FRAGMENT_SPREAD) return true;
    if (one.kind === Kind.INLINE_FRAGMENT) return asks(one.selectionSet, path);
    return responseKey(one) === key && (!one.selectionSet || asks(one.selectionSet, rest));
  });
}

/** The same for what a fetch sends. */
function needs(selections: readonly QueryPlanSelectionNode[], path: KeyPath): boolean {
  const [key, ...rest] = path;
  if (key === undefined) return true;
  return selections.some((one) =>
    one.kind === 'Field'
      ? (one.alias ?? one.name) === key && needs(one.selections ?? [], rest)
      : needs(one.selections, path),
  );
}
