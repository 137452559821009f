import type { GatewayContext } from '../pipeline/context';
import type { Execute, OperationAnswer, OperationRequest } from '../pipeline/stage';
import type { SubgraphAnswer, SubgraphEvents } from '../sources/subgraph-source';

/** Where the pipeline puts a subscription it has let in, for the socket or stream that asked. */
export interface SubscriptionSlot {
  operation: LiveOperation | null;
  /** Whether this way in carries subscriptions only. */
  readonly isExclusive: boolean;
  /** How long one event may take, in ms. */
  readonly deadlineMs: number;
}

/** Why a subscription ends without the client's doing and without having come to its end. */
export type Interruption = 'unauthenticated' | 'retired';

export const isEvents = (answer: object): answer is SubgraphEvents => Symbol.asyncIterator in answer;

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

const DONE = { value: undefined, done: true } as const;

/** A running subscription: its answers one after another, each made when it is asked for. */
export class LiveOperation implements AsyncIterableIterator<OperationAnswer> {
  #over = false;
  #interruption: Interruption | null = null;
  #leave: () => void = () => undefined;
  readonly #left = new Promise<void>((resolve) => {
    this.#leave = resolve;
  });
  readonly #onInterruption: ((why: Interruption) => void)[] = [];
  readonly #onEnd: (() => void)[] = [];

  constructor(
    private readonly events: SubgraphEvents,
    private readonly complete: (event: SubgraphAnswer) => Promise<OperationAnswer>,
  ) {}

  [Symbol.asyncIterator](): this {
    return this;
  }

  /**
   * Calls back when it is interrupted, at once if it was: the transport tells the client in its own way, and then calls
   * `return`.
   */
  whenInterrupted(act: (why: Interruption) => void): void {
    if (this.#interruption) act(this.#interruption);
    else this.#onInterruption.push(act);
  }

  /** Calls back once when it is over, for whatever reason. */
  whenOver(act: () => void): void {
    this.#onEnd.push(act);
  }

  interrupt(why: Interruption): void {
    if (this.#over || this.#interruption) return;
    this.#interruption = why;
    for (const act of this.#onInterruption) act(why);
  }

  async next(): Promise<IteratorResult<OperationAnswer>> {
    if (this.#over) return DONE;
    const event = await this.events.next();
    if (event.done || this.#over) return this.return();
    if (isUnauthenticated(event.value)) {
      this.interrupt('unauthenticated');
      await this.#left;
      return DONE;
    }
    const value = await this.complete(event.value);
    return this.#over ? DONE : { value, done: false };
  }

  async return(): Promise<IteratorResult<OperationAnswer>> {
    if (this.#over) return DONE;
    this.#over = true;
    this.#leave();
    for (const act of this.#onEnd) act();
    await this.events.return();
    return DONE;
  }

  /** For callers that hold it for a generator. */
  async throw(error: unknown): Promise<IteratorResult<OperationAnswer>> {
    await this.return();
    throw error;
  }
}

const isUnauthenticated = ({ data, errors }: SubgraphAnswer): boolean =>
  !Object.values(data ?? {}).some((value) => value !== null) &&
  errors?.[0]?.extensions?.['code'] === 'UNAUTHENTICATED';

/** A context of an operation that may be a subscription. */
export const withSlot = (
  context: GatewayContext,
  deadlineMs: number,
  isExclusive = false,
): GatewayContext & { subscription: SubscriptionSlot } => ({
  ...context,
  subscription: { operation: null, isExclusive, deadlineMs },
});
