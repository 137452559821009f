import { isCoded } from '../../../service-kit/errors/errors';
import { beforeDeadline, DeadlineError } from '../pipeline/deadline';
import type { Execute, OperationRequest } from '../pipeline/stage';
import type { OperationAnswer } from '../pipeline/answer';

interface Execution {
  readonly answer: Promise<OperationAnswer>;
  /** Who began it. */
  readonly request: OperationRequest;
  /** Whoever waits for it: it is given up when all of them are gone. */
  readonly waiting: OperationRequest[];
}

/** Executions under way, so that equal requests at the same time share one. */
export class SharedExecutions {
  readonly #underWay = new Map<string, Execution>();

  /**
   * Joins the execution under way for this key, or begins one.
   *
   * @param key of the answer and of the change version that was read *after* the request came: an execution found under
   *   it began after the same version was read, so it has seen every change that the newcomer must see (decision 14)
   * @returns the answer, and whether another request's execution gave it
   */
  async run(
    key: string,
    request: OperationRequest,
    next: Execute,
  ): Promise<{ answer: OperationAnswer; shared: boolean }> {
    const known = this.#underWay.get(key);
    // One that nobody waits for is being broken off: it is too late to join it.
    if (!known || isAbandoned(known)) return { answer: await this.#begin(key, request, next), shared: false };
    known.waiting.push(request);
    const answer = await waitFor(known, request);
    return answer ? { answer: { ...answer }, shared: true } : { answer: await next(request), shared: false };
  }

  #begin(key: string, request: OperationRequest, next: Execute): Promise<OperationAnswer> {
    const waiting = [request];
    const answer = next(forAll(waiting, request)).finally(() => {
      if (this.#underWay.get(key)?.request === request) this.#underWay.delete(key);
    });
    this.#underWay.set(key, { answer, request, waiting });
    return answer;
  }
}

const isGone = ({ context }: OperationRequest): boolean => context.facts.isAbandoned?.() ?? false;
const isAbandoned = ({ waiting }: Execution): boolean => waiting.every(isGone);

/** The request as it is executed: abandoned when nobody of those who wait is left, and not when its own client is gone. */
function forAll(waiting: readonly OperationRequest[], request: OperationRequest): OperationRequest {
  const { context } = request;
  const facts = { ...context.facts, isAbandoned: () => waiting.every(isGone) };
  return { ...request, context: { ...context, facts } };
}

/**
 * Waits for another's answer until the own deadline.
 *
 * @returns null when there is none in time, or its trouble is not ours: then the caller asks for itself. After its
 *   deadline it gets at once what everybody gets who is late.
 */
async function waitFor(execution: Execution, request: OperationRequest): Promise<OperationAnswer | null> {
  try {
    const answer = await beforeDeadline(request.context.deadlineAt, () => execution.answer);
    return answer.errors?.length && isAnothers(answer.errors, execution, request) ? null : answer;
  } catch (error) {
    if (error instanceof DeadlineError || isAnothers([error], execution, request)) return null;
    throw error;
  }
}

/** Whether errors may come of the token (it has just expired, say) or of the deadline of who began. */
function isAnothers(
  errors: readonly unknown[],
  { request: first }: Execution,
  request: OperationRequest,
): boolean {
  if (first.context.deadlineAt <= Date.now()) return true;
  const sameToken = first.context.facts.token === request.context.facts.token;
  return (
    !sameToken && errors.some((error) => isCoded(error) && error.extensions['code'] === 'UNAUTHENTICATED')
  );
}
