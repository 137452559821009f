import type { Sample } from './rounds';
import { spread, type Spread } from './statistics';

/** One contender at one operation, over all rounds. */
export interface Line {
  operation: string;
  contender: string;
  title: string;
  cpuMicrosPerRequest: Spread;
  /** CPU per request relative to the baseline's of the same round; below 1 is cheaper. */
  cpuRatio: Spread;
  requestsPerSecond: Spread;
  /** Requests per second relative to the baseline's of the same round; above 1 is quicker. */
  requestsRatio: Spread;
  /** Cores the process kept busy: 1 is one whole core. Well below 1, something else was the limit. */
  coresBusy: Spread;
  p50Milliseconds: Spread;
  p99Milliseconds: Spread;
  requests: number;
}

/** What could not be measured. */
export interface Missing {
  title: string;
  /** `all operations`, or one's name. */
  what: string;
  reason: string;
}

export interface Report {
  /** Of the run: 2026-01-31. */
  date: string;
  environment: { node: string; platform: string; processor: string; cores: number; gigabytes: number };
  /** Of each contender's process. */
  nodeFlags: string;
  versions: Record<string, string>;
  settings: { rounds: number; secondsPerWindow: number; concurrency: number; inputs: number };
  baseline: string;
  missing: readonly Missing[];
  operations: { name: string; title: string }[];
  lines: Line[];
}

const cpuPerRequest = ({ cpuMicros, requests }: Sample): number => cpuMicros / requests;
const perSecond = ({ requests, seconds }: Sample): number => requests / seconds;

/**
 * Sums up the rounds. Ratios are taken within a round and then summed up, never between medians of different rounds.
 *
 * @param names operations and contenders, in the order of the table; titles of contenders
 * @throws Error when a sample has no baseline in its round
 */
export function summarize(
  samples: readonly Sample[],
  names: { baseline: string; operations: readonly string[]; contenders: ReadonlyMap<string, string> },
): Line[] {
  return names.operations.flatMap((operation) =>
    [...names.contenders].flatMap(([contender, title]) => {
      const own = samples.filter(
        (sample) => sample.operation === operation && sample.contender === contender,
      );
      if (own.length === 0) return []; // a peer that could not be measured
      const over = (value: (sample: Sample) => number) => spread(own.map(value));
      const ratio = (value: (sample: Sample) => number) =>
        over((sample) => value(sample) / value(baselineOf(sample, samples, names.baseline)));
      return {
        operation,
        contender,
        title,
        cpuMicrosPerRequest: over(cpuPerRequest),
        cpuRatio: ratio(cpuPerRequest),
        requestsPerSecond: over(perSecond),
        requestsRatio: ratio(perSecond),
        coresBusy: over(({ cpuMicros, seconds }) => cpuMicros / 1e6 / seconds),
        p50Milliseconds: over(({ p50Milliseconds }) => p50Milliseconds),
        p99Milliseconds: over(({ p99Milliseconds }) => p99Milliseconds),
        requests: own.reduce((sum, { requests }) => sum + requests, 0),
      };
    }),
  );
}

function baselineOf({ round, operation }: Sample, samples: readonly Sample[], baseline: string): Sample {
  const found = samples.find(
    (sample) => sample.round === round && sample.operation === operation && sample.contender === baseline,
  );
  if (!found) throw new Error(`Round ${round} of ${operation} has no sample of ${baseline}.`);
  return found;
}

/** CPU per request of all operations in one table: how many times less than the baseline each contender needs. */
export function formatOverview({
  operations,
  lines,
  baseline,
}: Pick<Report, 'operations' | 'lines' | 'baseline'>): string {
  const names = operations.map(({ name }) => name);
  const contenders = new Map(lines.map(({ contender, title }) => [contender, title]));
  const rows = [...contenders].map(([contender, title]) => [
    title,
    ...names.map((name) => {
      const line = lines.find((one) => one.operation === name && one.contender === contender);
      if (!line) return '–';
      const micros = line.cpuMicrosPerRequest.median.toFixed(0);
      return contender === baseline ? micros : `${micros} (${(1 / line.cpuRatio.median).toFixed(1)}×)`;
    }),
  ]);
  return alignTable([['CPU µs per request (× less than stock)', ...names], ...rows]);
}

/** The table as text that reads well in a terminal and is Markdown, too. */
export function formatTable({ operations, lines }: Pick<Report, 'operations' | 'lines'>): string {
  return operations
    .map(({ name, title }) => {
      const rows = lines.filter(({ operation }) => operation === name).map(cells);
      return `### ${name}: ${title}\n\n${alignTable([HEADINGS, ...rows])}`;
    })
    .join('\n\n');
}

const HEADINGS = [
  'Contender',
  'CPU µs/request',
  'CPU ratio (min–max)',
  'requests/s',
  'ratio (min–max)',
  'p50 ms',
  'p99 ms',
  'cores busy',
];

const cells = (line: Line): string[] => [
  line.title,
  line.cpuMicrosPerRequest.median.toFixed(0),
  withRange(line.cpuRatio),
  line.requestsPerSecond.median.toFixed(0),
  withRange(line.requestsRatio),
  line.p50Milliseconds.median.toFixed(1),
  line.p99Milliseconds.median.toFixed(1),
  line.coresBusy.median.toFixed(2),
];

const withRange = ({ median, min, max }: Spread): string =>
  `${median.toFixed(2)} (${min.toFixed(2)}–${max.toFixed(2)})`;

/** Takes rows, the headings first; the first column is text, the others are numbers. */
function alignTable(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_cell, column) =>
    Math.max(...rows.map((row) => row[column]?.length ?? 0)),
  );
  const pad = (row: readonly string[]) =>
    row.map((cell, column) =>
      column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0),
    );
  const rule = widths.map((width, column) =>
    column === 0 ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`,
  );
  const [head, ...body] = rows.map(pad);
  return [head ?? [], rule, ...body].map((row) => `| ${row.join(' | ')} |`).join('\n');
}

/** The report as a page for bench/results/. */
export function formatMarkdown(report: Report): string {
  const { environment, settings, versions, nodeFlags } = report;
  const used = Object.entries(versions).map(([name, version]) => `${name} ${version}`);
  return `# Gateways

Written by \`npm run bench\` on ${report.date}. To repeat it: \`npm ci\`, \`npm run bench:peers\` (once; the other gateways), \`npm run bench\`.

Node.js ${environment.node}, ${environment.platform}, ${environment.cores} × ${environment.processor}, ${environment.gigabytes} GB;
${used.join(', ')}.

![CPU per request](gateway.svg)

${formatOverview(report)}
${notMeasured(report)}
- **CPU** is that of the contender's process alone (user and system, all its threads). The subgraphs that are reached over
  HTTP and the client that makes the load run in processes of their own, on the same cores: read requests per second and
  latencies as ratios.
- Ratios are to stock within the same round: the median of ${settings.rounds} rounds, and the range. CPU: lower is better.
  Requests per second: higher is better.
- **Cores busy** tells how much of a core the process had. About 1: it was the limit. Well below: the client was, or other work
  on the machine took the cores, and then only the CPU ratios are worth reading.
- Every contender runs with \`node ${nodeFlags}\`, \`NODE_ENV=production\` and telemetry off, on the same subgraphs, and takes
  turns with the others: ${settings.secondsPerWindow} s each, another one first in each round, after a warm-up.
- ${settings.concurrency} requests at a time, ${settings.inputs} distinct inputs per operation, each with the access token of its user. Before measuring,
  every contender's data is compared with the right answer for each input; while measuring, its size.
- HTTP subgraphs send answers from memory. In-process subgraphs execute them (graphql-js), and that is in their numbers.
- Our gateway verifies tokens and has its limits (cost, rates; so high that none is reached), masking, security headers and metrics
  on; its response cache is off, for 64 inputs would be a test of it (docs/caching.md has its numbers). The others pass the token on
  and do none of that. Those
  named "fast lane" have the operations in a manifest (docs/persisted-operations.md); without one, an operation takes that lane from
  its second request on (docs/decisions/0013-fast-lane.md). Mercurius speaks Federation 1, so it
  gets the subgraphs' schemas in that dialect; the other gateways get the supergraph.

${formatTable(report)}
`;
}

function notMeasured({ missing }: Report): string {
  if (missing.length === 0) return '';
  return `\nNot measured:\n\n${missing.map(({ title, what, reason }) => `- ${title}, ${what}: ${reason}`).join('\n')}\n`;
}
