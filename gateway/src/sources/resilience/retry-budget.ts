/**
 * How many retries a subgraph gets: a share of its calls, and a few on top so that a quiet one gets any. Without it, a
 * subgraph that goes down under load is asked several times as often as before, just when it can bear least.
 */
export class RetryBudget {
  #tokens: number;

  /**
   * @param share retries per call, from 0 to 1
   * @param atMost how many can be saved up; as many are there at the start
   */
  constructor(
    private readonly share: number,
    private readonly atMost: number,
  ) {
    this.#tokens = atMost;
  }

  /** Counts a call. */
  earn(): void {
    this.#tokens = Math.min(this.atMost, this.#tokens + this.share);
  }

  /** Takes a retry out; false: there is none left. */
  spend(): boolean {
    if (this.#tokens < 1) return false;
    this.#tokens -= 1;
    return true;
  }
}
