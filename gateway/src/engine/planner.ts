import type { PlanNode, SubscriptionNode } from '@apollo/query-planner';
import { Kind, print, type DocumentNode, type GraphQLSchema, type SelectionSetNode } from 'graphql';
import { type Variables, decided } from '../pipeline/conditions';
import { operationDocument } from '../pipeline/operation-document';
import { fragmentsOf, type Operation } from '../pipeline/operation';
import { SupergraphError, type Supergraph } from '../supergraph/supergraph';
import { clientNames, type ClientNames } from './compile/client-names';
import { inWrittenOrder } from './compile/mutation-order';
import { withPossibleFragments } from './foreign-graphs/possible-fragments';
import { interfaceObjectsOf } from './foreign-graphs/planning-supergraph';
import { createPlanMaker, type PlanOutcome } from './plan-maker';
import { createPlanThread, PLAN_LIMITS, type PlanCaller } from './plan-thread';
import { smallPlans } from './small-plans';
import type { Logger } from '../../../service-kit/process/logger';
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

/**
 * @param planMs how long the planning of one operation may take, in ms
 * @throws SupergraphError for a supergraph that can't be built
 */
export function createPlanner(
  supergraph: Supergraph,
  log: Logger,
  planMs: number = PLAN_LIMITS.planMs,
): Planner {
  try {
    return buildPlanner(supergraph, log, planMs);
  } catch (error) {
    throw new SupergraphError(
      `The supergraph can't be built: ${(error as Error).message}. Compose it again.`,
    );
  }
}

function buildPlanner({ gatewaySdl }: Supergraph, log: Logger, planMs: number): Planner {
  const { served, copy, document, keys, make } = createPlanMaker(gatewaySdl, true);
  const { requiredFields, fetchedNames } = copy;
  const schema = served.apiSchema().toGraphQLJSSchema();
  const interfaceObjects = interfaceObjectsOf(document);
  const isSmall = smallPlans(document);
  const thread = createPlanThread(gatewaySdl, log, { ...PLAN_LIMITS, planMs });
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
      if (isSmall(names.document)) return planned(make(names.document, overrides));
      return thread.plan(print(names.document), by, overrides).then(planned);
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
      const body = selection.kind === Kind.INLINE_FRAGMENT ? selection : fragments[selection.name.value];
      return body !== undefined && asks(body.selectionSet);
    });
  return operation?.kind === Kind.OPERATION_DEFINITION && asks(operation.selectionSet);
}
