import { AsyncLocalStorage } from 'node:async_hooks';
import { setTimeout as sleep } from 'node:timers/promises';

/*
 * Log-ins that all take the same time. An old system's hash takes hundreds of milliseconds where ours takes twenty; who
 * measures could tell whom an installation imported, and which addresses it knows. So each check waits for as long as the
 * slowest of the latest ones took to compute. The time in a queue is not part of it: it is the same for all.
 */

/** Tells ms, on a clock that nobody sets, and waits. */
export interface PaceClock {
  now(): number;
  wait(ms: number): Promise<void>;
}

const REAL_CLOCK: PaceClock = {
  now: () => performance.now(),
  wait: async (ms) => {
    await sleep(ms);
  },
};

/** Measures of slow checks that are looked at. */
const REMEMBERED = 50;
/** Checks vary; what is a little slower than any before must not stand out. */
const MARGIN = 1.25;

export interface Pace {
  /** Runs work of a check; what it takes is counted where {@link hold} runs it. */
  measure<T>(work: () => Promise<T>): Promise<T>;
  /** Measures a slow check once per cost. */
  calibrate(cost: number, work: () => Promise<unknown>): Promise<void>;
  /** Runs a check and waits until it took as long as a slow one. @param isSlow whether it is of the slow kind itself */
  hold<T>(check: () => Promise<T>, isSlow: boolean): Promise<T>;
}

/** Makes the pace of a process's checks. */
export function createPace(clock: PaceClock = REAL_CLOCK): Pace {
  const spent = new AsyncLocalStorage<{ ms: number }>();
  const slow: number[] = [];
  const calibrated = new Map<number, Promise<void>>();
  const remember = (ms: number) => {
    slow.push(ms);
    if (slow.length > REMEMBERED) slow.shift();
  };
  const timed = async <T>(work: () => Promise<T>, tell: (ms: number) => void): Promise<T> => {
    const started = clock.now();
    try {
      return await work();
    } finally {
      tell(clock.now() - started);
    }
  };
  return {
    measure(work) {
      const account = spent.getStore();
      if (!account) return work();
      return timed(work, (ms) => {
        account.ms += ms;
      });
    },
    calibrate(cost, work) {
      const known = calibrated.get(cost) ?? timed(work, remember).then(() => undefined);
      calibrated.set(cost, known);
      return known;
    },
    async hold(check, isSlow) {
      const account = { ms: 0 };
      const target = MARGIN * Math.max(0, ...slow);
      try {
        return await spent.run(account, check);
      } finally {
        if (isSlow) remember(account.ms);
        if (account.ms < target) await clock.wait(target - account.ms);
      }
    },
  };
}
