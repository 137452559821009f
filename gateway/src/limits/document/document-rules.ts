import { createMeasure, type DocumentFacts, walkDocument } from './document-facts';

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

/** Named fragments spread, as often as the text says so: graphql-js compares each pair of those side by side. */
export function fragmentSpreadsOver(facts: DocumentFacts, max: number): string | null {
  let count = 0;
  walkDocument(facts, { onSpread: () => (count += 1) });
  if (count <= max) return null;
  return `This document spreads fragments ${count} times; ${max} is the limit. Write small fragments out.`;
}

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

/** Operations in one document: one of them is run, all of them are validated. */
export function operationsOver({ operations }: DocumentFacts, max: number): string | null {
  if (operations.length <= max) return null;
  return `This document has ${operations.length} operations; ${max} is the limit. Send the one to be run.`;
}

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
