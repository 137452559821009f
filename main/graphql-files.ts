import { readdirSync, statSync } from 'node:fs';
import { join, posix, sep } from 'node:path';

/** Folders that hold nobody's own documents. */
const SKIPPED = /^(node_modules|\..+)$/;
const DOCUMENT = /\.(graphql|gql)$/;
const WILDCARD = /[*?{]/;

/**
 * Finds documents.
 *
 * @param inputs files, folders (all `.graphql` and `.gql` files in them) and patterns: `*` and `?` within a name, `**` for any
 *   folders, `{a,b}` for one of several
 * @returns paths, each once, sorted
 * @throws Error naming each input that leads to no file
 */
export function findDocuments(inputs: readonly string[]): string[] {
  const found = new Set<string>();
  const missing: string[] = [];
  for (const input of inputs) {
    const paths = WILDCARD.test(input) ? matching(input) : named(input);
    if (paths.length === 0) missing.push(input);
    for (const path of paths) found.add(path);
  }
  if (missing.length > 0) throw new Error(`No .graphql file is found at ${missing.join(', ')}`);
  return [...found].toSorted();
}

function named(input: string): string[] {
  const path = posix.normalize(input.split(sep).join('/'));
  const stats = statSync(path, { throwIfNoEntry: false });
  if (stats?.isFile()) return [path];
  return stats?.isDirectory() ? walk(path).filter((file) => DOCUMENT.test(file)) : [];
}

function matching(pattern: string): string[] {
  const normal = posix.normalize(pattern);
  const parts = normal.split('/');
  const base = parts
    .slice(
      0,
      parts.findIndex((part) => WILDCARD.test(part)),
    )
    .join('/');
  const root = base === '' ? (normal.startsWith('/') ? '/' : '.') : base;
  if (!statSync(root, { throwIfNoEntry: false })?.isDirectory()) return [];
  const expression = toExpression(normal);
  return walk(root).filter((file) => expression.test(file));
}

function walk(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    if (SKIPPED.test(entry.name)) return [];
    const path = posix.normalize(join(folder, entry.name).split(sep).join('/'));
    return entry.isDirectory() ? walk(path) : entry.isFile() ? [path] : [];
  });
}

function toExpression(pattern: string): RegExp {
  const source = pattern.replace(
    /\*\*\/|\*\*|[*?{},]|[^*?{},]+/g,
    (part) => TRANSLATED[part] ?? escape(part),
  );
  return new RegExp(`^${source}$`);
}

const TRANSLATED: Record<string, string> = {
  '**/': '(?:[^/]+/)*',
  '**': '.*',
  '*': '[^/]*',
  '?': '[^/]',
  '{': '(?:',
  '}': ')',
  ',': '|',
};

const escape = (text: string): string => text.replace(/[\\^$.|+()[\]]/g, '\\$&');
