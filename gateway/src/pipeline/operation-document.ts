import { Kind, visit, type DocumentNode, type FragmentDefinitionNode } from 'graphql';
import type { Operation } from './operation';

/** The operation by itself: with the fragments it uses, and without the other operations of its document. */
export function operationDocument({
  definition,
  fragments,
}: Pick<Operation, 'definition' | 'fragments'>): DocumentNode {
  const used = new Map<string, FragmentDefinitionNode>();
  const follow = (node: DocumentNode['definitions'][number]): void => {
    visit(node, {
      FragmentSpread({ name }) {
        const fragment = fragments[name.value];
        if (!fragment || used.has(name.value)) return;
        used.set(name.value, fragment);
        follow(fragment);
      },
    });
  };
  follow(definition);
  return { kind: Kind.DOCUMENT, definitions: [definition, ...used.values()] };
}
