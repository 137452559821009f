import type { Sample } from './rounds';
import type { SqlWork } from './sql-work';
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
  /** What a request sends to PostgreSQL, where that was counted. */
  sql?: SqlWork;
}

/** What could not be measured. */
export interface Missing {
  title: string;
  /** `all operations`, or one's name. */
  what: string;
  reason: string;
}

/** How a contender's CPU is told beside the baseline's: "4.0× less than stock", "2.0× as much as a handler". */
export interface Comparison {
  /** The baseline in a word or two. */
  to: string;
  tells: 'times less' | 'times as much';
}

/** What a page of results says besides numbers. */
export interface Page {
  /** In bench/results/, without its end. */
  file: string;
  title: string;
  command: string;
  /** All that is to be done to have the same again. */
  repeat: string;
  comparison: Comparison;
  /** Whose CPU is not counted. */
  besides: string;
  /** What all contenders have in common: "on the same subgraphs". */
  sharing: string;
  /** What each contender's data is compared with. */
  rightAnswer: string;
  /** A list in Markdown. */
  notes: string;
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
  comparison: Comparison;
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

/** `less than stock`, to be put behind a number of times. */
export const wordsOf = ({ to, tells }: Comparison): string =>
  tells === 'times less' ? `less than ${to}` : `as much as ${to}`;

/** How many times less CPU than the baseline a contender needs, or how many times as much: `4.0×`. */
export const timesOf = ({ cpuRatio }: Line, { tells }: Comparison): string =>
  `${(tells === 'times less' ? 1 / cpuRatio.median : cpuRatio.median).toFixed(1)}×`;

type Compared = Pick<Report, 'operations' | 'lines' | 'baseline' | 'comparison'>;

/** CPU per request of all operations in one table, beside the baseline's. */
export function formatOverview({ operations, lines, baseline, comparison }: Compared): string {
  const names = operations.map(({ name }) => name);
  const contenders = new Map(lines.map(({ contender, title }) => [contender, title]));
  const rows = [...contenders].map(([contender, title]) => [
    title,
    ...names.map((name) => {
      const line = lines.find((one) => one.operation === name && one.contender === contender);
      if (!line) return '–';
      const micros = line.cpuMicrosPerRequest.median.toFixed(0);
      return contender === baseline ? micros : `${micros} (${timesOf(line, comparison)})`;
    }),
  ]);
  return alignTable([[`CPU µs per request (× ${wordsOf(comparison)})`, ...names], ...rows]);
}

/** The table as text that reads well in a terminal and is Markdown, too. */
export function formatTable({ operations, lines }: Pick<Report, 'operations' | 'lines'>): string {
  const columns = lines.some(({ sql }) => sql) ? [...COLUMNS, ...SQL_COLUMNS] : COLUMNS;
  const headings = columns.map(([heading]) => heading);
  return operations
    .map(({ name, title }) => {
      const own = lines.filter(({ operation }) => operation === name);
      const rows = own.map((line) => columns.map(([, cell]) => cell(line)));
      return `### ${name}: ${title}\n\n${alignTable([headings, ...rows])}`;
    })
    .join('\n\n');
}

type Column = readonly [heading: string, cell: (line: Line) => string];

const COLUMNS: readonly Column[] = [
  ['Contender', ({ title }) => title],
  ['CPU µs/request', (line) => line.cpuMicrosPerRequest.median.toFixed(0)],
  ['CPU ratio (min–max)', (line) => withRange(line.cpuRatio)],
  ['requests/s', (line) => line.requestsPerSecond.median.toFixed(0)],
  ['ratio (min–max)', (line) => withRange(line.requestsRatio)],
  ['p50 ms', (line) => line.p50Milliseconds.median.toFixed(1)],
  ['p99 ms', (line) => line.p99Milliseconds.median.toFixed(1)],
  ['cores busy', (line) => line.coresBusy.median.toFixed(2)],
];

const SQL_COLUMNS: readonly Column[] = [
  ['SQL statements', ({ sql }) => String(sql?.statements ?? '–')],
  ['round trips', ({ sql }) => String(sql?.roundTrips ?? '–')],
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
export function formatMarkdown(report: Report, page: Page): string {
  const { environment, settings, versions, nodeFlags } = report;
  const used = Object.entries(versions).map(([name, version]) => `${name} ${version}`);
  return `# ${page.title}

Written by ${page.command} on ${report.date}. To repeat it: ${page.repeat}.

Node.js ${environment.node}, ${environment.platform}, ${environment.cores} × ${environment.processor}, ${environment.gigabytes} GB;
${used.join(', ')}.

![CPU per request](${page.file}.svg)

${formatOverview(report)}
${notMeasured(report)}
- **CPU** is that of the contender's process alone (user and system, all its threads). ${page.besides}
  run in processes of their own, on the same cores: read requests per second and latencies as ratios.
- Ratios are to ${page.comparison.to} within the same round: the median of ${settings.rounds} rounds, and the range. CPU: lower is better.
  Requests per second: higher is better.
- **Cores busy** tells how much of a core the process had. About 1: it was the limit. Well below: the client was, or other work
  on the machine took the cores, and then only the CPU ratios are worth reading.
- Every contender runs with \`node ${nodeFlags}\`, \`NODE_ENV=production\` and telemetry off, ${page.sharing}, and takes
  turns with the others: ${settings.secondsPerWindow} s each, another one first in each round, after a warm-up.
- ${settings.concurrency} requests at a time, ${settings.inputs} distinct inputs per operation, each with the access token of its user. Before measuring,
  every contender's data is compared with ${page.rightAnswer} for each input; while measuring, its size.
${page.notes}

${formatTable(report)}
`;
}

function notMeasured({ missing }: Report): string {
  if (missing.length === 0) return '';
  return `\nNot measured:\n\n${missing.map(({ title, what, reason }) => `- ${title}, ${what}: ${reason}`).join('\n')}\n`;
}
