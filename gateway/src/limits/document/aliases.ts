import { walkDocument, type DocumentFacts } from './document-facts';

/** Types of a field's fragments that are looked at; what a field is asked on more of them counts. */
const MAX_TYPES = 100;

/**
 * Fields under another name, and fields asked again in the same selections: both let a short document ask for the same
 * thing many times, and graphql-js compares each pair of them. A field asked once on each type of a union is asked once.
 */
export function aliasesOver(facts: DocumentFacts, max: number): string | null {
  let count = 0;
  /** By response key, the types it is asked on. */
  const types = new Map<string, Set<string>>();
  walkDocument(facts, {
    onSelectionSet: () => types.clear(),
    onField({ alias, name }, on) {
      const key = `${(alias ?? name).value} ${name.value}`;
      const known = types.get(key);
      if (!known) {
        types.set(key, new Set([on]));
        if (alias) count += 1;
      } else if (known.has(on) || known.size >= MAX_TYPES) count += 1;
      else known.add(on);
    },
  });
  if (count <= max) return null;
  return `This document has ${count} aliases and repeated fields; ${max} is the limit. Ask in several operations.`;
}
