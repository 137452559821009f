import type { Logger } from './logger';

/**
 * Makes a round of work that never rejects. What keeps it from being done (a service is down, say) mostly keeps the next ones too: that is
 * logged when it begins and when it is over, not each time.
 *
 * @param work.name as a person calls it: "the sweep of events"
 * @param work.isKnown whether an error was told elsewhere already; such a one is not logged
 */
export function toldOnce(
  work: { name: string; round: () => Promise<void>; isKnown?: (error: unknown) => boolean },
  log: Logger,
): () => Promise<void> {
  let isFailing = false;
  return async () => {
    try {
      await work.round();
      if (isFailing) log.info(`${work.name} works again`);
      isFailing = false;
    } catch (error) {
      if (isFailing || work.isKnown?.(error)) return;
      isFailing = true;
      log.warn({ err: error }, `${work.name} fails`);
    }
  };
}
