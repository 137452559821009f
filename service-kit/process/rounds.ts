import type { Logger } from './logger';

/** Work that is done again and again until it is closed. */
export interface Rounds {
  /** Does a round now, or waits for the one under way. Never rejects. */
  now(): Promise<void>;
  /** Begins no more; the round under way ends first. */
  close(): Promise<void>;
}

/**
 * Does a round of work now and then, one at a time. What keeps a round from being done (a service is down, say) mostly keeps the
 * next ones too: it is logged when it begins and when it is over, not each time.
 *
 * @param work.name as a person calls it: "the sweep of events"
 * @param work.isKnown whether an error was told elsewhere already; such a one is not logged
 */
export function startRounds(
  everyMs: number,
  work: { name: string; round: () => Promise<void>; isKnown?: (error: unknown) => boolean },
  log: Logger,
): Rounds {
  let running: Promise<void> | null = null;
  let isFailing = false;
  const failed = (error: unknown): void => {
    if (isFailing || work.isKnown?.(error)) return;
    isFailing = true;
    log.warn({ err: error }, `${work.name} fails`);
  };
  const done = (): void => {
    if (isFailing) log.info(`${work.name} works again`);
    isFailing = false;
  };
  const now = (): Promise<void> =>
    (running ??= work
      .round()
      .then(done, failed)
      .finally(() => (running = null)));
  const timer = setInterval(() => void now(), everyMs);
  return {
    now,
    async close() {
      clearInterval(timer);
      await running;
    },
  };
}
