/** Lets a limited number of tasks run at once; the rest wait, and callers take turns. */
export interface Semaphore {
  /**
   * Runs a task when there is room.
   *
   * @param caller whose task it is: those of one caller run in order, and callers take turns
   * @param isFavoured whether the caller has every second turn, with others of its kind, and waits in a room of their own; a caller
   *   is always of one kind
   * @throws QueueFullError at once when too many wait already, of this caller or of all of its kind
   */
  run<T>(task: () => Promise<T>, caller?: string, isFavoured?: boolean): Promise<T>;
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
  readonly isFavoured: boolean;
  running: number;
  readonly waiting: (() => void)[];
}

const kindOf = ({ isFavoured }: Line) => (isFavoured ? 'favoured' : 'others');

/**
 * Makes a semaphore. Who sends a thousand tasks holds up another caller's one by one task at most: waiting callers take
 * turns, and no caller holds the last place.
 *
 * @param limit tasks at once; one caller runs at most one fewer, where there is more than one
 * @param maxWaiting tasks that wait in all, of favoured callers and of others; more are refused
 * @param maxWaitingOfOne tasks of one caller that wait; as many as of all unless told
 */
export function createSemaphore(limit: number, maxWaiting: number, maxWaitingOfOne = maxWaiting): Semaphore {
  const limitOfOne = maxWaitingOfOne < maxWaiting ? Math.max(1, limit - 1) : limit;
  let running = 0;
  const waiting = { favoured: 0, others: 0 };
  let wasFavoured = false;
  /** In the order of their turns: a caller that was served goes to the end. */
  const lines = new Map<string, Line>();

  async function enter(line: Line): Promise<void> {
    if (running < limit && line.running < limitOfOne) {
      running += 1;
      line.running += 1;
      return;
    }
    const kind = kindOf(line);
    if (waiting[kind] >= maxWaiting || line.waiting.length >= maxWaitingOfOne) throw new QueueFullError();
    waiting[kind] += 1;
    await new Promise<void>((resolve) => line.waiting.push(resolve)); // the one who leaves hands over its place
  }

  const nextOf = (isFavoured: boolean): [string, Line] | undefined => {
    for (const one of lines) {
      const [, line] = one;
      if (line.isFavoured === isFavoured && line.waiting.length > 0 && line.running < limitOfOne) return one;
    }
    return undefined;
  };

  function leave(caller: string, line: Line): void {
    running -= 1;
    line.running -= 1;
    const [name, next] = nextOf(!wasFavoured) ?? nextOf(wasFavoured) ?? [];
    if (name !== undefined && next) {
      lines.delete(name);
      lines.set(name, next);
      wasFavoured = next.isFavoured;
      waiting[kindOf(next)] -= 1;
      running += 1;
      next.running += 1;
      next.waiting.shift()?.();
    }
    forget(caller, line);
  }

  function forget(caller: string, line: Line): void {
    if (line.running === 0 && line.waiting.length === 0 && lines.get(caller) === line) lines.delete(caller);
  }

  return {
    async run(task, caller = '', isFavoured = false) {
      let line = lines.get(caller);
      if (!line) lines.set(caller, (line = { isFavoured, running: 0, waiting: [] }));
      try {
        await enter(line);
      } catch (error) {
        forget(caller, line);
        throw error;
      }
      try {
        return await task();
      } finally {
        leave(caller, line);
      }
    },
  };
}
