import type { SubscriptionNode } from '@apollo/query-planner';
import type { Variables } from '../../pipeline/conditions';
import type { Operation } from '../../pipeline/operation';
import type { OperationAnswer } from '../../pipeline/answer';
import type { SubgraphAnswer, SubgraphEvents } from '../../sources/subgraph-source';
import { isEvents } from '../../subscriptions/live-operation';
import type { ClientNames } from './client-names';
import { compileOperation } from './compiled-operation';
import { compileParts, mergeRoot, type CompiledFetch } from '../run/fetch';
import type { PlanParts } from '../run/plan-parts';
import { reportErrors, reportFailure } from '../run/fetch-errors';
import type { Run } from '../run/run';

/** A subscription ready to begin. */
export interface CompiledSubscription {
  /** Asks the subgraph that has the field. @returns its events, or why there are none */
  open(variables: Variables, context: Run['context']): Promise<SubgraphEvents | OperationAnswer>;
  /** Takes an event for the first fetch's answer, and runs the rest of the plan. */
  complete(
    variables: Variables,
    context: Run['context'],
    event: SubgraphAnswer,
  ): Promise<OperationAnswer> | OperationAnswer;
}

/**
 * Compiles a subscription. Each event is an execution of its own, whose first fetch has been answered already.
 *
 * @param conditions variables that decide its conditions as those of each event will
 */
export function compileSubscription(
  operation: Operation,
  conditions: Variables,
  { primary, rest }: SubscriptionNode,
  names: ClientNames,
  parts: Omit<PlanParts, 'readers'>,
): CompiledSubscription {
  const fetch = compileParts(primary, null, { ...parts, readers: new Map() });
  const { begin, execute } = compileOperation(operation, conditions, rest, names, parts);

  function complete(variables: Variables, context: Run['context'], event: SubgraphAnswer) {
    const run = begin(variables, context);
    take(run, fetch, event);
    return execute(run);
  }

  return {
    complete,
    async open(variables, context) {
      const { source, document } = fetch;
      const { facts, deadlineAt } = context;
      try {
        if (!source.subscribe) throw new Error(`the subgraph "${source.name}" takes no subscriptions`);
        const asked = { ...document, variables: fetch.variables(variables), facts, deadlineAt };
        const events = await source.subscribe(asked);
        return isEvents(events) ? events : await complete(variables, context, events);
      } catch (failure) {
        const run = begin(variables, context);
        reportFailure(run, fetch, failure, null);
        return execute(run);
      }
    },
  };
}

function take(run: Run, fetch: CompiledFetch, { data, errors }: SubgraphAnswer): void {
  try {
    if (data) mergeRoot(fetch, run.tree, data);
    if (errors) reportErrors(run, fetch, errors, null);
  } catch (failure) {
    reportFailure(run, fetch, failure, null);
  }
}
