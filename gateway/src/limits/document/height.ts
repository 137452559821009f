import { createMeasure, type DocumentFacts } from './document-facts';

/** All fields of an operation, fragments spread: what planning and execution have to walk. */
export function heightOver(facts: DocumentFacts, max: number): string | null {
  const heightOf = createMeasure(
    facts,
    (one, other) => one + other,
    (_field, inner) => 1 + inner,
  );
  for (const { selectionSet } of facts.operations) {
    const height = heightOf(selectionSet);
    if (height > max) {
      const found = Number.isSafeInteger(height) && height < 1e9 ? `${height}` : 'more than a billion';
      return `This operation asks for ${found} fields when its fragments are spread; ${max} is the limit. Ask for less at once.`;
    }
  }
  return null;
}
