import type { SubgraphAnswer, SubgraphEvents } from '../sources/subgraph-source';

/** More than a reader is behind for a moment, and little to keep. */
const MAX_WAITING = 16;

const DONE = { value: undefined, done: true } as const;

/**
 * Answers on their way from one who pushes to one who asks. When the asker falls behind, the oldest are dropped: what is
 * subscribed to is a state, and the newest one is what counts.
 */
export class NewestAnswers implements SubgraphEvents {
  readonly #waiting: SubgraphAnswer[] = [];
  #asker: ((result: IteratorResult<SubgraphAnswer>) => void) | null = null;
  #ended = false;

  /** @param onLeave called once when the asker leaves */
  constructor(private readonly onLeave: () => void) {}

  [Symbol.asyncIterator](): this {
    return this;
  }

  push(answer: SubgraphAnswer): void {
    if (this.#ended) return;
    if (this.#asker) this.#asker({ value: answer, done: false });
    else if (this.#waiting.push(answer) > MAX_WAITING) this.#waiting.shift();
    this.#asker = null;
  }

  /** No more comes; what waits is still given out. */
  end(): void {
    this.#ended = true;
    this.#asker?.(DONE);
    this.#asker = null;
  }

  next(): Promise<IteratorResult<SubgraphAnswer>> {
    const value = this.#waiting.shift();
    if (value) return Promise.resolve({ value, done: false });
    if (this.#ended) return Promise.resolve(DONE);
    return new Promise((resolve) => {
      this.#asker = resolve;
    });
  }

  async return(): Promise<IteratorResult<SubgraphAnswer>> {
    this.#waiting.length = 0;
    if (!this.#ended) {
      this.end();
      this.onLeave();
    }
    return DONE;
  }
}
