import { isTree, own, type Tree } from './tree';

/** Where a fetch's entities stand: keys, and `@` for each element of a list. */
export type PlanPath = readonly string[];
/** The same, for one object: keys and indices. */
export type ConcretePath = readonly (string | number)[];

/** Collects the objects at a path, in order; what is null or of another shape is left out. */
export function objectsAt(root: Tree, path: PlanPath): Tree[] {
  const found: Tree[] = [];
  collect(root, path, 0, found);
  return found;
}

function collect(value: unknown, path: PlanPath, at: number, found: Tree[]): void {
  if (Array.isArray(value)) {
    const next = path[at] === '@' ? at + 1 : at;
    for (const element of value) collect(element, path, next, found);
  } else if (isTree(value)) {
    const key = path[at];
    if (key === undefined) found.push(value);
    else if (key !== '@') collect(own(value, key), path, at + 1, found);
  }
}

/** Where each object at a path stands: an object that was found for several places is given once, with all of them. */
export function placesAt(root: Tree, path: PlanPath): Map<Tree, ConcretePath[]> {
  const found = new Map<Tree, ConcretePath[]>();
  const trail: (string | number)[] = [];
  function visit(value: unknown, at: number): void {
    if (Array.isArray(value)) {
      const next = path[at] === '@' ? at + 1 : at;
      value.forEach((element, index) => step(index, element, next));
    } else if (isTree(value)) {
      const key = path[at];
      if (key === undefined) remember(value);
      else if (key !== '@') step(key, own(value, key), at + 1);
    }
  }
  function step(key: string | number, value: unknown, at: number): void {
    trail.push(key);
    visit(value, at);
    trail.pop();
  }
  function remember(tree: Tree): void {
    const places = found.get(tree);
    if (places) places.push([...trail]);
    else found.set(tree, [[...trail]]);
  }
  visit(root, 0);
  return found;
}
