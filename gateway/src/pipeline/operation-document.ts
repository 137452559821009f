import {
  Kind,
  visit,
  type DocumentNode,
  type FragmentDefinitionNode,
  type OperationDefinitionNode,
} from 'graphql';
import type { Operation } from './operation';

/** The operation by itself: with the fragments it uses, and without the other operations of its document. */
export const operationDocument = ({ definition, fragments }: Operation): DocumentNode =>
  withItsFragments(definition, (name) => fragments[name]);

/** A document of the operation and the fragments it uses. */
export function withItsFragments(
  definition: OperationDefinitionNode,
  fragmentOf: (name: string) => FragmentDefinitionNode | undefined,
): DocumentNode {
  const used = new Map<string, FragmentDefinitionNode>();
  const follow = (node: DocumentNode['definitions'][number]): void => {
    visit(node, {
      FragmentSpread({ name }) {
        const fragment = fragmentOf(name.value);
        if (!fragment || used.has(name.value)) return;
        used.set(name.value, fragment);
        follow(fragment);
      },
    });
  };
  follow(definition);
  return { kind: Kind.DOCUMENT, definitions: [definition, ...used.values()] };
}
