import { formatMarkdown, formatOverview, formatTable, summarize, type Page, type Report } from './report';
import type { Sample } from './rounds';

const sample = (contender: string, round: number, cpuMicros: number, requests = 100): Sample => ({
  contender,
  round,
  operation: 'S',
  cpuMicros,
  requests,
  seconds: 2,
  p50Milliseconds: round + 1,
  p99Milliseconds: 10 * (round + 1),
});

const PAGE: Page = {
  file: 'some',
  title: 'Some comparison',
  command: '`npm run some`',
  repeat: '`npm ci`',
  comparison: { to: 'stock', tells: 'times less' },
  besides: 'All others',
  sharing: 'on the same data',
  rightAnswer: 'the right one',
  notes: '- A note of its own.',
};

const NAMES = {
  baseline: 'stock',
  operations: ['S'],
  contenders: new Map([
    ['stock', 'the stock one'],
    ['ours', 'our own'],
  ]),
};

/** The machine was twice as slow in the second round, for both. */
const SAMPLES = [
  sample('stock', 0, 100_000, 400),
  sample('ours', 0, 25_000, 200),
  sample('stock', 1, 200_000, 400),
  sample('ours', 1, 50_000, 200),
  sample('ours', 2, 100_000, 200),
  sample('stock', 2, 100_000, 400),
];

describe('summarize', () => {
  const [stock, ours] = summarize(SAMPLES, NAMES);

  it('divides CPU by requests, and requests by seconds', () => {
    expect(ours?.cpuMicrosPerRequest).toEqual({ median: 250, min: 125, max: 500 });
    expect(ours?.requestsPerSecond).toEqual({ median: 100, min: 100, max: 100 });
    expect(ours?.requests).toBe(600);
  });

  it('takes ratios within a round, so a slow machine does not change them', () => {
    expect(ours?.cpuRatio).toEqual({ median: 0.5, min: 0.5, max: 2 });
    expect(ours?.requestsRatio).toEqual({ median: 0.5, min: 0.5, max: 0.5 });
  });

  it('gives the baseline the ratio 1 in every round', () => {
    expect(stock?.cpuRatio).toEqual({ median: 1, min: 1, max: 1 });
    expect(stock?.requestsRatio).toEqual({ median: 1, min: 1, max: 1 });
  });

  it('tells how many cores a process kept busy', () => {
    expect(stock?.coresBusy).toEqual({ median: 0.05, min: 0.05, max: 0.1 });
  });

  it('sums up latencies over the rounds', () => {
    expect(ours?.p50Milliseconds.median).toBe(2);
    expect(ours?.p99Milliseconds).toEqual({ median: 20, min: 10, max: 30 });
  });

  it('refuses samples without a baseline in the same round', () => {
    expect(() => summarize([sample('stock', 0, 1), sample('ours', 1, 1)], NAMES)).toThrow(
      'Round 1 of S has no sample of stock',
    );
  });
});

describe('the table', () => {
  const report: Report = {
    date: '2026-01-31',
    environment: { node: 'v20.0.0', platform: 'linux x64', processor: 'Some CPU', cores: 2, gigabytes: 4 },
    nodeFlags: '--some-flag',
    versions: { graphql: '16.0.0' },
    settings: { rounds: 3, secondsPerWindow: 2, concurrency: 16, inputs: 64 },
    baseline: 'stock',
    comparison: PAGE.comparison,
    missing: [{ title: 'another', what: 'S', reason: 'It answers wrongly.' }],
    operations: [{ name: 'S', title: 'small' }],
    lines: summarize(SAMPLES, NAMES),
  };

  it('shows medians and the range of the ratios, in aligned columns', () => {
    const rows = formatTable(report).split('\n');
    expect(rows[0]).toBe('### S: small');
    expect(rows[5]).toMatch(
      /^\| our own +\| +250 \| +0\.50 \(0\.50–2\.00\) \| +100 \| +0\.50 \(0\.50–0\.50\) \|/,
    );
    expect(new Set(rows.slice(2).map((row) => row.length)).size).toBe(1);
  });

  it('says on the page what was run and how', () => {
    const page = formatMarkdown(report, PAGE);
    expect(page).toContain('# Some comparison\n\nWritten by `npm run some` on 2026-01-31.');
    expect(page).toContain('![CPU per request](some.svg)');
    expect(page).toContain('\n- A note of its own.\n');
    expect(page).toContain('Node.js v20.0.0, linux x64, 2 × Some CPU, 4 GB;\ngraphql 16.0.0.');
    expect(page).toContain('`node --some-flag`');
    expect(page).toContain(formatTable(report));
    expect(page).toContain('- another, S: It answers wrongly.');
  });

  it('says in the overview how many times less CPU each needs than the baseline', () => {
    const rows = formatOverview(report).split('\n');
    expect(rows[2]).toMatch(/^\| the stock one +\| +250 \|$/);
    expect(rows[3]).toMatch(/^\| our own +\| +250 \(2\.0×\) \|$/);
  });

  it('says there how many times as much, where that is what is compared', () => {
    const rows = formatOverview({
      ...report,
      comparison: { to: 'a handler', tells: 'times as much' },
    }).split('\n');
    expect(rows[0]).toMatch(/^\| CPU µs per request \(× as much as a handler\) +\|/);
    expect(rows[3]).toMatch(/^\| our own +\| +250 \(0\.5×\) \|$/);
  });

  it('shows how much SQL a request takes where it was counted', () => {
    expect(formatTable(report)).not.toContain('SQL');
    const lines = report.lines.map((line) =>
      line.contender === 'ours' ? { ...line, sql: { statements: 3, roundTrips: 9 } } : line,
    );
    const rows = formatTable({ ...report, lines }).split('\n');
    expect(rows[2]).toMatch(/ SQL statements \| round trips \|$/);
    expect(rows[4]).toMatch(/ +– \| +– \|$/);
    expect(rows[5]).toMatch(/ +3 \| +9 \|$/);
  });

  it('leaves out who was not measured', () => {
    const contenders = new Map([...NAMES.contenders, ['absent', 'an absent one'] as const]);
    expect(summarize(SAMPLES, { ...NAMES, contenders }).map(({ contender }) => contender)).toEqual([
      'stock',
      'ours',
    ]);
  });
});
