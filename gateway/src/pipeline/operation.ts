import { Kind, type DocumentNode, type FragmentDefinitionNode, type GraphQLSchema } from 'graphql';
import type { OperationDefinitionNode, OperationTypeNode, SelectionNode, SelectionSetNode } from 'graphql';

/*
 * A parsed and validated operation. There is one object per operation and schema, however often it is asked, so that
 * whatever can be worked out once (its plan, its cost, whom it needs) hangs on it by `perOperation`.
 */

/** By their names; names of what objects inherit are not there unless they are fragments. */
export type Fragments = Readonly<Record<string, FragmentDefinitionNode>>;

export interface Operation {
  readonly document: DocumentNode;
  readonly definition: OperationDefinitionNode;
  readonly fragments: Fragments;
  readonly type: OperationTypeNode;
  readonly name: string | null;
  /** The schema clients see: without federation's machinery. */
  readonly schema: GraphQLSchema;
  /** SHA-256 of the document's text, hex. */
  readonly hash: string;
}

export interface OperationParts {
  document: DocumentNode;
  definition: OperationDefinitionNode;
  schema: GraphQLSchema;
  hash: string;
}

const operations = new WeakMap<OperationDefinitionNode, Operation>();

/** The operation of a parsed document: the same object for the same node. A node belongs to one schema. */
export function operationOf(parts: OperationParts): Operation {
  let operation = operations.get(parts.definition);
  if (!operation) {
    operation = createOperation(parts);
    operations.set(parts.definition, operation);
  }
  return operation;
}

/** Makes an operation from its parts; for one that was derived from a client's, {@link operationOf} for those. */
export function createOperation({ document, definition, schema, hash }: OperationParts): Operation {
  const { operation: type, name } = definition;
  const fragments = fragmentsOf(document);
  return { document, definition, fragments, type, name: name?.value ?? null, schema, hash };
}

/** The fragments of a document. */
export function fragmentsOf(document: DocumentNode): Fragments {
  const fragments: Record<string, FragmentDefinitionNode> = Object.create(null) as object as never;
  for (const node of document.definitions) {
    if (node.kind === Kind.FRAGMENT_DEFINITION) fragments[node.name.value] = node;
  }
  return fragments;
}

/** What is selected in a field or a fragment; nothing in a leaf, nor in a fragment that is not there. */
export const selectedIn = (node: SelectionNode, fragments: Fragments): SelectionSetNode | undefined =>
  node.kind === Kind.FRAGMENT_SPREAD ? fragments[node.name.value]?.selectionSet : node.selectionSet;

/**
 * Makes a function that computes something once per operation, and remembers it as long as the operation lives.
 *
 * @param compute pure; what it throws is not remembered
 */
export function perOperation<T>(compute: (operation: Operation) => T): (operation: Operation) => T {
  const known = new WeakMap<Operation, { value: T }>();
  return (operation) => {
    let entry = known.get(operation);
    if (!entry) {
      entry = { value: compute(operation) };
      known.set(operation, entry);
    }
    return entry.value;
  };
}
