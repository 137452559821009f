import { walkDocument, type DocumentFacts } from './document-facts';

/** Directives of a whole document. */
export function directivesOver(facts: DocumentFacts, max: number): string | null {
  let count = 0;
  walkDocument(facts, { onDirectives: (directives) => (count += directives.length) });
  if (count <= max) return null;
  return `This document has ${count} directives; ${max} is the limit. Take some away.`;
}

/** Directives at one place: a field, a fragment, a variable or an operation. */
export function directivesPerPlaceOver(facts: DocumentFacts, max: number): string | null {
  let most = 0;
  walkDocument(facts, { onDirectives: ({ length }) => (most = Math.max(most, length)) });
  if (most <= max) return null;
  return `One place of this document has ${most} directives; ${max} is the limit. Take some away.`;
}
