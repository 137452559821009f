import type { FetchDataRewrite } from '@apollo/query-planner';
import { isTree, own, type Tree } from './tree';
import type { TypeFacts } from '../compile/type-facts';

/** Changes a value in place. */
export type Rewrite = (value: unknown) => void;

const FRAGMENT = '... on ';

/**
 * Compiles what a plan wants changed in the data it sends (an interface object's type name) or gets (fields it had to
 * fetch under another name).
 */
export function compileRewrites(
  rewrites: readonly FetchDataRewrite[] | undefined,
  facts: TypeFacts,
): Rewrite[] {
  return (rewrites ?? []).map((rewrite) => {
    const last = rewrite.path.at(-1) ?? '';
    const apply =
      rewrite.kind === 'ValueSetter'
        ? (tree: Tree) => void (tree[last] = rewrite.setValueTo as unknown)
        : (tree: Tree) => rename(tree, last, rewrite.renameKeyTo);
    return atPath(rewrite.path.slice(0, -1), apply, facts);
  });
}

function rename(tree: Tree, from: string, to: string): void {
  const value = own(tree, from);
  if (value === undefined) return;
  tree[to] = value;
  delete tree[from];
}

function atPath(path: readonly string[], apply: (tree: Tree) => void, facts: TypeFacts): Rewrite {
  const [first, ...rest] = path;
  const next = first === undefined ? apply : atPath(rest, apply, facts);
  const one = (tree: Tree): void => {
    if (first === undefined) apply(tree);
    else if (!first.startsWith(FRAGMENT)) next(own(tree, first) as Tree);
    else {
      const type = own(tree, '__typename');
      if (type === undefined || facts.matches(type, first.slice(FRAGMENT.length))) next(tree);
    }
  };
  return function visit(value) {
    if (Array.isArray(value)) value.forEach(visit);
    else if (isTree(value)) one(value);
  };
}

/** The names that key-renaming rewrites undo, for errors' paths: alias → field as it is called in the tree. */
export function renamedKeys(rewrites: readonly FetchDataRewrite[] | undefined): ReadonlyMap<string, string> {
  const names = new Map<string, string>();
  for (const rewrite of rewrites ?? []) {
    if (rewrite.kind === 'KeyRenamer') names.set(rewrite.path.at(-1) ?? '', rewrite.renameKeyTo);
  }
  return names;
}
