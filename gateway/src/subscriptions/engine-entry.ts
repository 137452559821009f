import { GraphQLError } from 'graphql';
import type { Engine } from '../engine/engine';
import type { Execute, OperationRequest } from '../pipeline/stage';
import type { OperationAnswer } from '../pipeline/answer';
import { isEvents } from './live-operation';

/** The end of the chain of stages: hands each request to the part of the engine it is for. */
export function engineEntry(engine: Engine): Execute {
  return (request) => (request.moment ? subscription(engine, request) : engine.execute(request));
}

async function subscription({ subscriptions }: Engine, request: OperationRequest): Promise<OperationAnswer> {
  const { moment } = request;
  if (!subscriptions) {
    const message = 'This server runs with GATEWAY_EXECUTOR=reference, which has no subscriptions.';
    throw new GraphQLError(message, { extensions: { code: 'OPERATION_RESOLUTION_FAILURE' } });
  }
  if (moment?.kind === 'event') return subscriptions.complete(request, moment.answer);
  const events = await subscriptions.begin(request);
  if (!isEvents(events)) return events;
  moment?.accept(events);
  return { data: {} };
}
