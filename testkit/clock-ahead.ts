/** What of the clock goes on as it is: connections and time-outs live by it. */
const REAL = [
  ...(['hrtime', 'nextTick', 'performance', 'queueMicrotask', 'setImmediate', 'clearImmediate'] as const),
  ...(['setInterval', 'clearInterval', 'setTimeout', 'clearTimeout'] as const),
];

/** Does work as a process whose clock is so many minutes ahead of the database's would; below 0: behind it. */
export async function withClockAhead<T>(minutes: number, work: () => Promise<T>): Promise<T> {
  jest.useFakeTimers({ now: Date.now() + minutes * 60_000, doNotFake: REAL });
  try {
    return await work();
  } finally {
    jest.useRealTimers();
  }
}
