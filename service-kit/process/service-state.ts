import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from './logger';

/** Whether a service that this process needs answers, and what the log is told of it: once when it is gone, once when it is back. */
export interface ServiceState {
  readonly isDown: boolean;
  /** Something that needs the service failed. */
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

  async function waitForIt(downAt: number): Promise<void> {
    while (!closed) {
      await sleep(LOOK_EVERY_MS, undefined, { ref: false });
      const answers = await service.probe().then(
        () => true,
        () => false,
      );
      if (!answers) continue;
      isDown = false;
      if (!closed)
        log.info({ downMs: Math.round(performance.now() - downAt) }, `${service.name} answers again`);
      return;
    }
  }

  return {
    get isDown() {
      return isDown;
    },
    trouble(error) {
      if (isDown || closed) return;
      isDown = true;
      const reason =
        error instanceof Error ? error.message || (error as { code?: string }).code : String(error);
      log.warn({ reason }, `${service.name} does not answer`);
      void waitForIt(performance.now());
    },
    close() {
      closed = true;
    },
  };
}

/** Thrown when work was not done in time; it may be done later all the same. */
export class TookTooLong extends Error {
  override readonly name = 'TookTooLong';
}

/** @throws TookTooLong after so many ms; the work itself goes on */
export async function inTime<T>(ms: number, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new TookTooLong(`no answer within ${ms} ms`)), ms);
  });
  work.catch(() => undefined); // who waited may be gone when it fails
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
