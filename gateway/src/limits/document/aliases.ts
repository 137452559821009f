import { walkDocument, type DocumentFacts } from './document-facts';

/**
 * Fields under another name, and fields asked again in the same selections: both let a short document ask for the same
 * thing many times, and graphql-js compares each pair of them.
 */
export function aliasesOver(facts: DocumentFacts, max: number): string | null {
  let count = 0;
  const keys = new Set<string>();
  walkDocument(facts, {
    onSelectionSet: () => keys.clear(),
    onField({ alias, name }) {
      const key = (alias ?? name).value;
      if (alias || keys.has(key)) count += 1;
      keys.add(key);
    },
  });
  if (count <= max) return null;
  return `This document has ${count} aliases and repeated fields; ${max} is the limit. Ask in several operations.`;
}
