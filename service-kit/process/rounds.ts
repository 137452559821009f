/*
 * Work that goes round and round beside all requests, for the installation as a whole: cleaning, warnings, chains. What is an
 * organisation's own is a job (docs/jobs.md). Any number of processes may go round at once, so a round takes rows that nobody else holds.
 */

/** Work that goes round until it is closed. */
export interface Rounds {
  /** Begins no more rounds; resolves when the one that runs has ended. */
  close(): Promise<void>;
}

/**
 * Goes round until closed: never two rounds at once, and a process doesn't live on for it.
 *
 * @param options.isEager begins at once, not after the first interval
 * @param options.onFailure told of a round that failed; the next one tries again
 */
export function startRounds(options: {
  everyMs: number;
  isEager?: boolean;
  round: () => Promise<unknown>;
  onFailure: (error: unknown) => void;
}): Rounds {
  const { everyMs, isEager = false, round, onFailure } = options;
  let running: Promise<void> | null = null;
  const begin = (): void => {
    running ??= (async () => round())()
      .then(() => undefined, onFailure)
      .finally(() => (running = null));
  };
  const timer = setInterval(begin, everyMs).unref();
  if (isEager) begin();
  return {
    async close() {
      clearInterval(timer);
      await running;
    },
  };
}
