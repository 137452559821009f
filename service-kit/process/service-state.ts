import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from './logger';

/** Whether a service that this process needs answers, and what the log is told of it: once when it is gone, once when it is back. */
export interface ServiceState {
  readonly isDown: boolean;
  /**
   * Something that needs the service failed. An answer that is only late ({@link TookTooLong}) is told when the probe fails too:
   * the wait may have been this process's own, or that of a library's connection which comes back later than the service.
   */
  trouble(error: unknown): void;
  close(): void;
}

const LOOK_EVERY_MS = 500;

/**
 * Follows a service. Libraries report each of a hundred tries to connect; a person wants to know when it began and when it
 * ended.
 *
 * @param service.name as a person calls it
 * @param service.probe rejects while the service does not answer; asked only while it is down
 */
export function followService(
  service: { name: string; probe: () => Promise<unknown> },
  log: Logger,
): ServiceState {
  let isDown = false;
  let closed = false;

  const answers = (): Promise<boolean> =>
    service.probe().then(
      () => true,
      () => false,
    );

  async function follow(error: unknown): Promise<void> {
    const downAt = performance.now();
    const isKnown = !(error instanceof TookTooLong);
    if (isKnown || !(await answers())) {
      log.warn({ reason: reasonOf(error) }, `${service.name} does not answer`);
      do await sleep(LOOK_EVERY_MS, undefined, { ref: false });
      while (!closed && !(await answers()));
      if (!closed)
        log.info({ downMs: Math.round(performance.now() - downAt) }, `${service.name} answers again`);
    }
    isDown = false;
  }

  return {
    get isDown() {
      return isDown;
    },
    trouble(error) {
      if (isDown || closed) return;
      isDown = true;
      void follow(error);
    },
    close() {
      closed = true;
    },
  };
}

const reasonOf = (error: unknown): string | undefined =>
  error instanceof Error ? error.message || (error as { code?: string }).code : String(error);

/** Thrown when work was not done in time; it may be done later all the same. */
export class TookTooLong extends Error {
  override readonly name = 'TookTooLong';
}

/**
 * Where this process stood still, an answer that has come meanwhile is read before it is called late: a timer rings first then, and so
 * one more turn is waited for.
 *
 * @throws TookTooLong after so many ms; the work itself goes on
 */
export async function inTime<T>(ms: number, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    const tooLate = () => reject(new TookTooLong(`no answer within ${ms} ms`));
    timer = setTimeout(() => setImmediate(tooLate), ms);
  });
  work.catch(() => undefined); // who waited may be gone when it fails
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
