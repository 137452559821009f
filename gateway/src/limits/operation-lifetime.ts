import { perOperation } from '../pipeline/operation';
import { rootFieldsOf } from '../pipeline/root-fields';
import type { OperationRequest, Stage } from '../pipeline/stage';

/** Which operations may take longer than others. */
export interface LongOperations {
  /** Root fields of queries and mutations. An operation is long when it asks for nothing else. */
  readonly fields: readonly string[];
  /** How long, in ms. */
  readonly deadlineMs: number;
}

/** Those that read or write whole files. */
export const LONG_OPERATIONS = ['previewImport', 'applyImport', 'exportEstimate'];
export const LONG_DEADLINE_MS = 300_000;

/**
 * The stage that says how long an operation may take, and whether it ends with its client: a query nobody waits for is given up
 * at its next fetch, a mutation is not: its effect, and its answer for a retry, are wanted all the same.
 */
export function operationLifetime({ fields, deadlineMs }: LongOperations): Stage {
  const isLong = perOperation((operation) =>
    [...rootFieldsOf(operation).values()].every((name) => name === '__typename' || fields.includes(name)),
  );
  return (next) => (request) => {
    const long = isLong(request.operation);
    if (!long && request.operation.type === 'query') return next(request); // most requests: nothing to change
    return next(withLifetime(request, long ? deadlineMs : null));
  };
}

function withLifetime(request: OperationRequest, deadlineMs: number | null): OperationRequest {
  const { context, operation } = request;
  const { isAbandoned, ...facts } = context.facts;
  const kept = operation.type === 'query' && isAbandoned ? { isAbandoned } : {};
  const isLong = deadlineMs !== null;
  const deadlineAt = isLong ? context.startedAt + deadlineMs : context.deadlineAt;
  return {
    ...request,
    context: { ...context, deadlineAt, facts: { ...facts, ...kept, deadlineAt, isLong } },
  };
}
