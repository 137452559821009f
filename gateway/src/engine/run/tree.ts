/*
 * The tree of results: what subgraphs answered, merged in place. Its keys come from plans, so none of them is a name that
 * objects inherit (client-names.ts); what a subgraph sends unasked may be named anything, and is never followed.
 */

export type Tree = Record<string, unknown>;

export const isTree = (value: unknown): value is Tree =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Reads a property of the object's own. */
export const own = (tree: Tree, key: string): unknown => (Object.hasOwn(tree, key) ? tree[key] : undefined);

/**
 * Merges what a subgraph answered into what is there. A null doesn't remove what another subgraph found.
 *
 * @param isConcrete says of a type's name that it is an object type's: it is not replaced by an interface's, which is
 *   what a subgraph with an interface object says
 */
export function merge(target: Tree, source: Tree, isConcrete: (type: unknown) => boolean): void {
  for (const key of Object.keys(source)) {
    const value = source[key];
    if (value === undefined || key === '__proto__') continue;
    const present = Object.hasOwn(target, key) ? target[key] : undefined;
    if (present === undefined || present === null) target[key] = value;
    else if (value === null || value === present) continue;
    else if (key === '__typename') {
      if (isConcrete(value) || !isConcrete(present)) target[key] = value;
    } else target[key] = merged(present, value, isConcrete);
  }
}

function merged(present: unknown, value: unknown, isConcrete: (type: unknown) => boolean): unknown {
  if (isTree(present) && isTree(value)) {
    merge(present, value, isConcrete);
    return present;
  }
  if (Array.isArray(present) && Array.isArray(value) && present.length === value.length) {
    for (let at = 0; at < value.length; at += 1) {
      if (present[at] === null || present[at] === undefined) present[at] = value[at];
      else if (value[at] !== null) present[at] = merged(present[at], value[at], isConcrete);
    }
    return present;
  }
  return value;
}
