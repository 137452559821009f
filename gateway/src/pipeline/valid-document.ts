import { Kind, type DocumentNode, type GraphQLSchema } from 'graphql';
import { operationOf, type Operation } from './operation';

/** A document that was parsed and validated, once for all its requests, kept with all that hangs on its operations. */
export interface ValidDocument {
  readonly document: DocumentNode;
  /** By their names; '' for one without. */
  readonly operations: ReadonlyMap<string, Operation>;
  /** Its operation, if it has just one. */
  readonly only: Operation | null;
}

/** @param hash SHA-256 of the document's text, hex */
export function validDocument(document: DocumentNode, schema: GraphQLSchema, hash: string): ValidDocument {
  const operations = new Map<string, Operation>();
  for (const definition of document.definitions) {
    if (definition.kind !== Kind.OPERATION_DEFINITION) continue;
    operations.set(definition.name?.value ?? '', operationOf({ document, definition, schema, hash }));
  }
  return { document, operations, only: operations.size === 1 ? ([...operations.values()][0] ?? null) : null };
}

/**
 * The operation a request asks for.
 *
 * @returns undefined where Apollo Server refuses to choose, or to run it by HTTP
 */
export function chosenOperation(
  { operations, only }: ValidDocument,
  name: string | null,
): Operation | undefined {
  const operation = name === null ? only : operations.get(name);
  if (!operation || name === '' || operation.type === 'subscription') return undefined;
  return operation.schema.getRootType(operation.type) ? operation : undefined;
}
