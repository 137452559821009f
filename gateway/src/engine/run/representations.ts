import type { FetchNode, QueryPlanSelectionNode } from '@apollo/query-planner';
import type { PlanParts } from './plan-parts';
import type { RequiredField } from '../foreign-graphs/required-fields';
import { holdsOverflow } from '../../../../service-kit/data/overflow';
import { compileRewrites } from './rewrites';
import { isTree, own, type Tree } from './tree';
import type { TypeFacts } from '../compile/type-facts';

/** What a subgraph is told of an entity: its type, its key, and what its fields require. */
type Representation = Tree;

/**
 * Takes an object of the tree; answers its representation, or null when something that is needed is not there.
 *
 * @param isSound whether all fetches so far brought what they should: then what is not there was not to be fetched
 */
export type Extract = (tree: Tree, isSound: boolean) => Representation | null;

/** Representations to be sent, each once, and which of them each object is. */
export interface Gathered {
  readonly representations: Representation[];
  /** By the objects' order: an index into the representations, or -1 for an object that has none. */
  readonly slots: readonly number[];
  /** Objects of which something is required that JSON can't tell: it would be sent as null. */
  readonly untold: readonly Tree[];
}

/** Compiles a fetch's `requires`. The planner's own fields (required-fields.ts) are sent by their real names. */
export function compileExtract(
  fetch: FetchNode,
  { types, requiredFields, keys }: Pick<PlanParts, 'types' | 'requiredFields' | 'keys'>,
): Extract {
  const mayBeSent = keys.mayBeSent(fetch);
  const fillAll = compileSelections(fetch.requires ?? [], types, requiredFields);
  // Where one fragment has the key and another what a field requires, the latter may be there for some objects only.
  const fillSome = mayBeSent ? leniently(fetch.requires ?? [], types, requiredFields) : fillAll;
  const rewrites = compileRewrites(fetch.inputRewrites, types);
  return (tree, isSound) => {
    const representation: Representation = {};
    const fill = isSound ? fillSome : fillAll;
    if (!fill(tree, representation) || representation['__typename'] === undefined) return null;
    for (const rewrite of rewrites) rewrite(representation);
    return mayBeSent && !mayBeSent(representation) ? null : representation;
  };
}

function leniently(
  requires: readonly QueryPlanSelectionNode[],
  types: TypeFacts,
  requiredFields: ReadonlyMap<string, RequiredField>,
): Fill {
  const fills = requires.map((node) => compileSelections([node], types, requiredFields));
  return (from, to) => {
    for (const fill of fills) fill(from, to);
    return true;
  };
}

/** Copies what is selected; false when something is missing (a null is there). */
type Fill = (from: Tree, to: Tree) => boolean;

function compileSelections(
  selections: readonly QueryPlanSelectionNode[],
  facts: TypeFacts,
  requiredFields: ReadonlyMap<string, RequiredField>,
): Fill {
  const fills = selections.map((node): Fill => {
    const inner = node.selections && compileSelections(node.selections, facts, requiredFields);
    if (node.kind === 'Field') {
      const key = node.alias ?? node.name;
      return copyField(key, requiredFields.get(node.name)?.name ?? key, inner);
    }
    const { typeCondition } = node;
    if (!inner || typeCondition === undefined) return inner ?? (() => true);
    return (from, to) => !facts.matches(own(from, '__typename'), typeCondition) || inner(from, to);
  });
  const [only] = fills;
  if (only && fills.length === 1) return only;
  return (from, to) => {
    for (const fill of fills) if (!fill(from, to)) return false;
    return true;
  };
}

function copyField(key: string, as: string, inner: Fill | undefined): Fill {
  const copy = inner ? copyOf(inner) : (value: unknown) => value;
  const isInherited = key in Object.prototype;
  return (from, to) => {
    const value = isInherited ? own(from, key) : from[key];
    if (value === undefined) return false;
    const known = isInherited ? own(to, as) : to[as];
    if (inner && isTree(known) && isTree(value)) return inner(value, known); // named by a former fragment
    const copied = copy(value);
    if (copied === undefined) return false;
    to[as] = copied;
    return true;
  };
}

/** Copies of objects and lists of them; undefined when one lacks something. */
function copyOf(fill: Fill): (value: unknown) => unknown {
  return function copy(value): unknown {
    if (Array.isArray(value)) {
      const list: unknown[] = value.map(copy);
      return list.includes(undefined) ? undefined : list;
    }
    if (!isTree(value)) return value;
    const to: Tree = {};
    return fill(value, to) ? to : undefined;
  };
}

/** The same text for equal representations, and for no others. Most hold a type's name and an id only. */
function keyOf(representation: Representation): string {
  let key = '';
  for (const name in representation) {
    const value = representation[name];
    if (typeof value !== 'string') return JSON.stringify(representation);
    key += `${name} ${value.length} ${value} `;
  }
  return key;
}

/** Gathers the representations of objects; equal ones are sent once. */
export function gather(objects: readonly Tree[], extract: Extract, isSound: boolean): Gathered {
  const representations: Representation[] = [];
  const slots: number[] = [];
  const known = new Map<string, number>();
  const untold: Tree[] = [];
  for (const object of objects) {
    const representation = extract(object, isSound);
    const isUntold = representation !== null && holdsOverflow(representation);
    if (isUntold) untold.push(object);
    if (!representation || isUntold) {
      slots.push(-1);
      continue;
    }
    const text = objects.length === 1 ? '' : keyOf(representation);
    let slot = known.get(text);
    if (slot === undefined) {
      slot = representations.push(representation) - 1;
      known.set(text, slot);
    }
    slots.push(slot);
  }
  return { representations, slots, untold };
}
