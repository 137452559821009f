/** Thrown when work did not end before its deadline. */
export class DeadlineError extends Error {
  constructor() {
    super('the deadline passed');
    this.name = 'DeadlineError';
  }
}

/**
 * Runs work that has to end in time.
 *
 * @param deadlineAt ms since the epoch
 * @param work gets a signal that aborts at the deadline; work that ignores it goes on, unheard
 * @throws DeadlineError at the deadline, or what the work throws
 */
export async function beforeDeadline<T>(
  deadlineAt: number,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  if (deadlineAt <= Date.now()) throw new DeadlineError(); // nothing is begun that nobody waits for
  const controller = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const deadline = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => {
      reject(new DeadlineError());
      controller.abort();
    }, deadlineAt - Date.now());
  });
  try {
    return await Promise.race([work(controller.signal), deadline]);
  } finally {
    clearTimeout(timer);
  }
}
