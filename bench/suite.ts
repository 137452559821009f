import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { availableParallelism, cpus, totalmem } from 'node:os';
import { join } from 'node:path';
import { projectRoot } from '../service-kit/process/paths';
import { drawChart } from './chart';
import { FlagError, readFlags, type Flags } from './flags';
import { CONCURRENCY } from './load';
import { BenchProcesses, NODE_FLAGS } from './processes';
import { formatMarkdown, formatTable, summarize, type Missing, type Page, type Report } from './report';
import { measureRounds, warmUp, type Pairing, type Sample } from './rounds';
import { INPUTS } from './world';

/*
 * What every benchmark does: reads the flags, lets its contenders be started and verified, measures them in rounds, and keeps
 * the results of a full run in bench/results/.
 */

interface Named {
  readonly name: string;
  readonly title: string;
}

/** One benchmark. */
export interface Suite<C extends Named, O extends Named> {
  /** Who takes part, in the order of the tables. */
  readonly contenders: readonly C[];
  /** The contender that ratios are relative to; it always takes part. */
  readonly baseline: string;
  readonly operations: readonly O[];
  readonly page: Page;
  /** So many times the usual: few requests a second take long to make code warm. */
  readonly warmUpFactor: number;
  /** The Node.js its contenders run under; this one's unless said otherwise. */
  readonly node?: string;
  /** Of what the results depend on most, by package. */
  versions(): Record<string, string>;
  /** Starts the contenders and finds their answers right. */
  prepare(run: SuiteRun<C, O>): Promise<Prepared>;
  /** Measures what is no matter of contenders, after a full run, when all that it started has ended. */
  afterwards?(): Promise<void>;
}

/** One run of a benchmark: what was asked for on the command line, and where it puts what it starts. */
export interface SuiteRun<C extends Named, O extends Named> {
  readonly contenders: readonly C[];
  readonly operations: readonly O[];
  readonly processes: BenchProcesses;
  /** Node.js flags for a contender's process, besides those that all have. */
  flagsFor(contender: Named): string[];
  /** Does something when the run ends, however it ends, after its processes have; what was given last comes first. */
  atEnd(act: () => Promise<void>): void;
}

export interface Prepared {
  pairings: Pairing[];
  missing: Missing[];
}

const RESULTS = join(projectRoot, 'bench', 'results');

export const say = (text: string): void => console.log(text);

/** Runs a benchmark as the command line says, and ends the process when it failed. */
export function runSuite<C extends Named, O extends Named>(suite: Suite<C, O>): void {
  run(suite).catch((error: unknown) => {
    const { text, exitCode } = describe(error);
    process.stderr.write(`${text}\n`);
    process.exit(exitCode);
  });
}

async function run<C extends Named, O extends Named>(suite: Suite<C, O>): Promise<void> {
  const namesOf = (items: readonly Named[]) => items.map(({ name }) => name);
  const flags = readFlags(process.argv.slice(2), namesOf(suite.contenders), namesOf(suite.operations));
  const processes = new BenchProcesses(suite.node);
  const endings: (() => Promise<void>)[] = [];
  const taking: SuiteRun<C, O> = {
    contenders: chosen(suite.contenders, flags.contenders, suite.baseline),
    operations: chosen(suite.operations, flags.operations),
    processes,
    flagsFor: ({ name }) => profileFlags(name, flags),
    atEnd: (act) => void endings.unshift(act),
  };
  const interruption = interruptions();
  try {
    const measuring = prepareAndMeasure(suite, taking, flags);
    const { prepared, samples } = await Promise.race([measuring, interruption]);
    publish(suite, reportOf(suite, taking, flags, prepared, samples), flags);
  } finally {
    await processes.stopAll();
    for (const act of endings) await act();
  }
  if (flags.isFull) await Promise.race([suite.afterwards?.(), interruption]);
}

const chosen = <N extends Named>(items: readonly N[], names: readonly string[], always?: string): N[] =>
  items.filter(({ name }) => name === always || names.length === 0 || names.includes(name));

async function prepareAndMeasure<C extends Named, O extends Named>(
  suite: Suite<C, O>,
  taking: SuiteRun<C, O>,
  flags: Flags,
): Promise<{ prepared: Prepared; samples: Sample[] }> {
  const prepared = await suite.prepare(taking);
  const { pairings, missing } = prepared;
  for (const { title, what, reason } of missing) say(`Not measured: ${title}, ${what}. ${reason}`);
  const present = new Set(pairings.map(({ contender }) => contender)).size;
  say(`${present} contenders answer ${taking.operations.length} × ${INPUTS} inputs alike. Warming up.`);
  await warmUp(pairings, flags.warmUpSeconds * suite.warmUpFactor);
  const samples = await measureRounds(pairings, flags, (done) =>
    say(`Round ${done} of ${flags.rounds} done.`),
  );
  return { prepared, samples };
}

/** Rejects at a signal. A second one ends at once; the processes then end by themselves, for nobody is there to ask them. */
function interruptions(): Promise<never> {
  return new Promise((_resolve, reject) => {
    for (const [signal, code] of [
      ['SIGINT', 130],
      ['SIGTERM', 143],
    ] as const) {
      process.once(signal, () => {
        process.on(signal, () => process.exit(code));
        reject(new Interruption(code));
      });
    }
  });
}

/** Ctrl-C or its like: nothing failed, and there is nothing to tell. */
class Interruption extends Error {
  constructor(readonly exitCode: number) {
    super('interrupted');
    this.name = 'Interruption';
  }
}

function profileFlags(name: string, { profileFolder }: Flags): string[] {
  if (!profileFolder) return [];
  const folder = join(projectRoot, profileFolder);
  mkdirSync(folder, { recursive: true });
  return ['--cpu-prof', `--cpu-prof-dir=${folder}`, `--cpu-prof-name=${name}.cpuprofile`];
}

function reportOf<C extends Named, O extends Named>(
  { baseline, page, versions }: Suite<C, O>,
  { contenders, operations, processes }: SuiteRun<C, O>,
  flags: Flags,
  { pairings, missing }: Prepared,
  samples: readonly Sample[],
): Report {
  const lines = summarize(samples, {
    baseline,
    operations: operations.map(({ name }) => name),
    contenders: new Map(contenders.map(({ name, title }) => [name, title])),
  });
  const sqlOf = (contender: string, operation: string) =>
    pairings.find((one) => one.contender === contender && one.operation === operation)?.sql;
  return {
    date: new Date().toISOString().slice(0, 10),
    environment: {
      node: execFileSync(processes.node, ['--version'], { encoding: 'utf8' }).trim(),
      platform: `${process.platform} ${process.arch}`,
      processor: cpus()[0]?.model.trim() ?? 'unknown processor',
      cores: availableParallelism(),
      gigabytes: Math.round(totalmem() / 2 ** 30),
    },
    nodeFlags: NODE_FLAGS.join(' '),
    versions: versions(),
    settings: {
      rounds: flags.rounds,
      secondsPerWindow: flags.seconds,
      concurrency: CONCURRENCY,
      inputs: INPUTS,
    },
    baseline,
    comparison: page.comparison,
    missing,
    operations: operations.map(({ name, title }) => ({ name, title })),
    lines: lines.map((line) => {
      const sql = sqlOf(line.contender, line.operation);
      return sql ? { ...line, sql } : line;
    }),
  };
}

function publish({ page }: { page: Page }, report: Report, { isFull }: Flags): void {
  say(`\n${formatTable(report)}\n`);
  if (!isFull) return;
  mkdirSync(RESULTS, { recursive: true });
  const { file } = page;
  writeFileSync(join(RESULTS, `${file}.json`), `${JSON.stringify(report, rounded, 2)}\n`);
  writeFileSync(join(RESULTS, `${file}.md`), formatMarkdown(report, page));
  writeFileSync(join(RESULTS, `${file}.svg`), drawChart(report));
  say(`Kept in bench/results/: ${file}.md, ${file}.svg, ${file}.json.`);
}

/** Four digits are more than the measurement is worth. */
const rounded = (_key: string, value: unknown): unknown =>
  typeof value === 'number' && !Number.isInteger(value) ? Number(value.toPrecision(4)) : value;

/** The installed version of one of our packages. */
export function versionOf(name: string): string {
  const file = join(projectRoot, 'node_modules', name, 'package.json');
  return (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version;
}

function describe(error: unknown): { text: string; exitCode: number } {
  if (error instanceof Interruption) return { text: 'Stopped.', exitCode: error.exitCode };
  if (error instanceof FlagError) return { text: error.message, exitCode: 2 };
  return {
    text: `The benchmark failed. ${error instanceof Error ? error.message : String(error)}`,
    exitCode: 1,
  };
}
