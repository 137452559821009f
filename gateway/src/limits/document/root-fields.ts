import { createMeasure, type DocumentFacts } from './document-facts';

/** Fields at the top of an operation, fragments spread: each is work of its own. */
export function rootFieldsOver(facts: DocumentFacts, max: number): string | null {
  const countOf = createMeasure(
    facts,
    (one, other) => one + other,
    () => 1,
  );
  for (const { selectionSet } of facts.operations) {
    const count = countOf(selectionSet);
    if (count > max)
      return `This operation has ${count} fields at its top; ${max} is the limit. Ask in several operations.`;
  }
  return null;
}
