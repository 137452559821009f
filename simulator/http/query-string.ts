/** Query parameters in the nested form PHP gives them: `filter[id][]=1` is `{ filter: { id: { 0: '1' } } }`. */
export interface QueryTree {
  [key: string]: string | QueryTree;
}

const MAX_DEPTH = 6;
const MAX_PAIRS = 2_000;

function keysOf(name: string): string[] {
  const bracket = name.indexOf('[');
  if (bracket <= 0) return [name];
  const inner = [...name.slice(bracket).matchAll(/\[([^\]]*)\]/g)].map((match) => match[1] ?? '');
  return [name.slice(0, bracket), ...inner];
}

function put(tree: QueryTree, keys: readonly string[], value: string): void {
  let node = tree;
  keys.forEach((key, depth) => {
    const name = key === '' ? String(Object.keys(node).length) : key;
    if (depth === keys.length - 1) {
      node[name] = value;
      return;
    }
    const next = node[name];
    const child: QueryTree = typeof next === 'object' ? next : (Object.create(null) as QueryTree);
    node[name] = child;
    node = child;
  });
}

/** Parses a query string; brackets nest, `[]` counts up. Trees have no prototype. */
export function parseQuery(query: string): QueryTree {
  const tree = Object.create(null) as QueryTree;
  let pairs = 0;
  for (const [name, value] of new URLSearchParams(query)) {
    pairs += 1;
    const keys = keysOf(name);
    if (pairs > MAX_PAIRS || keys.length > MAX_DEPTH) continue;
    put(tree, keys, value);
  }
  return tree;
}

/** The part of a tree at a path, or undefined. */
export function at(tree: QueryTree, ...path: string[]): string | QueryTree | undefined {
  let node: string | QueryTree | undefined = tree;
  for (const key of path) node = typeof node === 'object' ? node[key] : undefined;
  return node;
}

/** The text at a path, or undefined. */
export function textAt(tree: QueryTree, ...path: string[]): string | undefined {
  const found = at(tree, ...path);
  return typeof found === 'string' ? found : undefined;
}

/** All texts at a path: one value, or the elements of a list. */
export function textsOf(node: string | QueryTree | undefined): string[] {
  if (node === undefined) return [];
  if (typeof node === 'string') return [node];
  return Object.values(node).filter((value): value is string => typeof value === 'string');
}

/** Encodes a query the way Kommo writes it into links, with `page` put last. */
export function queryWithPage(query: string, page: number): string {
  const pairs = [...new URLSearchParams(query)].filter(([name]) => name !== 'page');
  pairs.push(['page', String(page)]);
  return pairs.map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`).join('&');
}
