import { Kind, type ConstDirectiveNode, type DocumentNode } from 'graphql';
import { directiveName, linksOf } from '../supergraph/supergraph-links';

/** What a `@cacheControl` says. */
export interface CacheHint {
  /** Seconds. */
  readonly maxAge?: number;
  readonly isPrivate?: boolean;
  readonly inheritMaxAge?: boolean;
}

/** Hints by `Type` and `Type.field`. */
export type CacheHints = ReadonlyMap<string, CacheHint>;

/** Takes a supergraph's document; answers its cache hints, whatever the directive is called in it. */
export function cacheHintsOf(document: DocumentNode): CacheHints {
  const link = linksOf(document).find(({ imports }) => imports.has('@cacheControl'));
  const name = link ? directiveName(link, 'cacheControl') : 'cacheControl';
  const hints = new Map<string, CacheHint>();
  const note = (key: string, directives: readonly ConstDirectiveNode[] = []) => {
    const directive = directives.find((node) => node.name.value === name);
    if (directive) hints.set(key, readHint(directive));
  };
  for (const definition of document.definitions) {
    if (!TYPES.has(definition.kind) || !('name' in definition) || !definition.name) continue;
    const type = definition.name.value;
    note(type, definition.directives as readonly ConstDirectiveNode[]);
    if (!('fields' in definition)) continue;
    for (const field of definition.fields ?? []) note(`${type}.${field.name.value}`, field.directives);
  }
  return hints;
}

const TYPES = new Set<string>([
  Kind.OBJECT_TYPE_DEFINITION,
  Kind.INTERFACE_TYPE_DEFINITION,
  Kind.UNION_TYPE_DEFINITION,
]);

function readHint(directive: ConstDirectiveNode): CacheHint {
  let hint: CacheHint = {};
  for (const { name, value } of directive.arguments ?? []) {
    if (name.value === 'maxAge' && value.kind === Kind.INT) hint = { ...hint, maxAge: Number(value.value) };
    if (name.value === 'scope' && value.kind === Kind.ENUM)
      hint = { ...hint, isPrivate: value.value === 'PRIVATE' };
    if (name.value === 'inheritMaxAge' && value.kind === Kind.BOOLEAN)
      hint = { ...hint, inheritMaxAge: value.value };
  }
  return hint;
}
