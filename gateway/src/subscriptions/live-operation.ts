import { saysEnded } from '../../../service-kit/auth/viewer';
import type { OperationAnswer } from '../pipeline/answer';
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
export type Interruption = 'unauthenticated' | 'ended' | 'retired';

export const isEvents = (answer: object): answer is SubgraphEvents => Symbol.asyncIterator in answer;

const DONE = { value: undefined, done: true } as const;

/** A running subscription: its answers one after another, each made when it is asked for. */
export class LiveOperation {
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
    const refusal = refusalIn(event.value);
    if (refusal) {
      this.interrupt(saysEnded(refusal) ? 'ended' : 'unauthenticated');
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
}

/** Why an event shows nothing: its subgraph no longer takes the token, of an ended session perhaps before this process has heard of it. */
function refusalIn({ data, errors }: SubgraphAnswer): { readonly message: string } | null {
  if (Object.values(data ?? {}).some((value) => value !== null)) return null;
  const [first] = errors ?? [];
  return first?.extensions?.['code'] === 'UNAUTHENTICATED' ? first : null;
}
