import type { OperationAnswer } from '../pipeline/answer';
import type { GatewayContext } from '../pipeline/context';
import type { Execute, OperationRequest } from '../pipeline/stage';
import type { SubgraphEvents } from '../sources/subgraph-source';
import { LiveOperation, type SubscriptionSlot } from './live-operation';

/**
 * Begins a subscription: once through the stages, then each event through them.
 *
 * @param execute the chain of stages of the graph that the operation was validated against
 * @returns what the stages answered; the subscription is in the context's slot unless it was refused
 */
export async function beginSubscription(
  execute: Execute,
  request: OperationRequest,
): Promise<OperationAnswer> {
  const { subscription: slot, ...context } = request.context;
  if (!slot) throw new Error('a subscription came by a way that can not carry one');
  let events: SubgraphEvents | null = null;
  const accept = (opened: SubgraphEvents) => {
    events = opened;
  };
  try {
    const answer = await execute({ ...request, moment: { kind: 'begin', accept } });
    if (!events) return answer;
    slot.operation = new LiveOperation(events, (event) =>
      execute({
        ...request,
        context: renewed(context, slot.deadlineMs),
        head: NO_HEAD,
        moment: { kind: 'event', answer: event },
      }),
    );
    return answer;
  } catch (error) {
    await (events as SubgraphEvents | null)?.return();
    throw error;
  }
}

/** Each event has the time that a request has. Somebody waits for it as long as the subscription runs. */
function renewed(context: GatewayContext, deadlineMs: number): GatewayContext {
  const startedAt = Date.now();
  const deadlineAt = startedAt + deadlineMs;
  const { isAbandoned: _isAbandoned, ...facts } = context.facts;
  return { ...context, startedAt, deadlineAt, facts: { ...facts, deadlineAt } };
}

const NO_HEAD = { headers: new Map<string, string>() };

/** A context of an operation that may be a subscription. */
export const withSlot = (
  context: GatewayContext,
  deadlineMs: number,
  isExclusive = false,
): GatewayContext & { subscription: SubscriptionSlot } => ({
  ...context,
  subscription: { operation: null, isExclusive, deadlineMs },
});
