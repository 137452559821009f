import { walkDocument, type DocumentFacts } from './document-facts';

/** Named fragments spread, as often as the text says so: graphql-js compares each pair of those side by side. */
export function fragmentSpreadsOver(facts: DocumentFacts, max: number): string | null {
  let count = 0;
  walkDocument(facts, { onSpread: () => (count += 1) });
  if (count <= max) return null;
  return `This document spreads fragments ${count} times; ${max} is the limit. Write small fragments out.`;
}
