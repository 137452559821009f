import { GraphQLError } from 'graphql';
import type { Engine, EngineParts } from './engine';
import { addressKey } from '../../../service-kit/http/address-key';
import { inSpan } from '../../../service-kit/telemetry/tracing';
import type { OperationAnswer } from '../pipeline/answer';
import type { OperationRequest } from '../pipeline/stage';
import { SupergraphError } from '../supergraph/supergraph';
import { compileOperation, type CompiledOperation } from './compile/compiled-operation';
import { compileSubscription, type CompiledSubscription } from './compile/compiled-subscription';
import { createOperationCache } from './operation-cache';
import { createOverrides } from './foreign-graphs/overrides';
import type { PlanCaller } from './plan-thread';
import { createPlanner, PlanError, type Planned } from './planner';

/**
 * The engine: plans of Apollo's planner, compiled once per operation (docs/engine.md).
 *
 * @throws SupergraphError for a supergraph that can't be built, or has a subgraph without a source
 */
export async function createCompiledEngine(engineParts: EngineParts): Promise<Engine> {
  const { supergraph, sources, log, isOverrideActive, planMs } = engineParts;
  const byName = new Map(sources.map((source) => [source.name, source]));
  for (const { name } of supergraph.subgraphs) {
    if (!byName.has(name)) {
      throw new SupergraphError(`The supergraph names the subgraph "${name}", which has no source.`);
    }
  }
  const planner = createPlanner(supergraph, log, planMs);
  const overridesOf = createOverrides(supergraph.labelledFields, planner.fetchedNames, isOverrideActive);
  const compiled = createOperationCache<Compiled, PlanCaller>((operation, variables, by, overrides) => {
    const compile = ({ node, names }: Planned): Compiled => {
      const parts = { ...planner, ...names, sources: byName };
      return node?.kind === 'Subscription'
        ? compileSubscription(operation, variables, node, names, parts)
        : compileOperation(operation, variables, node, names, parts);
    };
    const asOutcome = (error: unknown): PlanError => {
      if (!(error instanceof PlanError)) throw error;
      log.warn({ operation: operation.name, hash: operation.hash, err: error }, 'operation has no plan');
      return error;
    };
    return inSpan('plan', noFacts, () => {
      try {
        const planned = planner.plan(operation, variables, by, overrides);
        return planned instanceof Promise ? planned.then(compile).catch(asOutcome) : compile(planned);
      } catch (error) {
        return asOutcome(error);
      }
    });
  });
  const find = ({ operation, variables, context }: OperationRequest) =>
    compiled.find(operation, variables, callerOf(context), overridesOf(operation, context));

  return {
    schema: planner.schema,
    async execute(request) {
      const finding = find(request);
      const found = finding instanceof Promise ? await finding : finding;
      if (found instanceof PlanError || 'open' in found) return refused();
      return found.execute(found.begin(request.variables, request.context, request.mayBeVerbatim));
    },
    subscriptions: {
      async begin(request) {
        const found = await find(request);
        if (found instanceof PlanError || !('open' in found)) return refused();
        return found.open(request.variables, request.context);
      },
      async complete(request, event) {
        const found = await find(request);
        if (found instanceof PlanError || !('open' in found)) return refused();
        return found.complete(request.variables, request.context, event);
      },
    },
    prepare: (operation) => compiled.keep(operation, TRUSTED),
    close: () => planner.close(), // the sources belong to the caller
  };
}

const noFacts = () => ({});

type Compiled = CompiledOperation | CompiledSubscription | PlanError;

/** Who prepares the operations of a manifest. */
const TRUSTED: PlanCaller = { caller: 'manifest', isAbandoned: () => false };

function callerOf({ viewer, facts, deadlineAt }: OperationRequest['context']): PlanCaller {
  return {
    caller: viewer?.userId ?? `address ${addressKey(facts.ip ?? '')}`,
    isAbandoned: () => Date.now() > deadlineAt || (facts.isAbandoned?.() ?? false),
  };
}

function refused(): OperationAnswer {
  const message =
    'The services behind this graph cannot answer this operation as it is. Ask for other fields.';
  const extensions = { code: 'OPERATION_RESOLUTION_FAILURE' };
  return { data: null, errors: [new GraphQLError(message, { extensions })] };
}
