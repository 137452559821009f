import { setTimeout as sleep } from 'node:timers/promises';
import cluster, { type Worker } from 'node:cluster';
import {
  AggregatorRegistry,
  type MetricObjectWithValues,
  type MetricValue,
  type Registry,
} from 'prom-client';

/*
 * The metrics of several workers behind one port, told by their primary as those of one process. What a worker counted stays counted
 * when it has ended: else a worker that is replaced would look like counters that begin anew, and rates like jumps.
 */

type Metrics = MetricObjectWithValues<MetricValue<string>>[];

interface Question {
  readonly type: 'cashcraft:metrics?' | 'cashcraft:heard';
  readonly id?: number;
}
interface Answer {
  readonly type: 'cashcraft:metrics';
  /** Null for what a worker tells of itself before it ends. */
  readonly id: number | null;
  readonly metrics: Metrics[];
}

const ANSWER_MS = 2_000;

/** Answers the primary. @returns tells it the last of this worker's metrics */
export function answerPrimary(registries: readonly Registry[]): () => Promise<void> {
  const tell = async (id: number | null) => {
    const metrics = await Promise.all(registries.map((registry) => registry.getMetricsAsJSON()));
    if (process.connected) process.send?.({ type: 'cashcraft:metrics', id, metrics } satisfies Answer);
  };
  let heard = () => undefined;
  process.on('message', (message: Partial<Question> | null) => {
    if (message?.type === 'cashcraft:heard') heard();
    if (message?.type === 'cashcraft:metrics?' && message.id !== undefined) void tell(message.id);
  });
  return async () => {
    // What the primary sent before, connections too, has come by then: none is lost with a worker that ends.
    const answered = new Promise<void>((resolve) => (heard = () => void resolve()));
    await tell(null);
    await Promise.race([answered, sleep(ANSWER_MS, undefined, { ref: false })]);
  };
}

/** What a primary knows of its workers' metrics. */
export class WorkerMetrics {
  readonly contentType = AggregatorRegistry.PROMETHEUS_CONTENT_TYPE;
  readonly #newest = new Map<number, Metrics[]>();
  readonly #waiting = new Map<number, (answered: number) => void>();
  #ended: Metrics = [];
  #keeping: Promise<void> = Promise.resolve();
  #count = 0;

  constructor() {
    cluster.on('message', (worker: Worker, message: Partial<Answer> | null) => {
      if (message?.type !== 'cashcraft:metrics' || !message.metrics) return;
      this.#newest.set(worker.id, message.metrics);
      if (message.id != null) this.#waiting.get(message.id)?.(worker.id);
      else if (worker.isConnected()) worker.send({ type: 'cashcraft:heard' } satisfies Question);
    });
    cluster.on('exit', (worker: Worker) => {
      for (const heard of this.#waiting.values()) heard(worker.id);
      this.#keep(worker.id);
    });
  }

  /** Those of all workers, as one. */
  async text(): Promise<string> {
    await this.#ask();
    return AggregatorRegistry.aggregate([this.#ended, ...[...this.#newest.values()].flat()]).metrics();
  }

  /** Asks all; of one that is silent the newest are those it told before. */
  async #ask(): Promise<void> {
    const asked = Object.values(cluster.workers ?? {}).flatMap((worker) =>
      worker?.isConnected() ? [worker] : [],
    );
    if (asked.length === 0) return;
    const id = (this.#count += 1);
    const silent = new Set(asked.map((worker) => worker.id));
    let timer: NodeJS.Timeout | undefined;
    await new Promise<void>((resolve) => {
      const heard = (workerId: number) => {
        silent.delete(workerId);
        if (silent.size === 0) resolve();
      };
      this.#waiting.set(id, heard);
      timer = setTimeout(resolve, ANSWER_MS);
      for (const worker of asked) {
        worker.send(
          { type: 'cashcraft:metrics?', id } satisfies Question,
          (error) => error && heard(worker.id),
        );
      }
    });
    clearTimeout(timer);
    this.#waiting.delete(id);
  }

  /**
   * What only grows outlives its worker; what it had in hand does not. One after the other, and it is told of the worker until it is told
   * without: a scrape in between would see counters fall.
   */
  #keep(workerId: number): void {
    const keep = async (): Promise<void> => {
      const last = this.#newest.get(workerId) ?? [];
      const grown = last.flat().filter(({ type }) => GROWING.has(String(type)));
      this.#ended = await AggregatorRegistry.aggregate([this.#ended, grown]).getMetricsAsJSON();
      this.#newest.delete(workerId);
    };
    this.#keeping = this.#keeping.then(keep, keep);
  }
}

const GROWING = new Set(['counter', 'histogram', 'summary']);
