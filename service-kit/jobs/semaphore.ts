/** Lets a limited number of tasks run at once; the rest wait, and callers take turns. */
export interface Semaphore {
  /**
   * Runs a task when there is room.
   *
   * @param caller whose task it is: those of one caller run in order, and callers take turns
   * @throws QueueFullError at once when too many wait already, of this caller or of all
   */
  run<T>(task: () => Promise<T>, caller?: string): Promise<T>;
}

/** Too much work of one kind waits: refuse early rather than answer late. */
export class QueueFullError extends Error {
  constructor() {
    super('Too many tasks wait.');
    this.name = 'QueueFullError';
  }
}

/** Tasks of one caller. */
interface Line {
  running: number;
  readonly waiting: (() => void)[];
}

/**
 * Makes a semaphore. Who sends a thousand tasks holds up another caller's one by one task at most: waiting callers take
 * turns, and no caller holds the last place.
 *
 * @param limit tasks at once; one caller runs at most one fewer, where there is more than one
 * @param maxWaiting tasks that wait in all; more are refused
 * @param maxWaitingOfOne tasks of one caller that wait; as many as of all unless told
 */
export function createSemaphore(limit: number, maxWaiting: number, maxWaitingOfOne = maxWaiting): Semaphore {
  const limitOfOne = maxWaitingOfOne < maxWaiting ? Math.max(1, limit - 1) : limit;
  let running = 0;
  let waiting = 0;
  /** In the order of their turns: a caller that was served goes to the end. */
  const lines = new Map<string, Line>();

  async function enter(line: Line): Promise<void> {
    if (running < limit && line.running < limitOfOne) {
      running += 1;
      line.running += 1;
      return;
    }
    if (waiting >= maxWaiting || line.waiting.length >= maxWaitingOfOne) throw new QueueFullError();
    waiting += 1;
    await new Promise<void>((resolve) => line.waiting.push(resolve)); // the one who leaves hands over its place
  }

  function leave(caller: string, line: Line): void {
    running -= 1;
    line.running -= 1;
    for (const [name, next] of lines) {
      const begin = next.running < limitOfOne ? next.waiting.shift() : undefined;
      if (!begin) continue;
      lines.delete(name);
      lines.set(name, next);
      waiting -= 1;
      running += 1;
      next.running += 1;
      begin();
      break;
    }
    if (line.running === 0 && line.waiting.length === 0) lines.delete(caller);
  }

  return {
    async run(task, caller = '') {
      let line = lines.get(caller);
      if (!line) lines.set(caller, (line = { running: 0, waiting: [] }));
      await enter(line);
      try {
        return await task();
      } finally {
        leave(caller, line);
      }
    },
  };
}
