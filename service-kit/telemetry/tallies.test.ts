import { Counter, Histogram, Registry } from 'prom-client';
import { TallyCounter, TallyHistogram } from './tallies';

/** The same things counted by prom-client and by tallies: their registries have to say the same. */
describe('tallies say what prom-client says', () => {
  it('of counters', async () => {
    const [theirs, ours] = [new Registry(), new Registry()];
    const text = { name: 'fetches_total', help: 'Fetches.' };
    const counter = new Counter({ ...text, labelNames: ['subgraph', 'outcome'], registers: [theirs] });
    const tally = new TallyCounter(ours, { ...text, labels: ['subgraph', 'outcome'] });
    for (const [subgraph, outcome] of [
      ['crm', 'ok'],
      ['crm', 'ok'],
      ['crm', 'a "quoted"\\ one\n'],
      ['', 'ok'],
    ] as const) {
      counter.inc({ subgraph, outcome });
      tally.add(subgraph, outcome);
    }
    expect(await ours.metrics()).toBe(await theirs.metrics());
  });

  it('of histograms', async () => {
    const [theirs, ours] = [new Registry(), new Registry()];
    const text = { name: 'seconds', help: 'Time.' };
    const bounds = [0.5, 1, 5];
    const histogram = new Histogram({ ...text, labelNames: ['route'], buckets: bounds, registers: [theirs] });
    const tally = new TallyHistogram(ours, { ...text, labels: ['route'], bounds });
    for (const [value, route] of [
      [0, 'a'],
      [0.5, 'a'],
      [0.7, 'b'],
      [5, 'b'],
      [5.1, 'a'],
      [1_000, 'b'],
    ] as const) {
      histogram.observe({ route }, value);
      tally.observe(value, route);
    }
    const sorted = (metrics: string) => metrics.split('\n').sort();
    expect(sorted(await ours.metrics())).toEqual(sorted(await theirs.metrics()));
  });

  it('of nothing yet, and refuse a name that is taken', async () => {
    const [theirs, ours] = [new Registry(), new Registry()];
    new Counter({ name: 'n', help: 'h', labelNames: ['l'], registers: [theirs] });
    const described = { name: 'n', help: 'h', labels: ['l'] } as const;
    new TallyCounter(ours, described);
    expect(await ours.metrics()).toBe(await theirs.metrics());
    expect(() => new TallyCounter(ours, described)).toThrow('n');
  });
});
