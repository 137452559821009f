import {
  Kind,
  type DirectiveNode,
  type DocumentNode,
  type FieldNode,
  type OperationDefinitionNode,
  type SelectionSetNode,
} from 'graphql';
import { fragmentsOf, type Fragments } from '../../pipeline/operation';

/** A parsed document, not validated: what is in it, by kind. */
export interface DocumentFacts {
  readonly document: DocumentNode;
  readonly operations: readonly OperationDefinitionNode[];
  readonly fragments: Fragments;
}

/** Sorts a document's definitions. */
export function factsOf(document: DocumentNode): DocumentFacts {
  const operations = document.definitions.filter((node) => node.kind === Kind.OPERATION_DEFINITION);
  return { document, operations, fragments: fragmentsOf(document) };
}

/**
 * Makes a function that measures a selection set with its fragments spread. Each fragment is measured once, so a document
 * whose fragments spread one another a million times over costs no more than its length.
 *
 * @param combine what two selections side by side amount to
 * @param ofField what a field amounts to, given what its own selections do
 */
export function createMeasure(
  { fragments }: DocumentFacts,
  combine: (one: number, other: number) => number,
  ofField: (field: FieldNode, inner: number) => number,
): (selectionSet: SelectionSetNode) => number {
  const known = new Map<string, number>();

  function ofFragment(name: string): number {
    const before = known.get(name);
    if (before !== undefined) return before;
    known.set(name, 0); // a cycle, or a fragment that isn't there: validation refuses both
    const fragment = fragments[name];
    const measured = fragment ? measure(fragment.selectionSet) : 0;
    known.set(name, measured);
    return measured;
  }

  function measure({ selections }: SelectionSetNode): number {
    let sum = 0;
    for (const selection of selections) {
      if (selection.kind === Kind.FRAGMENT_SPREAD) sum = combine(sum, ofFragment(selection.name.value));
      else if (selection.kind === Kind.INLINE_FRAGMENT) sum = combine(sum, measure(selection.selectionSet));
      else
        sum = combine(sum, ofField(selection, selection.selectionSet ? measure(selection.selectionSet) : 0));
    }
    return sum;
  }

  return measure;
}

/** What a walk over a document's text tells; nothing is spread. */
export interface DocumentVisitor {
  /** A selection set that is not an inline fragment's; those are part of the one around them. */
  onSelectionSet?(): void;
  /** @param on the type of the inline fragment it stands in; '' for none */
  onField?(field: FieldNode, on: string): void;
  onSpread?(): void;
  onDirectives?(directives: readonly DirectiveNode[]): void;
}

/** Walks over operations and fragments once, in the order of the text: an inner set after all fields of the outer one. */
export function walkDocument({ document }: DocumentFacts, visitor: DocumentVisitor): void {
  const waiting: SelectionSetNode[] = [];
  for (const definition of document.definitions) {
    const isOperation = definition.kind === Kind.OPERATION_DEFINITION;
    if (!isOperation && definition.kind !== Kind.FRAGMENT_DEFINITION) continue;
    visitor.onDirectives?.(definition.directives ?? []);
    for (const variable of isOperation ? (definition.variableDefinitions ?? []) : []) {
      visitor.onDirectives?.(variable.directives ?? []);
    }
    waiting.push(definition.selectionSet);
    for (let set = waiting.pop(); set; set = waiting.pop()) {
      visitor.onSelectionSet?.();
      walkSelections(set, visitor, waiting);
    }
  }
}

function walkSelections(
  set: SelectionSetNode,
  visitor: DocumentVisitor,
  waiting: SelectionSetNode[],
  on = '',
): void {
  for (const selection of set.selections) {
    visitor.onDirectives?.(selection.directives ?? []);
    if (selection.kind === Kind.FRAGMENT_SPREAD) visitor.onSpread?.();
    else if (selection.kind === Kind.INLINE_FRAGMENT)
      walkSelections(selection.selectionSet, visitor, waiting, selection.typeCondition?.name.value ?? on);
    else {
      visitor.onField?.(selection, on);
      if (selection.selectionSet) waiting.push(selection.selectionSet);
    }
  }
}
