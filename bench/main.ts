import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { projectRoot } from '../service-kit/paths';
import type { Contender } from './contenders/contender';
import { BASELINE, CONTENDERS } from './contenders/contenders';
import { FlagError, readFlags, type Flags } from './flags';
import { CONCURRENCY } from './load';
import { OPERATIONS } from './operations';
import { BenchProcesses, NODE_FLAGS } from './processes';
import { formatMarkdown, formatTable, summarize, type Report } from './report';
import { prepareRequests } from './requests';
import { measureRounds, warmUp, type Pairing, type Sample } from './rounds';
import { composeBenchSupergraph } from './supergraph';
import { createBenchTokens, type BenchTokens } from './tokens';
import { verifyContender } from './verify';
import { createWorld, INPUTS } from './world';

const RESULTS = join(projectRoot, 'bench', 'results');
/** Whose versions the results depend on most. */
const PACKAGES = ['@apollo/server', '@apollo/gateway', 'graphql', 'fastify'];

const say = (text: string): void => console.log(text);

async function main(): Promise<void> {
  const flags = readFlags(
    process.argv.slice(2),
    CONTENDERS.map(({ name }) => name),
  );
  const taking = CONTENDERS.filter(
    ({ name }) => name === BASELINE || flags.contenders.length === 0 || flags.contenders.includes(name),
  );
  const processes = new BenchProcesses();
  const interruption = interruptions();
  try {
    const samples = await Promise.race([run(processes, taking, flags), interruption]);
    publish(samples, taking, flags);
  } finally {
    await processes.stopAll();
  }
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

async function run(
  processes: BenchProcesses,
  contenders: readonly Contender[],
  flags: Flags,
): Promise<Sample[]> {
  const tokens = createBenchTokens();
  const { publicKeyPem } = tokens;
  const urls = await processes
    .start('the subgraphs')
    .ask<Record<string, string>>({ kind: 'serve-subgraphs', publicKeyPem });
  const setup = { supergraphSdl: composeBenchSupergraph(urls), publicKeyPem };
  const started = await Promise.all(
    contenders.map(async ({ name, title }) => {
      const contender = processes.start(title, profileFlags(name, flags));
      const url = await contender.ask<string>({ kind: 'start-contender', name, setup });
      return { name, title, url, cpuMicros: () => contender.ask<number>({ kind: 'cpu' }) };
    }),
  );
  const pairings = await verifiedPairings(started, tokens);
  say(`${contenders.length} contenders answer ${OPERATIONS.length} × ${INPUTS} inputs alike. Warming up.`);
  await warmUp(pairings, flags.warmUpSeconds);
  return measureRounds(pairings, flags, (done) => say(`Round ${done} of ${flags.rounds} done.`));
}

/** Every contender with every operation, after all of its answers were found right. */
async function verifiedPairings(
  contenders: readonly { name: string; title: string; url: string; cpuMicros: () => Promise<number> }[],
  tokens: BenchTokens,
): Promise<Pairing[]> {
  const world = createWorld();
  const pairings: Pairing[] = [];
  for (const operation of OPERATIONS) {
    const requests = prepareRequests(operation, tokens.sign);
    for (const contender of contenders) {
      const { name, url, cpuMicros } = contender;
      const answerBytes = await verifyContender(contender, operation, requests, world);
      const target = { url, requests, answerBytes, cpuMicros };
      pairings.push({ contender: name, operation: operation.name, target });
    }
  }
  return pairings;
}

function profileFlags(name: string, { profileFolder }: Flags): string[] {
  if (!profileFolder) return [];
  const folder = join(projectRoot, profileFolder);
  mkdirSync(folder, { recursive: true });
  return ['--cpu-prof', `--cpu-prof-dir=${folder}`, `--cpu-prof-name=${name}.cpuprofile`];
}

function publish(samples: readonly Sample[], contenders: readonly Contender[], flags: Flags): void {
  const report: Report = {
    environment: {
      node: process.version,
      platform: `${process.platform} ${process.arch}`,
      cores: availableParallelism(),
    },
    nodeFlags: NODE_FLAGS.join(' '),
    versions: Object.fromEntries(PACKAGES.map((name) => [name, versionOf(name)])),
    settings: {
      rounds: flags.rounds,
      secondsPerWindow: flags.seconds,
      concurrency: CONCURRENCY,
      inputs: INPUTS,
    },
    baseline: BASELINE,
    operations: OPERATIONS.map(({ name, title }) => ({ name, title })),
    lines: summarize(samples, {
      baseline: BASELINE,
      operations: OPERATIONS.map(({ name }) => name),
      contenders: new Map(contenders.map(({ name, title }) => [name, title])),
    }),
  };
  say(`\n${formatTable(report)}\n`);
  if (!flags.isFull) return;
  mkdirSync(RESULTS, { recursive: true });
  writeFileSync(join(RESULTS, 'gateway.json'), `${JSON.stringify(report, rounded, 2)}\n`);
  writeFileSync(join(RESULTS, 'gateway.md'), formatMarkdown(report));
  say('Kept in bench/results/gateway.md and gateway.json.');
}

/** Four digits are more than the measurement is worth. */
const rounded = (_key: string, value: unknown): unknown =>
  typeof value === 'number' && !Number.isInteger(value) ? Number(value.toPrecision(4)) : value;

function versionOf(name: string): string {
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

main().catch((error: unknown) => {
  const { text, exitCode } = describe(error);
  process.stderr.write(`${text}\n`);
  process.exit(exitCode);
});
