import cluster, { type Worker } from 'node:cluster';
import { setTimeout as sleep } from 'node:timers/promises';
import { closeWhatIsNotTaken } from './handed-connections';
import type { Logger } from './logger';

/*
 * Several processes that serve one port (node:cluster). This one, the primary, accepts connections and hands them out in turn; it serves
 * nothing itself. One more, the spare, has started and waits: it takes the place of the next that dies, at once, however long a start
 * takes; only what the dead one was answering fails. All are replaced one after the other by `restart`: a new one listens before an
 * old one is told to stop, so no request fails.
 */

export interface WorkerSet {
  /** Workers that listen. */
  running(): number;
  readonly wanted: number;
  /** Whether one more has started, and waits. */
  hasSpare(): boolean;
  /** Replaces all workers, one at a time. A call while it goes on waits for it. */
  restart(): Promise<void>;
  /** Tells all to stop, and waits until they have. */
  close(): Promise<void>;
}

/** Workers that end this often within the window, until none is left, won't do better the next time. */
const MOST_DEATHS = 10;
const WINDOW_MS = 30_000;
const AGAIN_MS = 200;
/** While others serve: what keeps one from starting may be over then. */
const UNHURRIED_MS = 2_000;

/** Said by a worker that has started, and to it when it is to listen. */
const READY = 'cashcraft:ready';
const LISTEN = 'cashcraft:listen';
interface Word {
  readonly type?: unknown;
}

/**
 * In a worker that has started: lets it listen when the primary says so, which may be never.
 *
 * @param onFailed it could not
 */
export function listenWhenTold(listen: () => Promise<unknown>, onFailed: (error: Error) => void): void {
  const hear = (word: Word | null): void => {
    if (word?.type !== LISTEN) return;
    process.off('message', hear);
    void listen().catch(onFailed);
  };
  process.on('message', hear);
  if (process.connected) process.send?.({ type: READY });
}

/**
 * Starts workers: this very program again, which finds out that it is one by `cluster.isWorker`, and calls `listenWhenTold`.
 *
 * @param options.count how many listen; the spare comes on top
 * @param options.args words of the program's command line
 * @param options.onLost they end again and again; nothing more is tried
 * @throws Error when the first ones end before they listen
 */
export async function startWorkers(
  { count, args, onLost }: { count: number; args: readonly string[]; onLost: (error: Error) => void },
  log: Logger,
): Promise<WorkerSet> {
  cluster.setupPrimary({ args: [...args] });
  const workers = new Workers(count, onLost, log);
  await Promise.all(Array.from({ length: count }, () => workers.begin()));
  workers.prepareSpare();
  return workers;
}

/** A worker's process, from its first moment. */
interface Begun {
  readonly worker: Worker;
  readonly ended: Promise<'ended'>;
}

/** Not `once` of node:events, which takes an error for the end. */
const endOf = (worker: Worker): Promise<'ended'> =>
  new Promise((resolve) => worker.once('exit', () => resolve('ended')));

/** @throws Error when it ends before it is that far */
async function untilFar({ ended }: Begun, far: Promise<void>): Promise<void> {
  if ((await Promise.race([far, ended])) === 'ended')
    throw new Error('A worker has ended before it listened; its own words say why.');
}

class Workers implements WorkerSet {
  readonly #listening = new Set<Worker>();
  readonly #leaving = new Set<Worker>();
  #deaths: number[] = [];
  #closing = false;
  #restarting: Promise<void> | null = null;
  /** Resolves when it could listen. */
  #spare: Promise<Begun> | null = null;
  #isSpareReady = false;

  constructor(
    readonly wanted: number,
    private readonly onLost: (error: Error) => void,
    private readonly log: Logger,
  ) {}

  running(): number {
    return this.#listening.size;
  }

  hasSpare(): boolean {
    return this.#isSpareReady;
  }

  /** Starts one. Resolves when it could listen. */
  async #start(): Promise<Begun> {
    const worker = cluster.fork();
    const begun = { worker, ended: endOf(worker) };
    const { pid } = worker.process;
    // What is written to one that has just died; its end is told by itself.
    worker.on('error', (error) => this.log.warn({ pid, err: error }, 'a worker did not get a word'));
    closeWhatIsNotTaken(worker, (connections) =>
      this.log.warn({ pid, connections }, 'connections closed that a worker did not take before it ended'),
    );
    const ready = new Promise<void>((resolve) =>
      worker.on('message', (word: Word | null) => {
        if (word?.type === READY) resolve();
      }),
    );
    await untilFar(begun, ready);
    return begun;
  }

  /** Has one listen: a new one unless given. Resolves when it does. */
  async begin(start: Promise<Begun> = this.#start()): Promise<Worker> {
    const begun = await start;
    const { worker, ended } = begun;
    const listening = new Promise<void>((resolve) => worker.once('listening', () => resolve()));
    worker.send({ type: LISTEN });
    await untilFar(begun, listening);
    this.#listening.add(worker);
    void ended.then(() => {
      this.#listening.delete(worker);
      if (!this.#leaving.delete(worker) && !this.#closing) void this.#replace(worker);
    });
    return worker;
  }

  /** Starts the next spare unless there is one. */
  prepareSpare(): void {
    if (this.#spare || this.#closing) return;
    const spare = this.#start();
    this.#spare = spare;
    const onGone = () => {
      if (this.#spare !== spare) return; // it has taken a place
      void this.#forgetSpare();
      setTimeout(() => this.prepareSpare(), UNHURRIED_MS).unref();
    };
    void spare
      .then(({ ended }) => {
        this.#isSpareReady ||= this.#spare === spare;
        return ended;
      })
      .then(onGone, onGone);
  }

  #forgetSpare(): Promise<Begun> | null {
    const spare = this.#spare;
    this.#spare = null;
    this.#isSpareReady = false;
    return spare;
  }

  async #replace({ process: { pid, exitCode, signalCode } }: Worker): Promise<void> {
    this.log.error({ pid, ended: signalCode ?? exitCode }, 'a worker has ended, another takes its place');
    while (!this.#closing) {
      const now = performance.now();
      this.#deaths = [...this.#deaths.filter((at) => at > now - WINDOW_MS), now];
      if (this.#deaths.length > MOST_DEATHS && this.#listening.size === 0) {
        const words = `Workers have ended more than ${MOST_DEATHS} times within ${WINDOW_MS / 1000} s.`;
        return this.onLost(new Error(words));
      }
      try {
        const { pid: next } = (await this.begin(this.#forgetSpare() ?? this.#start())).process;
        this.log.info({ worker: next }, 'the new worker listens');
        return this.prepareSpare();
      } catch {
        if (!this.#closing) await sleep(this.#listening.size > 0 ? UNHURRIED_MS : AGAIN_MS);
      }
    }
  }

  async #stop(worker: Worker): Promise<void> {
    if (worker.isDead()) return;
    const ended = endOf(worker);
    this.#leaving.add(worker);
    worker.process.kill('SIGTERM');
    await ended;
  }

  restart(): Promise<void> {
    return (this.#restarting ??= this.#replaceAll().finally(() => {
      this.#restarting = null;
      this.prepareSpare();
    }));
  }

  async #replaceAll(): Promise<void> {
    // It has started with what is to be left behind.
    void this.#forgetSpare()?.then(
      ({ worker }) => worker.process.kill('SIGTERM'),
      () => undefined,
    );
    for (const old of [...this.#listening]) {
      if (this.#closing) return;
      if (!this.#listening.has(old)) continue; // dead, and replaced since
      const next = await this.begin();
      // One that died meanwhile has got another successor.
      await this.#stop(this.#listening.has(old) ? old : next);
    }
    this.log.info({ workers: this.#listening.size }, 'all workers were replaced');
  }

  async close(): Promise<void> {
    this.#closing = true;
    await this.#restarting?.catch(() => undefined);
    const all = Object.values(cluster.workers ?? {}).flatMap((worker) => worker ?? []);
    await Promise.all(all.map((worker) => this.#stop(worker)));
  }
}
