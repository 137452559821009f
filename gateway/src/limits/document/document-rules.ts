import type { SelectionSetNode } from 'graphql';
import { createMeasure, type DocumentFacts, walkDocument } from './document-facts';

/** What is counted of a document, and what a client is told whose document has more than it may. */
export interface DocumentRule {
  readonly count: (facts: DocumentFacts) => number;
  readonly refusal: (found: number, max: number) => string;
}

/** In order: those that bound the work of the others first. */
export const RULES = {
  /** Operations in one document: one of them is run, all of them are validated. */
  operations: {
    count: ({ operations }) => operations.length,
    refusal: (found, max) =>
      `This document has ${found} operations; ${max} is the limit. Send the one to be run.`,
  },
  /** Named fragments spread, as often as the text says so: graphql-js compares each pair of those side by side. */
  fragmentSpreads: {
    count(facts) {
      let count = 0;
      walkDocument(facts, { onSpread: () => (count += 1) });
      return count;
    },
    refusal: (found, max) =>
      `This document spreads fragments ${found} times; ${max} is the limit. Write small fragments out.`,
  },
  /**
   * Fields under another name, and fields asked again in the same selections: both let a short document ask for the same
   * thing many times, and graphql-js compares each pair of them. A field asked once on each type of a union is asked once.
   */
  aliases: {
    count: aliasesIn,
    refusal: (found, max) =>
      `This document has ${found} aliases and repeated fields; ${max} is the limit. Ask in several operations.`,
  },
  /** Directives of a whole document. */
  directives: {
    count(facts) {
      let count = 0;
      walkDocument(facts, { onDirectives: ({ length }) => (count += length) });
      return count;
    },
    refusal: (found, max) => `This document has ${found} directives; ${max} is the limit. Take some away.`,
  },
  /** Directives at one place: a field, a fragment, a variable or an operation. */
  directivesPerPlace: {
    count(facts) {
      let most = 0;
      walkDocument(facts, { onDirectives: ({ length }) => (most = Math.max(most, length)) });
      return most;
    },
    refusal: (found, max) =>
      `One place of this document has ${found} directives; ${max} is the limit. Take some away.`,
  },
  /** Fields at the top of an operation, fragments spread: each is work of its own. */
  rootFields: {
    count: (facts) =>
      most(
        facts,
        createMeasure(facts, sum, () => 1),
      ),
    refusal: (found, max) =>
      `This operation has ${found} fields at its top; ${max} is the limit. Ask in several operations.`,
  },
  /** Fields within fields. Introspection is not counted: graphql-js bounds it itself. */
  depth: {
    count: (facts) =>
      most(
        facts,
        createMeasure(facts, Math.max, ({ name }, inner) => (name.value.startsWith('__') ? 0 : 1 + inner)),
      ),
    refusal: (found, max) =>
      `This operation nests ${found} fields deep; ${max} is the limit. Ask in two operations.`,
  },
  /** All fields of an operation, fragments spread: what planning and execution have to walk. */
  height: {
    count: (facts) =>
      most(
        facts,
        createMeasure(facts, sum, (_field, inner) => 1 + inner),
      ),
    refusal(found, max) {
      const fields = Number.isSafeInteger(found) && found < 1e9 ? `${found}` : 'more than a billion';
      return `This operation asks for ${fields} fields when its fragments are spread; ${max} is the limit. Ask for less at once.`;
    },
  },
} satisfies Record<string, DocumentRule>;

const sum = (one: number, other: number): number => one + other;

/** Of the operation that has the most. */
const most = ({ operations }: DocumentFacts, measure: (set: SelectionSetNode) => number): number =>
  operations.reduce((largest, { selectionSet }) => Math.max(largest, measure(selectionSet)), 0);

/** Types of a field's fragments that are looked at; what a field is asked on more of them counts. */
const MAX_TYPES = 100;

function aliasesIn(facts: DocumentFacts): number {
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
  return count;
}
