import { Kind, OperationTypeNode, type DocumentNode, type SelectionNode } from 'graphql';
import { fragmentsOf, selectedIn } from '../../pipeline/operation';
import { operationDocument } from '../../pipeline/operation-document';

/**
 * Puts the fields of a mutation's fragments where they stand in its text. The fields of a mutation run one after the other, in
 * that order (https://spec.graphql.org/October2021/#sec-Mutation), but the planner moves fragments before their neighbours, and
 * puts named ones back into what it sends to a subgraph.
 *
 * @param document one operation and its fragments, its conditions decided
 * @returns the same document for anything but a mutation with fragments at its root
 */
export function inWrittenOrder(document: DocumentNode): DocumentNode {
  const [operation] = document.definitions;
  if (operation?.kind !== Kind.OPERATION_DEFINITION) return document;
  const { selections } = operation.selectionSet;
  const isMutation = operation.operation === OperationTypeNode.MUTATION;
  if (!isMutation || selections.every(({ kind }) => kind === Kind.FIELD)) return document;
  const fragments = fragmentsOf(document);
  const fieldsOf = (some: readonly SelectionNode[]): SelectionNode[] =>
    some.flatMap((node) =>
      node.kind === Kind.FIELD ? [node] : fieldsOf(selectedIn(node, fragments)?.selections ?? []),
    );
  const selectionSet = { ...operation.selectionSet, selections: fieldsOf(selections) };
  return operationDocument({ definition: { ...operation, selectionSet }, fragments });
}
