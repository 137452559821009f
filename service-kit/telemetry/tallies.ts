import type { MetricObjectWithValues, MetricValue, Registry } from 'prom-client';

/*
 * Counters and histograms for what happens several times in each request. prom-client's own sort, join and hash the labels
 * with each count, which in a small request costs as much as finding out who asks. These have a series by the values of its labels
 * at once; in a registry of prom-client they look like its own.
 */

interface Described<L extends string> {
  readonly name: string;
  readonly help: string;
  readonly labels: readonly L[];
}

/** One value for each label, in the order of their names. */
type ValuesOf<L> = { readonly [K in keyof L]: string };

const SEPARATOR = '\u0000';

/** The series of a metric by the values of their labels. */
class Series<T> {
  readonly #byValues = new Map<string, { readonly values: readonly string[]; readonly state: T }>();

  constructor(private readonly begin: () => T) {}

  of(values: readonly string[]): T {
    const key = values.length === 1 ? (values[0] as string) : values.join(SEPARATOR);
    let series = this.#byValues.get(key);
    if (!series) {
      series = { values, state: this.begin() };
      this.#byValues.set(key, series);
    }
    return series.state;
  }

  all() {
    return this.#byValues.values();
  }
}

const named = (labels: readonly string[], values: readonly string[]): Record<string, string> =>
  Object.fromEntries(labels.map((label, index) => [label, values[index] ?? '']));

type Exported = Omit<MetricObjectWithValues<MetricValue<string>>, 'collect'>;

/** prom-client's type of what it takes; it asks a metric for nothing but its name and `get`. */
const register = (registry: Registry, metric: { name: string; get(): Promise<unknown> }): void =>
  registry.registerMetric(metric as never);

/** Counts, by labels. */
export class TallyCounter<const L extends readonly string[]> {
  readonly name: string;
  readonly #series = new Series(() => ({ count: 0 }));

  constructor(
    registry: Registry,
    private readonly described: Described<L[number]> & { readonly labels: L },
  ) {
    this.name = described.name;
    register(registry, this);
  }

  /** Counts one. */
  add(...values: ValuesOf<L>): void {
    this.#series.of(values).count += 1;
  }

  /** Counts several. */
  addMany(count: number, ...values: ValuesOf<L>): void {
    this.#series.of(values).count += count;
  }

  /** Shows a series from now on, at 0: what never happened is told apart from what is not measured. */
  begin(...values: ValuesOf<L>): void {
    this.#series.of(values);
  }

  /** For the registry. */
  async get(): Promise<Exported> {
    const { name, help, labels } = this.described;
    const values = [...this.#series.all()].map(({ values: given, state }) => ({
      labels: named(labels, given),
      value: state.count,
    }));
    return { name, help, type: 'counter' as never, aggregator: 'sum', values };
  }
}

interface Distribution {
  /** Observations by the first bound that is not below them; the last is for what is above all bounds. */
  readonly counts: number[];
  sum: number;
}

/** Observes values in buckets, by labels. */
export class TallyHistogram<const L extends readonly string[]> {
  readonly name: string;
  readonly #bounds: readonly number[];
  readonly #series: Series<Distribution>;

  /** @param described.bounds upper ones, ascending */
  constructor(
    registry: Registry,
    private readonly described: Described<L[number]> & {
      readonly labels: L;
      readonly bounds: readonly number[];
    },
  ) {
    this.name = described.name;
    this.#bounds = described.bounds;
    this.#series = new Series(() => ({ counts: new Array<number>(this.#bounds.length + 1).fill(0), sum: 0 }));
    register(registry, this);
  }

  /** Observes a value. */
  observe(value: number, ...values: ValuesOf<L>): void {
    const distribution = this.#series.of(values);
    let bucket = 0;
    while (bucket < this.#bounds.length && value > (this.#bounds[bucket] as number)) bucket += 1;
    distribution.counts[bucket] = (distribution.counts[bucket] ?? 0) + 1;
    distribution.sum += value;
  }

  /** Shows a series from now on, without observations. */
  begin(...values: ValuesOf<L>): void {
    this.#series.of(values);
  }

  /** For the registry. */
  async get(): Promise<Exported> {
    const { name, help } = this.described;
    const values = [...this.#series.all()].flatMap(({ values: given, state }) => this.#export(given, state));
    return { name, help, type: 'histogram' as never, aggregator: 'sum', values };
  }

  /** Buckets count all up to their bound. */
  #export(given: readonly string[], { counts, sum }: Distribution) {
    const { name, labels: names } = this.described;
    const labels = named(names, given);
    let count = 0;
    const buckets = [...this.#bounds, '+Inf'].map((le, index) => {
      count += counts[index] ?? 0;
      return { metricName: `${name}_bucket`, labels: { le, ...labels }, value: count };
    });
    return [
      ...buckets,
      { metricName: `${name}_sum`, labels, value: sum },
      { metricName: `${name}_count`, labels, value: count },
    ];
  }
}
