import { executeSync, Kind, visit, type DocumentNode, type FieldNode } from 'graphql';
import type { Variables } from '../../pipeline/conditions';
import { operationDocument } from '../../pipeline/operation-document';
import type { Operation } from '../../pipeline/operation';

/** Whether a field at the root asks for the schema. */
export const isIntrospection = ({ name }: FieldNode): boolean =>
  name.value === '__schema' || name.value === '__type';

/** Whether one does anywhere in an operation. */
export function hasIntrospection(operation: Operation): boolean {
  let found = false;
  visit(operationDocument(operation), {
    Field(node) {
      if (isIntrospection(node)) found = true;
    },
  });
  return found;
}

/** Answers fields that ask for the schema, by graphql-js. */
export function introspect(
  operation: Operation,
  fields: readonly FieldNode[],
  variables: Variables,
): Record<string, unknown> {
  const [definition, ...fragments] = operationDocument(operation).definitions;
  const document: DocumentNode = {
    kind: Kind.DOCUMENT,
    definitions: [
      {
        ...(definition as Operation['definition']),
        selectionSet: { kind: Kind.SELECTION_SET, selections: fields },
      },
      ...fragments,
    ],
  };
  const { data, errors } = executeSync({ schema: operation.schema, document, variableValues: variables });
  if (errors?.[0]) throw errors[0];
  return data ?? {};
}
