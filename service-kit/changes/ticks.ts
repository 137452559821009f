import type { Changes, ChangedThing } from './changes';

/** At most four states a second of one thing: as many as a person can follow. */
const INTERVAL_MS = 250;
/** A message that got lost is made up for by then. */
const REFRESH_MS = 60_000;

/** When to read a thing's state again. Ending it (`return`) is immediate, also while a tick is awaited. */
export interface Ticks extends AsyncIterableIterator<true> {
  return(): Promise<IteratorResult<true>>;
}

/**
 * Says when a thing is to be read: once at once, then after changes. Changes that come faster than the interval, or than
 * the reader asks, become one tick, and the last one always gets its tick; nothing queues up behind a slow reader.
 *
 * @param options.intervalMs between ticks, at least
 * @param options.refreshMs a tick also comes without a change after this time
 */
export function ticksOf(
  changes: Changes,
  thing: ChangedThing,
  options: { intervalMs?: number; refreshMs?: number } = {},
): Ticks {
  return new ChangeTicks(
    (onChange) => changes.watch(thing, onChange),
    options.intervalMs ?? INTERVAL_MS,
    options.refreshMs ?? REFRESH_MS,
  );
}

const DONE = { value: undefined, done: true } as const;

class ChangeTicks implements Ticks {
  #due = true;
  #over = false;
  #notBefore = 0;
  #waiting: ((result: IteratorResult<true>) => void) | null = null;
  #timer: NodeJS.Timeout | undefined;
  readonly #refresh: NodeJS.Timeout;
  readonly #unwatch: () => void;

  constructor(
    watch: (onChange: () => void) => () => void,
    private readonly intervalMs: number,
    refreshMs: number,
  ) {
    const mark = () => {
      this.#due = true;
      this.#deliver();
    };
    this.#unwatch = watch(mark);
    this.#refresh = setInterval(mark, refreshMs).unref();
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  next(): Promise<IteratorResult<true>> {
    if (this.#over) return Promise.resolve(DONE);
    return new Promise((resolve) => {
      this.#waiting = resolve;
      this.#deliver();
    });
  }

  async return(): Promise<IteratorResult<true>> {
    this.#over = true;
    this.#unwatch();
    clearInterval(this.#refresh);
    clearTimeout(this.#timer);
    this.#waiting?.(DONE);
    this.#waiting = null;
    return DONE;
  }

  #deliver(): void {
    if (!this.#waiting || !this.#due || this.#timer) return;
    const wait = this.#notBefore - performance.now();
    if (wait > 0) {
      this.#timer = setTimeout(() => {
        this.#timer = undefined;
        this.#deliver();
      }, wait).unref();
      return;
    }
    this.#due = false;
    this.#notBefore = performance.now() + this.intervalMs;
    this.#waiting({ value: true, done: false });
    this.#waiting = null;
  }
}

/**
 * Ends ticks after the thing has come to its end: the tick that shows the end is the last one.
 *
 * @param isOver reads whether the end has come; a failure counts as "not yet"
 */
export function untilOver(ticks: Ticks, isOver: () => Promise<boolean>): Ticks {
  let over = false;
  return {
    [Symbol.asyncIterator]() {
      return this;
    },
    async next() {
      if (over) return ticks.return();
      const tick = await ticks.next();
      if (!tick.done) over = await isOver().catch(() => false);
      return tick;
    },
    return: () => ticks.return(),
  };
}
