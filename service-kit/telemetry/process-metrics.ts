import { collectDefaultMetrics, Counter, Gauge, Registry } from 'prom-client';
import { TallyCounter, TallyHistogram } from './tallies';

/*
 * What a process measures of itself, whatever runs in it: statements, pools, jobs, mails, mutations. One process has one such
 * registry, as it has one memory, so what measures need not be handed it. A gateway has a registry besides, for there may be
 * several in one process; `/metrics` shows both.
 *
 * Names and units are Prometheus': seconds, bytes, `_total` for what only grows. Labels have few values, all of them ours.
 */

/** The registry of this process. */
export const processRegistry = new Registry();

let hasStarted = false;

/** Begins to measure memory, CPU, event loop and garbage collection; once, however often it is called. */
export function startProcessMetrics(): void {
  if (hasStarted) return;
  hasStarted = true;
  collectDefaultMetrics({ register: processRegistry });
}

/** Short to long, for what a person waits for. */
const SECONDS = [0.001, 0.005, 0.025, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60];

/** A counter of this process. */
export const processCounter = <const L extends string[]>(name: string, help: string, ...labels: L) =>
  new TallyCounter<L>(processRegistry, { name, help, labels });

/** A histogram of durations in seconds. */
export const processSeconds = <const L extends string[]>(name: string, help: string, ...labels: L) =>
  new TallyHistogram<L>(processRegistry, { name, help, labels, bounds: SECONDS });

/** A gauge that is read when Prometheus asks. @param read what there is, by its labels */
export function processGauge<L extends string>(
  name: string,
  help: string,
  labelNames: readonly L[],
  read: () => Promise<readonly Reading<L>[]> | readonly Reading<L>[],
  together: Together = 'max',
): void {
  gaugeIn(processRegistry, name, help, labelNames, read, together);
}

/** What several workers of one port say together: what each has, or what all see alike. */
export type Together = 'sum' | 'max' | 'min';

/** One value of a gauge. */
export interface Reading<L extends string> {
  readonly labels: Readonly<Record<L, string>>;
  readonly value: number;
}

/** The same in another registry; when reading fails there are no values, rather than old ones. */
export function gaugeIn<L extends string>(
  registry: Registry,
  name: string,
  help: string,
  labelNames: readonly L[],
  read: () => Promise<readonly Reading<L>[]> | readonly Reading<L>[],
  together: Together = 'max',
): void {
  new Gauge({
    name,
    help,
    labelNames: [...labelNames],
    registers: [registry],
    aggregator: together,
    async collect() {
      const readings = await Promise.resolve()
        .then(read)
        .catch(() => []);
      this.reset();
      for (const { labels, value } of readings) this.set(labels as never, value);
    },
  });
}

/** A counter of prom-client's, for what happens seldom; series of known labels are there from the start, at 0. */
export function seldomCounter<L extends string>(
  name: string,
  help: string,
  labels: readonly Readonly<Record<L, string>>[],
): Counter<L> {
  const labelNames = Object.keys(labels[0] ?? {}) as L[];
  const counter = new Counter({ name, help, labelNames, registers: [processRegistry] });
  for (const known of labels) counter.inc(known as never, 0);
  return counter;
}
