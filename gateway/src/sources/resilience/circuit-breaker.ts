/*
 * A switch between us and a subgraph that is down, so that requests don't wait for what won't come, and it is not kept
 * down by them.
 *
 *   closed     Every call passes. When at least `minCalls` ended within the last `windowMs` and the share of failures
 *              among them reaches `failureRate`, it opens. Where it takes time-outs to reach it, the subgraph is asked for
 *              a sign of life first: one caller's dear requests may be too slow in a subgraph that serves all others well.
 *              If it gives one, these time-outs are forgotten.
 *   open       Every call is refused at once, until `probeEveryMs` have passed since it opened or since the last probe.
 *              The next call then passes as a probe: half-open.
 *   half-open  The probe is under way, all others are refused. It succeeds: closed, and the past is forgotten. It fails:
 *              open. It hangs: one more probe passes each `probeEveryMs`, because a subgraph that has come back must not
 *              wait for the time-out of a probe that began before. The first of them that succeeds closes it, even
 *              when an older one has failed meanwhile.
 *
 * What began before it opened, or before it closed, tells nothing about what is now: its end is not heard.
 */

export type BreakerState = 'closed' | 'half-open' | 'open';

export interface BreakerSettings {
  readonly minCalls: number;
  /** From 0 to 1. */
  readonly failureRate: number;
  readonly windowMs: number;
  readonly probeEveryMs: number;
}

export const BREAKER_DEFAULTS: BreakerSettings = {
  minCalls: 10,
  failureRate: 0.5,
  windowMs: 10_000,
  probeEveryMs: 2_000,
};

/** A call that was let through: which turn of the breaker it belongs to. */
export type Pass = number;

/** The window moves on in so many steps. */
const SLOTS = 10;

interface Slot {
  step: number;
  calls: number;
  failures: number;
  /** Of the failures, those that were time-outs. */
  timeouts: number;
}

const EMPTY = { calls: 0, failures: 0, timeouts: 0 };

export class CircuitBreaker {
  #state: BreakerState = 'closed';
  /** Counts how often it opened and closed; calls of earlier turns are not heard. */
  #turn = 0;
  #nextProbeAt = 0;
  readonly #slots: Slot[] = Array.from({ length: SLOTS }, () => ({ step: -1, ...EMPTY }));
  readonly #stepMs: number;
  #isInDoubt = false;

  /**
   * @param onChange is told each new state
   * @param isAlive asks the subgraph for a sign of life; does not throw
   * @param now a clock in ms that nobody sets back
   */
  constructor(
    private readonly settings: BreakerSettings,
    private readonly onChange: (state: BreakerState) => void,
    private readonly isAlive: () => Promise<boolean>,
    private readonly now: () => number = () => performance.now(),
  ) {
    this.#stepMs = settings.windowMs / SLOTS;
  }

  get state(): BreakerState {
    return this.#state;
  }

  /** Asks whether a call may be made; null: it is refused. The pass goes back with {@link succeeded} or {@link failed}. */
  admit(): Pass | null {
    if (this.#state === 'closed') return this.#turn;
    const now = this.now();
    if (now < this.#nextProbeAt) return null;
    this.#nextProbeAt = now + this.settings.probeEveryMs;
    if (this.#state === 'open') this.#become('half-open');
    return this.#turn;
  }

  succeeded(pass: Pass): void {
    if (pass !== this.#turn) return;
    if (this.#state === 'closed') this.#slot().calls += 1;
    else this.#become('closed');
  }

  /** @param isTimeout whether all that is known is that no answer came in time */
  failed(pass: Pass, isTimeout = false): void {
    if (pass !== this.#turn) return;
    if (this.#state === 'open') return; // a probe that has hung, beside a later one that failed sooner
    if (this.#state === 'half-open') return this.#become('open');
    const slot = this.#slot();
    slot.calls += 1;
    slot.failures += 1;
    if (isTimeout) slot.timeouts += 1;
    const { calls, failures, timeouts } = this.#recent();
    if (this.#isSick(calls - timeouts, failures - timeouts)) this.#open();
    else if (this.#isSick(calls, failures)) void this.#doubt();
  }

  #isSick(calls: number, failures: number): boolean {
    return calls >= this.settings.minCalls && failures >= calls * this.settings.failureRate;
  }

  #open(): void {
    this.#nextProbeAt = this.now() + this.settings.probeEveryMs;
    this.#become('open');
  }

  /** Opens unless the subgraph gives a sign of life. */
  async #doubt(): Promise<void> {
    if (this.#isInDoubt) return;
    this.#isInDoubt = true;
    const turn = this.#turn;
    const isAlive = await this.isAlive();
    this.#isInDoubt = false;
    if (turn !== this.#turn) return;
    if (!isAlive) return this.#open();
    for (const slot of this.#slots) {
      slot.calls -= slot.timeouts;
      slot.failures -= slot.timeouts;
      slot.timeouts = 0;
    }
  }

  /** What ended within the window. */
  #recent(): Omit<Slot, 'step'> {
    const oldest = Math.floor(this.now() / this.#stepMs) - SLOTS;
    const sum = { ...EMPTY };
    for (const { step, calls, failures, timeouts } of this.#slots) {
      if (step <= oldest) continue;
      sum.calls += calls;
      sum.failures += failures;
      sum.timeouts += timeouts;
    }
    return sum;
  }

  #slot(): Slot {
    const step = Math.floor(this.now() / this.#stepMs);
    const slot = this.#slots[step % SLOTS] as Slot;
    if (slot.step !== step) Object.assign(slot, { step, ...EMPTY });
    return slot;
  }

  #become(state: BreakerState): void {
    if (state === 'closed' || this.#state === 'closed') this.#turn += 1;
    this.#state = state;
    if (state === 'closed') for (const slot of this.#slots) Object.assign(slot, { step: -1, ...EMPTY });
    this.onChange(state);
  }
}
