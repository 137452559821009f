import { operationFromDocument, Supergraph as ParsedSupergraph } from '@apollo/federation-internals';
import { QueryPlanner, type PlanNode, type SubscriptionNode } from '@apollo/query-planner';
import { Kind, parse, type DocumentNode, type GraphQLSchema, type SelectionSetNode } from 'graphql';
import type { Operation } from '../pipeline/operation';
import { SupergraphError, type Supergraph } from '../supergraph/supergraph';
import type { Variables } from './compile/asked-fields';
import { clientNames, type ClientNames } from './compile/client-names';
import { decided } from './compile/conditions';
import { inWrittenOrder } from './plan-mends/mutation-order';
import { operationDocument } from './compile/operation-document';
import { withPossibleFragments } from './compile/possible-fragments';
import { interfaceObjectsOf, planningSupergraph } from './planning-supergraph';
import { putRequiredFields } from './plan-mends/put-required-fields';
import type { RequiredField } from './plan-mends/required-fields';
import { readEntityKeys, type EntityKeys } from './plan-mends/resolvable-keys';
import { createTypeFacts, type TypeFacts } from './compile/type-facts';

/** Makes plans. */
export interface Planner {
  /** The schema clients see. */
  readonly schema: GraphQLSchema;
  readonly types: TypeFacts;
  readonly requiredFields: ReadonlyMap<string, RequiredField>;
  readonly keys: EntityKeys;
  /**
   * @param variables decide the operation's conditions; the plan is for this outcome of them
   * @throws PlanError for an operation that can't be planned, or whose plan would give wrong data
   */
  plan(operation: Operation, variables: Variables): Planned;
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

/** @throws SupergraphError for a supergraph that can't be built */
export function createPlanner(supergraph: Supergraph): Planner {
  try {
    return buildPlanner(supergraph);
  } catch (error) {
    throw new SupergraphError(
      `The supergraph can't be built: ${(error as Error).message}. Compose it again.`,
    );
  }
}

function buildPlanner({ gatewaySdl }: Supergraph): Planner {
  const served = ParsedSupergraph.build(gatewaySdl, { validateSupergraph: true });
  const apiSchema = served.apiSchema();
  const { sdl, requiredFields, fetchedNames } = planningSupergraph(gatewaySdl);
  const planned = sdl === gatewaySdl ? served : ParsedSupergraph.build(sdl, { validateSupergraph: false });
  // Named fragments in subgraph documents would stand in the way where plans are changed.
  const planner = new QueryPlanner(planned, { reuseQueryFragments: requiredFields.size === 0 });
  const document = parse(sdl, { noLocation: true });
  const keys = readEntityKeys(document);
  const putRequired = putRequiredFields(document, requiredFields);
  const schema = apiSchema.toGraphQLJSSchema();
  const interfaceObjects = interfaceObjectsOf(document);
  return {
    schema,
    types: createTypeFacts(served.schema.toGraphQLJSSchema()),
    requiredFields,
    keys,
    plan(operation, variables) {
      const asked = inWrittenOrder(decided(operationDocument(operation), variables));
      const given =
        interfaceObjects.size > 0 ? withPossibleFragments(asked, schema, interfaceObjects) : asked;
      const names = clientNames(given, fetchedNames);
      let node;
      try {
        ({ node } = planner.buildQueryPlan(operationFromDocument(apiSchema, names.document)));
      } catch (error) {
        throw new PlanError((error as Error).message, { cause: error });
      }
      // The planner makes no plan when there is none to be had, and also when there is nothing to be planned.
      if (!node && asksData(given)) throw new PlanError('no subgraph can answer what it asks');
      const fault = node && faultOf(node, keys);
      if (fault) throw new PlanError(fault);
      return { node: node && putRequired(node), names };
    },
  };
}

function faultOf(node: PlanNode | SubscriptionNode, keys: EntityKeys) {
  if (node.kind !== 'Subscription') return keys.faultIn(node);
  return keys.faultIn(node.primary) ?? (node.rest && keys.faultIn(node.rest));
}

/** Whether anything but introspection and `__typename` is asked. */
function asksData(document: DocumentNode): boolean {
  const [operation, ...fragments] = document.definitions;
  const asks = ({ selections }: SelectionSetNode): boolean =>
    selections.some((selection) => {
      if (selection.kind === Kind.FIELD) return !selection.name.value.startsWith('__');
      if (selection.kind === Kind.INLINE_FRAGMENT) return asks(selection.selectionSet);
      return fragments.some(
        (one) =>
          one.kind === Kind.FRAGMENT_DEFINITION &&
          one.name.value === selection.name.value &&
          asks(one.selectionSet),
      );
    });
  return operation?.kind === Kind.OPERATION_DEFINITION && asks(operation.selectionSet);
}
