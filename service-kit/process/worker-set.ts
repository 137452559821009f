import cluster, { type Worker } from 'node:cluster';
import { setTimeout as sleep } from 'node:timers/promises';
import { closeWhatIsNotTaken } from './handed-connections';
import type { Logger } from './logger';

/*
 * Several processes that serve one port (node:cluster). This one, the primary, accepts connections and hands them out in turn; it serves
 * nothing itself. A worker that dies is replaced at once, and only what it was answering fails. All are replaced one after the other
 * by `restart`: a new one listens before an old one is told to stop, so no request fails.
 */

export interface WorkerSet {
  /** Workers that listen. */
  running(): number;
  readonly wanted: number;
  /** Replaces all workers, one at a time. A call while it goes on waits for it. */
  restart(): Promise<void>;
  /** Tells all to stop, and waits until they have. */
  close(): Promise<void>;
}

/** Workers that end this often within the window won't do better the next time. */
const MOST_DEATHS = 10;
const WINDOW_MS = 30_000;
const AGAIN_MS = 200;

/**
 * Starts workers: this very program again, which finds out that it is one by `cluster.isWorker`.
 *
 * @param options.count how many
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
  return workers;
}

/** Not `once` of node:events, which takes an error for the end. */
const endOf = (worker: Worker): Promise<void> =>
  new Promise((resolve) => worker.once('exit', () => resolve()));

class Workers implements WorkerSet {
  readonly #listening = new Set<Worker>();
  readonly #leaving = new Set<Worker>();
  readonly #deaths: number[] = [];
  #closing = false;
  #restarting: Promise<void> | null = null;

  constructor(
    readonly wanted: number,
    private readonly onLost: (error: Error) => void,
    private readonly log: Logger,
  ) {}

  running(): number {
    return this.#listening.size;
  }

  /** Starts one. Resolves when it listens. */
  async begin(): Promise<Worker> {
    const worker = cluster.fork();
    const { pid } = worker.process;
    // What is written to one that has just died; its end is told by itself.
    worker.on('error', (error) => this.log.warn({ pid, err: error }, 'a worker did not get a word'));
    closeWhatIsNotTaken(worker, (connections) =>
      this.log.warn({ pid, connections }, 'connections closed that a worker did not take before it ended'),
    );
    const ended = endOf(worker).then(() => 'ended' as const);
    const listening = new Promise<'listening'>((resolve) =>
      worker.once('listening', () => resolve('listening')),
    );
    const first = await Promise.race([listening, ended]);
    if (first === 'ended') throw new Error('A worker has ended before it listened; its own words say why.');
    this.#listening.add(worker);
    void ended.then(() => {
      this.#listening.delete(worker);
      if (!this.#leaving.delete(worker) && !this.#closing) void this.#replace(worker);
    });
    return worker;
  }

  async #replace({ process: { pid, exitCode, signalCode } }: Worker): Promise<void> {
    this.log.error({ pid, ended: signalCode ?? exitCode }, 'a worker has ended, another takes its place');
    for (;;) {
      this.#deaths.push(performance.now());
      const lately = this.#deaths.filter((at) => at > performance.now() - WINDOW_MS).length;
      if (lately > MOST_DEATHS) {
        const words = `Workers have ended more than ${MOST_DEATHS} times within ${WINDOW_MS / 1000} s.`;
        return this.onLost(new Error(words));
      }
      try {
        const { pid: next } = (await this.begin()).process;
        return this.log.info({ pid: next }, 'the new worker listens');
      } catch {
        if (this.#closing) return;
        await sleep(AGAIN_MS);
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
    return (this.#restarting ??= this.#replaceAll().finally(() => (this.#restarting = null)));
  }

  async #replaceAll(): Promise<void> {
    for (const old of [...this.#listening]) {
      if (this.#closing) return;
      await this.begin();
      await this.#stop(old);
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
