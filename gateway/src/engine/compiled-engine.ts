import '../telemetry/telemetry-off';
import { GraphQLError } from 'graphql';
import type { Engine, EngineParts } from './engine';
import type { OperationAnswer } from '../pipeline/answer';
import { SupergraphError } from '../supergraph/supergraph';
import { compileOperation } from './compile/compiled-operation';
import { compileSubscription } from './compile/compiled-subscription';
import { createOperationCache } from './operation-cache';
import { createPlanner, PlanError } from './planner';

/**
 * The engine: plans of Apollo's planner, compiled once per operation (docs/engine.md).
 *
 * @throws SupergraphError for a supergraph that can't be built, or has a subgraph without a source
 */
export async function createCompiledEngine({ supergraph, sources, log }: EngineParts): Promise<Engine> {
  const byName = new Map(sources.map((source) => [source.name, source]));
  for (const { name } of supergraph.subgraphs) {
    if (!byName.has(name)) {
      throw new SupergraphError(`The supergraph names the subgraph "${name}", which has no source.`);
    }
  }
  const planner = createPlanner(supergraph);
  const compiled = createOperationCache((operation, variables) => {
    try {
      const { node, names } = planner.plan(operation, variables);
      const parts = { ...planner, ...names, sources: byName };
      return node?.kind === 'Subscription'
        ? compileSubscription(operation, variables, node, names, parts)
        : compileOperation(operation, variables, node, names, parts);
    } catch (error) {
      if (!(error instanceof PlanError)) throw error;
      log.warn({ operation: operation.name, hash: operation.hash, err: error }, 'operation has no plan');
      return error;
    }
  });

  return {
    schema: planner.schema,
    async execute({ operation, variables, context, mayBeVerbatim }) {
      const found = compiled.find(operation, variables);
      if (found instanceof PlanError || 'open' in found) return refused();
      return found.execute(found.begin(variables, context, mayBeVerbatim));
    },
    subscriptions: {
      async begin({ operation, variables, context }) {
        const found = compiled.find(operation, variables);
        if (found instanceof PlanError || !('open' in found)) return refused();
        return found.open(variables, context);
      },
      async complete({ operation, variables, context }, event) {
        const found = compiled.find(operation, variables);
        if (found instanceof PlanError || !('open' in found)) return refused();
        return found.complete(variables, context, event);
      },
    },
    prepare: (operation) => compiled.keep(operation),
    close: async () => undefined, // the sources belong to the caller
  };
}

function refused(): OperationAnswer {
  const message =
    'The services behind this graph cannot answer this operation as it is. Ask for other fields.';
  const extensions = { code: 'OPERATION_RESOLUTION_FAILURE' };
  return { data: null, errors: [new GraphQLError(message, { extensions })] };
}
