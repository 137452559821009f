/** Thrown when work did not end before its deadline. */
export class DeadlineError extends Error {
  constructor() {
    super('the deadline passed');
    this.name = 'DeadlineError';
  }
}

/** Something under way that is given up at a time. */
export interface Waiting {
  /** In ms since the epoch. */
  readonly expiresAt: number;
  /** Whether nobody waits for it any more: then it is given up before its time. Asked every few milliseconds. */
  readonly isAbandoned?: (() => boolean) | undefined;
  /** Called once, up to {@link TICK_MS} late. Must not throw. */
  expire(): void;
}

/*
 * A timer and an AbortController per fetch cost more than the rest of a fetch on our side. One timer for all of them,
 * which looks every few milliseconds at what is in flight, costs next to nothing.
 */
const TICK_MS = 20;
const waiting = new Set<Waiting>();
let clock: NodeJS.Timeout | undefined;

/** Gives something up when its time comes or nobody waits for it, unless {@link forget} is called before. */
export function expireInTime(entry: Waiting): void {
  waiting.add(entry);
  clock ??= setInterval(giveUp, TICK_MS);
}

/** Ends the watch over something that has ended. */
export function forget(entry: Waiting): void {
  waiting.delete(entry);
}

function giveUp(): void {
  const now = Date.now();
  for (const entry of waiting) {
    if (entry.expiresAt > now && !entry.isAbandoned?.()) continue;
    waiting.delete(entry);
    entry.expire();
  }
  if (waiting.size > 0) return;
  clearInterval(clock);
  clock = undefined;
}

/**
 * Waits for work that can't be told to stop: at the deadline it goes on, unheard.
 *
 * @param deadlineAt ms since the epoch
 * @throws DeadlineError at the deadline, or what the work throws; after the deadline nothing is begun
 */
export function unlessLate<T>(deadlineAt: number, work: () => Promise<T>): Promise<T> {
  if (deadlineAt <= Date.now()) return Promise.reject(new DeadlineError());
  return new Promise<T>((resolve, reject) => {
    const entry: Waiting = { expiresAt: deadlineAt, expire: () => reject(new DeadlineError()) };
    expireInTime(entry);
    work().then(
      (value) => {
        forget(entry);
        resolve(value);
      },
      (error: unknown) => {
        forget(entry);
        reject(error as Error);
      },
    );
  });
}

/**
 * Runs work that has to end in time, and can be told so.
 *
 * @param deadlineAt ms since the epoch
 * @param work gets a signal that aborts at the deadline; work that ignores it goes on, unheard
 * @throws DeadlineError at the deadline, or what the work throws
 */
export async function beforeDeadline<T>(
  deadlineAt: number,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const controller = new AbortController();
  try {
    return await unlessLate(deadlineAt, () => work(controller.signal));
  } catch (error) {
    if (error instanceof DeadlineError) controller.abort();
    throw error;
  }
}
