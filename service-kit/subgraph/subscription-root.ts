import { Kind, type DocumentNode, type FragmentDefinitionNode, type SelectionSetNode } from 'graphql';

/*
 * The root of a subscription has to be one field, whatever the variables say, so `@skip` and `@include` have no place there
 * (https://spec.graphql.org/September2025/#sec-Single-Root-Field). graphql-js 16 evaluates them in its rule of validation, which
 * knows no variables, and throws: it would be a fault.
 */

const CONDITIONS = ['skip', 'include'];

/** Takes a parsed document, not validated; answers why it can't be run, or null. */
export function conditionalRootOf(document: DocumentNode): string | null {
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const node of document.definitions) {
    if (node.kind === Kind.FRAGMENT_DEFINITION) fragments.set(node.name.value, node);
  }
  const visited = new Set<string>();
  const hasCondition = ({ selections }: SelectionSetNode): boolean =>
    selections.some((selection) => {
      if (selection.directives?.some(({ name }) => CONDITIONS.includes(name.value))) return true;
      if (selection.kind === Kind.FIELD) return false;
      if (selection.kind === Kind.INLINE_FRAGMENT) return hasCondition(selection.selectionSet);
      const { value: name } = selection.name;
      if (visited.has(name)) return false;
      visited.add(name);
      const fragment = fragments.get(name);
      return fragment !== undefined && hasCondition(fragment.selectionSet);
    });
  const isConditional = document.definitions.some(
    (node) =>
      node.kind === Kind.OPERATION_DEFINITION &&
      node.operation === 'subscription' &&
      hasCondition(node.selectionSet),
  );
  return isConditional ? CONDITIONAL_ROOT : null;
}

const CONDITIONAL_ROOT =
  'The root of a subscription is always one field: take @skip and @include away from it. They may stand deeper in it.';
