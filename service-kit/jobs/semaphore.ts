/** Lets a limited number of tasks run at once; the rest wait in order. */
export interface Semaphore {
  /**
   * Runs a task when there is room.
   *
   * @throws QueueFullError at once when too many wait already
   */
  run<T>(task: () => Promise<T>): Promise<T>;
}

/** Too much work of one kind waits: refuse early rather than answer late. */
export class QueueFullError extends Error {
  constructor() {
    super('Too many tasks wait.');
    this.name = 'QueueFullError';
  }
}

/**
 * Makes a semaphore.
 *
 * @param limit tasks at once
 * @param maxWaiting tasks in the queue; more are refused
 */
export function createSemaphore(limit: number, maxWaiting: number): Semaphore {
  let running = 0;
  const waiting: (() => void)[] = [];

  async function enter(): Promise<void> {
    if (running < limit) {
      running += 1;
      return;
    }
    if (waiting.length >= maxWaiting) throw new QueueFullError();
    await new Promise<void>((resolve) => waiting.push(resolve)); // the one who leaves hands over its place
  }

  function leave(): void {
    const next = waiting.shift();
    if (next) next();
    else running -= 1;
  }

  return {
    async run(task) {
      await enter();
      try {
        return await task();
      } finally {
        leave();
      }
    },
  };
}
