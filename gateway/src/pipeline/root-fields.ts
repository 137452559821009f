import { Kind, type SelectionNode, type SelectionSetNode } from 'graphql';
import type { Operation } from './operation';

/**
 * The fields at an operation's root, fragments spread: the field's name by its key in the answer. The document need not be valid.
 *
 * @param isKept leaves selections out; all are kept without it, whatever their conditions
 */
export function rootFieldsOf(
  { definition, fragments }: Pick<Operation, 'definition' | 'fragments'>,
  isKept: (selection: SelectionNode) => boolean = () => true,
): Map<string, string> {
  const found = new Map<string, string>();
  const spread = new Set<string>();
  const visit = ({ selections }: SelectionSetNode): void => {
    for (const selection of selections) {
      if (!isKept(selection)) continue;
      if (selection.kind === Kind.FIELD) {
        found.set((selection.alias ?? selection.name).value, selection.name.value);
      } else if (selection.kind === Kind.INLINE_FRAGMENT) visit(selection.selectionSet);
      else if (!spread.has(selection.name.value)) {
        spread.add(selection.name.value);
        const fragment = fragments[selection.name.value];
        if (fragment) visit(fragment.selectionSet);
      }
    }
  };
  visit(definition.selectionSet);
  return found;
}
