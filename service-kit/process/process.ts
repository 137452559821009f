import cluster from 'node:cluster';
import type { Logger } from './logger';

/** Something started that must be stopped; stopped in the reverse order of starting. */
export interface Stoppable {
  name: string;
  stop(): Promise<void> | void;
}

/** How long a stop may take before the process gives up waiting. */
const STOP_LIMIT_MS = 20_000;

/** One Ctrl-C may arrive twice: the terminal signals every process, and npm passes its own signal on. */
const SAME_SIGNAL_MS = 500;

/**
 * Keeps what a process has started, in order, and stops it when it is told to end or its terminal closes: what was started
 * last stops first, so that the public door closes before the database does. A second signal ends the process at once.
 */
export class Lifetime {
  readonly #started: Stoppable[] = [];
  #stopping: Promise<void> | undefined;
  #ending = false;
  #onHangup: (() => void) | undefined;

  constructor(private readonly log: Logger) {}

  /** Whether a signal has told this process to end. */
  get ending(): boolean {
    return this.#ending;
  }

  /**
   * Registers something that runs; answers it, for use in an expression.
   *
   * @throws Error when a signal came meanwhile: what is registered gets stopped, and nothing more is to be started
   */
  add<T>(name: string, thing: T, stop: (thing: T) => Promise<void> | void): T {
    this.#started.push({ name, stop: () => stop(thing) });
    if (this.#ending) throw new Error('The process is ending.');
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

  /**
   * Ends the process because it can't go on: says why, stops what was started, and ends with code 1.
   *
   * @param error its message is for the person at the terminal
   */
  fail(error: Error): void {
    if (this.#ending) return;
    this.#ending = true;
    this.log.fatal({ reason: error.message }, 'cannot go on');
    process.stderr.write(`\n${describe(error)}\n\n`);
    setTimeout(() => process.exit(1), STOP_LIMIT_MS).unref();
    void this.stop().then(() => process.exit(1));
  }

  /** From now on a SIGHUP does this instead of ending the process: for one without a terminal that could hang up. */
  onHangup(work: () => void): void {
    this.#onHangup = work;
  }

  /**
   * Installs the signal handlers.
   *
   * @param started settles when the process has started. A signal before that waits for it, because what is being
   *   started at that moment can't be stopped yet
   */
  stopOnSignals(started: Promise<unknown>): void {
    let firstAt = 0;
    const onSignal = (signal: NodeJS.Signals) => {
      if (signal === 'SIGHUP' && this.#onHangup) return this.#onHangup();
      if (this.#ending && performance.now() - firstAt < SAME_SIGNAL_MS) return;
      if (this.#ending || this.#stopping) process.exit(1);
      this.#ending = true;
      firstAt = performance.now();
      this.log.info({ signal }, 'stopping');
      setTimeout(() => process.exit(1), STOP_LIMIT_MS).unref();
      void started
        .catch(() => undefined)
        .then(() => this.stop())
        .then(() => process.exit(0));
    };
    for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP', 'SIGUSR2'] as const) process.on(signal, onSignal);
    // A parent that is killed tells nobody; the channel to it ends. Node ends workers of a cluster itself.
    if (!cluster.isWorker) process.once('disconnect', () => onSignal('SIGTERM'));
  }
}

/** An error whose message alone tells a person what to do; no stack is shown for it. */
const READABLE = new Set([
  'AuthMarkerError',
  'BackupUnreadable',
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
  const started = main(lifetime);
  lifetime.stopOnSignals(started);
  try {
    await started;
  } catch (error) {
    if (lifetime.ending) return; // the signal's handler stops what was started
    process.stderr.write(`\n${describe(error)}\n\n`);
    await lifetime.stop();
    process.exit(1);
  }
}

function describe(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return READABLE.has(error.constructor.name) ? error.message : (error.stack ?? error.message);
}
