import { createMeasure, type DocumentFacts } from './document-facts';

/** Fields within fields. Introspection is not counted: graphql-js bounds it itself. */
export function depthOver(facts: DocumentFacts, max: number): string | null {
  const depthOf = createMeasure(facts, Math.max, ({ name }, inner) =>
    name.value.startsWith('__') ? 0 : 1 + inner,
  );
  for (const { selectionSet } of facts.operations) {
    const depth = depthOf(selectionSet);
    if (depth > max)
      return `This operation nests ${depth} fields deep; ${max} is the limit. Ask in two operations.`;
  }
  return null;
}
