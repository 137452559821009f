import type { PlanNode, SubscriptionNode } from '@apollo/query-planner';
import { Kind, print, type DocumentNode, type GraphQLSchema, type SelectionSetNode } from 'graphql';
import { type Variables, decided } from '../pipeline/conditions';
import { operationDocument } from '../pipeline/operation-document';
import { fragmentsOf, selectedIn, type Operation } from '../pipeline/operation';
import { SupergraphError, type Supergraph } from '../supergraph/supergraph';
import { clientNames, type ClientNames } from './compile/client-names';
import { inWrittenOrder } from './compile/mutation-order';
import { withPossibleFragments } from './foreign-graphs/possible-fragments';
import { interfaceObjectsOf } from './foreign-graphs/planning-supergraph';
import { createPlanMaker, type PlanOutcome } from './plan-maker';
import { createPlanThread, PLAN_LIMITS, type PlanCaller, type ThreadEnd } from './plan-thread';
import { smallPlans } from './small-plans';
import type { EngineParts } from './engine';
import type { RequiredField } from './foreign-graphs/required-fields';
import type { EntityKeys } from './foreign-graphs/resolvable-keys';
import { createTypeFacts, type TypeFacts } from './compile/type-facts';

/** Makes plans. */
export interface Planner {
  /** The schema clients see. */
  readonly schema: GraphQLSchema;
  readonly types: TypeFacts;
  readonly requiredFields: ReadonlyMap<string, RequiredField>;
  readonly keys: EntityKeys;
  /** Fields that plans fetch by themselves. */
  readonly fetchedNames: ReadonlySet<string>;
  /**
   * Makes a plan: a small one at once, others in a thread.
   *
   * @param variables decide the operation's conditions; the plan is for this outcome of them
   * @param overrides active labels of `@override`
   * @throws PlanError for an operation that can't be planned, or whose plan would give wrong data
   */
  plan(
    operation: Operation,
    variables: Variables,
    by: PlanCaller,
    overrides: string,
  ): Planned | Promise<Planned>;
  close(): Promise<void>;
}

export interface Planned {
  /** Nothing for an operation that asks no subgraph. */
  readonly node: PlanNode | SubscriptionNode | undefined;
  readonly names: ClientNames;
}

/** There is no right plan for an operation. The message is for the log. */
export class PlanError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'PlanError';
  }
}

type PlannerOptions = Pick<EngineParts, 'log' | 'planMs' | 'metrics'>;

/** @throws SupergraphError for a supergraph that can't be built */
export function createPlanner(supergraph: Supergraph, options: PlannerOptions): Planner {
  try {
    return buildPlanner(supergraph, options);
  } catch (error) {
    throw new SupergraphError(
      `The supergraph can't be built: ${(error as Error).message}. Compose it again.`,
    );
  }
}

function buildPlanner(
  { gatewaySdl }: Supergraph,
  { log, planMs = PLAN_LIMITS.planMs, metrics }: PlannerOptions,
): Planner {
  const { served, copy, document, keys, make } = createPlanMaker(gatewaySdl, true);
  const { requiredFields, fetchedNames } = copy;
  const schema = served.apiSchema().toGraphQLJSSchema();
  const interfaceObjects = interfaceObjectsOf(document);
  const isSmall = smallPlans(document);
  const noteEnd = (reason: ThreadEnd, characters: number) => {
    metrics?.planThreadEnds.inc({ reason });
    const level = reason === 'died' ? 'error' : 'warn';
    log[level]({ reason, characters }, 'the planning thread ended; another takes its place');
  };
  const thread = createPlanThread(gatewaySdl, noteEnd, { ...PLAN_LIMITS, planMs });
  const planBeside = async (document: DocumentNode, by: PlanCaller, overrides: string) => {
    const begun = performance.now();
    metrics?.plansUnderWay.inc();
    try {
      const outcome = await thread.plan(print(document), by, overrides);
      metrics?.planSeconds.observe((performance.now() - begun) / 1_000, 'thread'); // what is turned away took no time
      return outcome;
    } finally {
      metrics?.plansUnderWay.dec();
    }
  };
  const planHere = (document: DocumentNode, overrides: string): PlanOutcome => {
    const begun = performance.now();
    const outcome = make(document, overrides);
    metrics?.planSeconds.observe((performance.now() - begun) / 1_000, 'inline');
    return outcome;
  };
  return {
    schema,
    types: createTypeFacts(served.schema.toGraphQLJSSchema()),
    ...{ requiredFields, fetchedNames, keys },
    plan(operation, variables, by, overrides) {
      const asked = inWrittenOrder(decided(operationDocument(operation), variables));
      const given =
        interfaceObjects.size > 0 ? withPossibleFragments(asked, schema, interfaceObjects) : asked;
      const names = clientNames(given, fetchedNames);
      const planned = ({ node, fault }: PlanOutcome): Planned => {
        if (fault !== undefined) throw new PlanError(fault);
        // The planner makes no plan when there is none to be had, and also when there is nothing to be planned.
        if (!node && asksData(given)) throw new PlanError('no subgraph can answer what it asks');
        return { node, names };
      };
      if (isSmall(names.document)) return planned(planHere(names.document, overrides));
      return planBeside(names.document, by, overrides).then(planned);
    },
    close: () => thread.close(),
  };
}

/** Whether anything but introspection and `__typename` is asked. */
function asksData(document: DocumentNode): boolean {
  const [operation] = document.definitions;
  const fragments = fragmentsOf(document);
  const asks = ({ selections }: SelectionSetNode): boolean =>
    selections.some((selection) => {
      if (selection.kind === Kind.FIELD) return !selection.name.value.startsWith('__');
      const within = selectedIn(selection, fragments);
      return within !== undefined && asks(within);
    });
  return operation?.kind === Kind.OPERATION_DEFINITION && asks(operation.selectionSet);
}
