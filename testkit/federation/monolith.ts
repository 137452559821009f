import { execute, type DocumentNode, type ExecutionResult } from 'graphql';
import type { FederatedGraph } from './federated-graph';
import { createReader } from './reader';
import type { Row, World } from './world';

/** Runs an operation on the whole graph at once: one schema, one server, no federation. */
export type Monolith = (
  world: World,
  document: DocumentNode,
  variables: Record<string, unknown>,
  operationName?: string,
) => Promise<ExecutionResult>;

/** Makes the monolith: the graph's API schema, run by graphql-js over the rows. */
export function createMonolith(graph: FederatedGraph): Monolith {
  const reader = createReader(graph);
  return async (world, document, variableValues, operationName) =>
    execute({
      schema: graph.schema,
      document,
      variableValues,
      operationName,
      fieldResolver: (row: Row | undefined, args: Record<string, unknown>, _context, info) =>
        reader.readWhole(world, row ?? { __typename: info.parentType.name }, info.fieldName, args),
      typeResolver: (row: Row) => row.__typename,
    });
}
