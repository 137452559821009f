import { GraphQLError } from 'graphql';
import type { Engine, EngineParts } from './engine';
import { addressKey } from '../../../service-kit/http/address-key';
import { inSpan } from '../../../service-kit/telemetry/tracing';
import type { OperationAnswer } from '../pipeline/answer';
import type { Variables } from '../pipeline/conditions';
import type { Operation } from '../pipeline/operation';
import type { OperationRequest } from '../pipeline/stage';
import type { SubgraphSource } from '../sources/subgraph-source';
import { SupergraphError } from '../supergraph/supergraph';
import { compileOperation, type CompiledOperation } from './compile/compiled-operation';
import { compileSubscription, type CompiledSubscription } from './compile/compiled-subscription';
import { createOperationCache } from './operation-cache';
import { createOverrides } from './foreign-graphs/overrides';
import type { PlanCaller } from './plan-thread';
import { createPlanner, PlanError, type Planned, type Planner } from './planner';

/**
 * The engine: plans of Apollo's planner, compiled once per operation (docs/engine.md).
 *
 * @throws SupergraphError for a supergraph that can't be built, or has a subgraph without a source
 */
export async function createCompiledEngine(engineParts: EngineParts): Promise<Engine> {
  const { supergraph, sources, isOverrideActive, metrics } = engineParts;
  const byName = new Map(sources.map((source) => [source.name, source]));
  for (const { name } of supergraph.subgraphs) {
    if (!byName.has(name)) {
      throw new SupergraphError(`The supergraph names the subgraph "${name}", which has no source.`);
    }
  }
  const planner = createPlanner(supergraph, engineParts);
  const overridesOf = createOverrides(supergraph.labelledFields, planner.fetchedNames, isOverrideActive);
  const compiled = createOperationCache<Compiled, PlanCaller>(
    compiling(planner, byName, engineParts),
    (count) => metrics?.compiledOperations.set(count),
  );
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

/** Makes what plans and compiles an operation, and counts it. */
function compiling(
  planner: Planner,
  sources: ReadonlyMap<string, SubgraphSource>,
  { log, metrics }: EngineParts,
) {
  return (operation: Operation, variables: Variables, by: PlanCaller, overrides: string) => {
    const compile = ({ node, names }: Planned): Compiled => {
      const parts = { ...planner, ...names, sources };
      return node?.kind === 'Subscription'
        ? compileSubscription(operation, variables, node, names, parts)
        : compileOperation(operation, variables, node, names, parts);
    };
    const counted = (planned: Planned): Compiled => {
      const made = compile(planned);
      metrics?.plans.add('planned');
      return made;
    };
    const asOutcome = (error: unknown): PlanError => {
      metrics?.plans.add(error instanceof PlanError ? 'none' : 'unavailable');
      if (!(error instanceof PlanError)) throw error;
      log.warn({ operation: operation.name, hash: operation.hash, err: error }, 'operation has no plan');
      return error;
    };
    return inSpan('plan', noFacts, () => {
      try {
        const planned = planner.plan(operation, variables, by, overrides);
        return planned instanceof Promise ? planned.then(counted).catch(asOutcome) : counted(planned);
      } catch (error) {
        return asOutcome(error);
      }
    });
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
