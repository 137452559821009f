import './linear-variables';
import { operationFromDocument, Supergraph as ParsedSupergraph } from '@apollo/federation-internals';
import { QueryPlanner, type PlanNode, type SubscriptionNode } from '@apollo/query-planner';
import { parse, type DocumentNode } from 'graphql';
import { putRequiredFields } from './foreign-graphs/put-required-fields';
import { readEntityKeys, type EntityKeys } from './foreign-graphs/resolvable-keys';
import { planningSupergraph, type PlanningSupergraph } from './foreign-graphs/planning-supergraph';

/** A plan, nothing for an operation that asks no subgraph; or why there is no right one. Plain data. */
export type PlanOutcome =
  | { readonly node: PlanNode | SubscriptionNode | undefined; readonly fault?: undefined }
  | { readonly fault: string; readonly node?: undefined };

/** Makes plans, here and now. */
export interface PlanMaker {
  readonly served: ParsedSupergraph;
  readonly copy: PlanningSupergraph;
  /** The planner's copy. */
  readonly document: DocumentNode;
  readonly keys: EntityKeys;
  /**
   * @param operation a document of one operation, its conditions decided, in the planner's names
   * @param overrides the active labels of `@override`, separated by spaces; all others are not
   */
  make(operation: DocumentNode, overrides?: string): PlanOutcome;
}

/**
 * Builds what plans for a supergraph.
 *
 * @param validate whether it may be anything; a second one for the same supergraph need not look again
 * @throws Error for a supergraph that can't be built
 */
export function createPlanMaker(gatewaySdl: string, validate: boolean): PlanMaker {
  const served = ParsedSupergraph.build(gatewaySdl, { validateSupergraph: validate });
  const apiSchema = served.apiSchema();
  const copy = planningSupergraph(gatewaySdl);
  const { sdl, requiredFields } = copy;
  const planned = sdl === gatewaySdl ? served : ParsedSupergraph.build(sdl, { validateSupergraph: false });
  // Named fragments in subgraph documents would stand in the way where plans are changed.
  const planner = new QueryPlanner(planned, { reuseQueryFragments: requiredFields.size === 0 });
  const document = parse(sdl, { noLocation: true });
  const keys = readEntityKeys(document);
  const putRequired = putRequiredFields(document, requiredFields);
  return {
    served,
    copy,
    document,
    keys,
    make(operation, overrides = '') {
      const active = overrides === '' ? [] : overrides.split(' ');
      const overrideConditions = new Map(active.map((label) => [label, true]));
      let node;
      try {
        ({ node } = planner.buildQueryPlan(operationFromDocument(apiSchema, operation), {
          overrideConditions,
        }));
      } catch (error) {
        return { fault: (error as Error).message };
      }
      const fault = node && faultOf(node, keys);
      return fault ? { fault } : { node: node && putRequired(node) };
    },
  };
}

function faultOf(node: PlanNode | SubscriptionNode, keys: EntityKeys) {
  if (node.kind !== 'Subscription') return keys.faultIn(node);
  return keys.faultIn(node.primary) ?? (node.rest && keys.faultIn(node.rest));
}
