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
  /** Its place among those that are watched; this file's own. */
  slot?: number;
}

/*
 * A timer and an AbortController per fetch cost more than the rest of a fetch on our side. One timer for all of them,
 * which looks every few milliseconds at what is in flight, costs next to nothing.
 */
const TICK_MS = 20;
let clock: NodeJS.Timeout | undefined;

/*
 * Places that are used again and again, and not a Set: when it outgrows its table it makes another, which the former one
 * refers to. Once a former one is in V8's old space, all later ones are kept with it until the next full collection, with
 * the requests that were in flight then: nearly all of them.
 */
const slots: (Waiting | undefined)[] = [];
const free: number[] = [];

/** Gives something up when its time comes or nobody waits for it, unless {@link forget} is called before. */
export function expireInTime(entry: Waiting): void {
  const slot = free.pop() ?? slots.length;
  slots[slot] = entry;
  entry.slot = slot;
  clock ??= setInterval(giveUp, TICK_MS);
}

/** Ends the watch over something that has ended. */
export function forget(entry: Waiting): void {
  const { slot = -1 } = entry;
  if (slots[slot] !== entry) return;
  slots[slot] = undefined;
  free.push(slot);
}

function giveUp(): void {
  const now = Date.now();
  for (const entry of [...slots]) {
    if (!entry || (entry.expiresAt > now && !entry.isAbandoned?.())) continue;
    forget(entry);
    entry.expire();
  }
  if (free.length < slots.length) return;
  slots.length = 0;
  free.length = 0;
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
    const entry: Waiting = { slot: -1, expiresAt: deadlineAt, expire: () => reject(new DeadlineError()) };
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
