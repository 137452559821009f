import type { Logger } from './logger';

/** Something started that must be stopped; stopped in the reverse order of starting. */
export interface Stoppable {
  name: string;
  stop(): Promise<void> | void;
}

/** How long a stop may take before the process gives up waiting. */
const STOP_LIMIT_MS = 20_000;
/** Signals this close together are one wish to stop. */
const SAME_SIGNAL_MS = 1_000;

/**
 * Keeps what a process has started, in order, and stops it on SIGTERM, SIGINT or SIGUSR2: what was started last stops
 * first, so that the public door closes before the database does. A second signal ends the process at once.
 */
export class Lifetime {
  readonly #started: Stoppable[] = [];
  #stopping: Promise<void> | undefined;

  constructor(private readonly log: Logger) {}

  /** Registers something that runs; answers it, for use in an expression. */
  add<T>(name: string, thing: T, stop: (thing: T) => Promise<void> | void): T {
    this.#started.push({ name, stop: () => stop(thing) });
    return thing;
  }

  /** Stops everything, once. Failures are logged; the rest is stopped all the same. */
  stop(): Promise<void> {
    this.#stopping ??= this.#stopAll();
    return this.#stopping;
  }

  async #stopAll(): Promise<void> {
    for (const { name, stop } of this.#started.reverse()) {
      try {
        await stop();
      } catch (error) {
        this.log.error({ part: name, err: error }, 'part did not stop cleanly');
      }
    }
  }

  /** Installs the signal handlers. @param farewell is called when everything has stopped, before the process ends */
  stopOnSignals(farewell: () => void = () => undefined): void {
    let firstAt = 0;
    const onSignal = (signal: NodeJS.Signals) => {
      // Ctrl-C below npm arrives twice: from the terminal, and passed on by npm.
      if (this.#stopping && Date.now() - firstAt < SAME_SIGNAL_MS) return;
      if (this.#stopping) process.exit(1);
      firstAt = Date.now();
      this.log.info({ signal }, 'stopping');
      setTimeout(() => process.exit(1), STOP_LIMIT_MS).unref();
      void this.stop().then(() => {
        farewell();
        process.exit(0);
      });
    };
    for (const signal of ['SIGTERM', 'SIGINT', 'SIGUSR2'] as const) process.on(signal, onSignal);
  }
}

/** An error whose message alone tells a person what to do; no stack is shown for it. */
const READABLE = new Set([
  'AuthMarkerError',
  'ConfigError',
  'DatabaseSetupError',
  'EmbeddedPostgresError',
  'Error',
  'PortTakenError',
  'SigningKeyError',
  'SupergraphError',
]);

/**
 * Runs a main function. When it fails, what was started is stopped, the reason is printed in words, and the process
 * ends with code 1.
 *
 * @param main gets the lifetime to register what it starts
 */
export async function runMain(log: Logger, main: (lifetime: Lifetime) => Promise<void>): Promise<void> {
  const lifetime = new Lifetime(log);
  lifetime.stopOnSignals();
  try {
    await main(lifetime);
  } catch (error) {
    process.stderr.write(`\n${describe(error)}\n\n`);
    await lifetime.stop();
    process.exit(1);
  }
}

function describe(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return READABLE.has(error.constructor.name) ? error.message : (error.stack ?? error.message);
}
