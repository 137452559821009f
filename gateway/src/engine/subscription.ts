import type { SubscriptionNode } from '@apollo/query-planner';
import { GraphQLError, type GraphQLFormattedError } from 'graphql';
import type { OperationAnswer } from '../pipeline/stage';
import type { SubgraphAnswer } from '../subgraph-source';
import type { Variables } from './asked-fields';
import { compilePlan } from './compile-plan';
import { reportErrors, reportFailure } from './fetch-errors';
import { compileParts, mergeRoot, type PlanParts } from './fetch';
import type { Run } from './run';

/** Opens a subscription. @throws what the source throws, or GraphQLError when its subgraph can't be subscribed to */
export type Subscribe = (
  variables: Variables,
  context: Run['context'],
) => Promise<AsyncGenerator<OperationAnswer, void, void>>;

/**
 * Compiles a subscription: one subgraph sends events; for each, the rest of the plan is run and an answer made. Events are
 * taken one at a time, so a client that reads slowly slows its subgraph down.
 *
 * @param begin makes the run of an event
 * @param answer makes its answer, when all is fetched
 */
export function compileSubscription(
  node: SubscriptionNode,
  parts: PlanParts,
  begin: (variables: Variables, context: Run['context']) => Run,
  answer: (run: Run) => OperationAnswer,
): Subscribe {
  const fetch = compileParts(node.primary, null, parts);
  const rest = node.rest && compilePlan(node.rest, parts);
  const { source, document, types } = fetch;
  const { query, operationName } = document;

  async function answerTo(event: SubgraphAnswer, run: Run): Promise<OperationAnswer> {
    if (event.data) mergeRoot(fetch, run.tree, event.data);
    if (event.errors) reportErrors(run, fetch, event.errors as GraphQLFormattedError[], null, types);
    await rest?.(run);
    return answer(run);
  }

  return async (given, context) => {
    if (!source.subscribe) throw noSubscriptions();
    const { facts, deadlineAt } = context;
    const eventMs = deadlineAt - Date.now(); // what a request has, each event has
    const variables = fetch.variables(given);
    const events = await source.subscribe({ query, document, variables, operationName, facts, deadlineAt });
    return (async function* () {
      const next = () => begin(given, { facts, deadlineAt: Date.now() + eventMs });
      try {
        for await (const event of events) yield await answerTo(event, next());
      } catch (failure) {
        const run = next();
        reportFailure(run, fetch, failure, null, types);
        yield answer(run); // the last one: it says why there are no more
      }
    })();
  };
}

const noSubscriptions = (): GraphQLError =>
  new GraphQLError('The service behind this subscription cannot be subscribed to.', {
    extensions: { code: 'OPERATION_RESOLUTION_FAILURE' },
  });
