/** The moment at which the virtual clock starts and before which all seeded rows lie: 2026-01-01T00:00:00Z. */
export const VIRTUAL_EPOCH = 1767225600;

export type ClockMode = 'virtual' | 'wall';

/**
 * The simulator's time in whole unix seconds. `virtual` starts at {@link VIRTUAL_EPOCH} and stands still (speed 0)
 * or runs at `speed`; `wall` starts at the computer's time and runs at `speed` (1 by default). Both can be advanced.
 * Only bodies, tokens and headers use this clock; waiting (rate limit, delays) is real time.
 */
export class SimulatorClock {
  readonly speed: number;
  private readonly startedAt = Date.now();
  private readonly base: number;

  constructor(
    readonly mode: ClockMode,
    speed: number | undefined,
    public offset = 0,
  ) {
    this.speed = speed ?? (mode === 'virtual' ? 0 : 1);
    this.base = mode === 'virtual' ? VIRTUAL_EPOCH : this.startedAt / 1000;
  }

  /** Now, in unix seconds. */
  now(): number {
    const passed = this.speed === 0 ? 0 : ((Date.now() - this.startedAt) / 1000) * this.speed;
    return Math.floor(this.base + passed) + this.offset;
  }

  /** Moves the clock by a number of seconds, forward only. Throws RangeError for anything else. */
  advance(seconds: number): void {
    if (!Number.isInteger(seconds) || seconds < 0)
      throw new RangeError('advance_s must be a whole number >= 0');
    this.offset += seconds;
  }
}
