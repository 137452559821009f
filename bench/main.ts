import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { availableParallelism, cpus, totalmem } from 'node:os';
import { join } from 'node:path';
import { projectRoot } from '../service-kit/paths';
import type { Contender } from './contenders/contender';
import { BASELINE, CONTENDERS } from './contenders/contenders';
import { FlagError, readFlags, type Flags } from './flags';
import { CONCURRENCY } from './load';
import { OPERATIONS, type Operation } from './operations';
import { BenchProcesses, NODE_FLAGS } from './processes';
import { drawChart } from './chart';
import { peerVersion } from './peers';
import { formatMarkdown, formatTable, summarize, type Missing, type Report } from './report';
import { prepareRequests } from './requests';
import { measureRounds, warmUp, type Pairing, type Sample } from './rounds';
import { composeBenchSupergraph } from './supergraph';
import { createBenchTokens, type BenchTokens } from './tokens';
import { verifyContender } from './verify';
import { createWorld, INPUTS } from './world';

const RESULTS = join(projectRoot, 'bench', 'results');
/** Whose versions the results depend on most. */
const PACKAGES = ['@apollo/server', '@apollo/gateway', 'graphql', 'fastify'];
const PEER_PACKAGES = [
  '@graphql-hive/gateway-runtime',
  '@graphql-hive/router-runtime',
  'mercurius',
  '@mercuriusjs/gateway',
];

const say = (text: string): void => console.log(text);

async function main(): Promise<void> {
  const flags = readFlags(
    process.argv.slice(2),
    CONTENDERS.map(({ name }) => name),
    OPERATIONS.map(({ name }) => name),
  );
  const taking = CONTENDERS.filter(
    ({ name }) => name === BASELINE || flags.contenders.length === 0 || flags.contenders.includes(name),
  );
  const processes = new BenchProcesses();
  const interruption = interruptions();
  try {
    const { samples, missing } = await Promise.race([run(processes, taking, flags), interruption]);
    publish(samples, missing, taking, flags);
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

interface Run {
  samples: Sample[];
  missing: Missing[];
}

async function run(processes: BenchProcesses, contenders: readonly Contender[], flags: Flags): Promise<Run> {
  const tokens = createBenchTokens();
  const { publicKeyPem } = tokens;
  const subgraphUrls = await processes
    .start('the subgraphs')
    .ask<Record<string, string>>({ kind: 'serve-subgraphs', publicKeyPem });
  const setup = { supergraphSdl: composeBenchSupergraph(subgraphUrls), subgraphUrls, publicKeyPem };
  const missing: Missing[] = [];
  const started = await Promise.all(
    contenders.map((contender) =>
      unlessPeerFails(contender, missing, async () => {
        const { name, title } = contender;
        const child = processes.start(title, profileFlags(name, flags));
        const url = await child.ask<string>({ kind: 'start-contender', name, setup });
        return { contender, url, cpuMicros: () => child.ask<number>({ kind: 'cpu' }) };
      }),
    ),
  );
  const present = started.filter((one) => one !== null);
  const pairings = await verifiedPairings(present, operationsOf(flags), tokens, missing);
  for (const { title, what, reason } of missing) say(`Not measured: ${title}, ${what}. ${reason}`);
  say(
    `${present.length} contenders answer ${operationsOf(flags).length} × ${INPUTS} inputs alike. Warming up.`,
  );
  await warmUp(pairings, flags.warmUpSeconds);
  const samples = await measureRounds(pairings, flags, (done) =>
    say(`Round ${done} of ${flags.rounds} done.`),
  );
  return { samples, missing };
}

/** What of ours fails ends the benchmark; what fails of others is said in the results, and the benchmark goes on. */
async function unlessPeerFails<T>(
  { title, isPeer }: Contender,
  missing: Missing[],
  work: () => Promise<T>,
  what = 'all operations',
): Promise<T | null> {
  try {
    return await work();
  } catch (error) {
    if (!isPeer) throw error;
    const reason = (error instanceof Error ? error.message : String(error)).split('\n')[0] ?? '';
    missing.push({ title, what, reason: reason.replace(`${title}: `, '') });
    return null;
  }
}

interface Started {
  contender: Contender;
  url: string;
  cpuMicros: () => Promise<number>;
}

/** Every contender with every operation, after all of its answers were found right. */
async function verifiedPairings(
  contenders: readonly Started[],
  operations: readonly Operation[],
  tokens: BenchTokens,
  missing: Missing[],
): Promise<Pairing[]> {
  const world = createWorld();
  const pairings: Pairing[] = [];
  for (const operation of operations) {
    const requests = prepareRequests(operation, tokens.sign);
    for (const { contender, url, cpuMicros } of contenders) {
      const { name, title } = contender;
      const verify = () => verifyContender({ title, url }, operation, requests, world);
      const answerBytes = await unlessPeerFails(contender, missing, verify, operation.name);
      if (!answerBytes) continue;
      const target = { url, requests, answerBytes, cpuMicros };
      pairings.push({ contender: name, operation: operation.name, target });
    }
  }
  return pairings;
}

const operationsOf = ({ operations }: Flags): readonly Operation[] =>
  OPERATIONS.filter(({ name }) => operations.length === 0 || operations.includes(name));

function profileFlags(name: string, { profileFolder }: Flags): string[] {
  if (!profileFolder) return [];
  const folder = join(projectRoot, profileFolder);
  mkdirSync(folder, { recursive: true });
  return ['--cpu-prof', `--cpu-prof-dir=${folder}`, `--cpu-prof-name=${name}.cpuprofile`];
}

function publish(
  samples: readonly Sample[],
  missing: readonly Missing[],
  contenders: readonly Contender[],
  flags: Flags,
): void {
  const operations = operationsOf(flags);
  const report: Report = {
    date: new Date().toISOString().slice(0, 10),
    environment: {
      node: process.version,
      platform: `${process.platform} ${process.arch}`,
      processor: cpus()[0]?.model.trim() ?? 'unknown processor',
      cores: availableParallelism(),
      gigabytes: Math.round(totalmem() / 2 ** 30),
    },
    nodeFlags: NODE_FLAGS.join(' '),
    versions: {
      ...Object.fromEntries(PACKAGES.map((name) => [name, versionOf(name)])),
      ...Object.fromEntries(PEER_PACKAGES.map((name) => [name, peerVersion(name) ?? 'not installed'])),
      'graphql of these peers': peerVersion('graphql') ?? 'not installed', // Mercurius' gateway fails with 16.15.0
    },
    settings: {
      rounds: flags.rounds,
      secondsPerWindow: flags.seconds,
      concurrency: CONCURRENCY,
      inputs: INPUTS,
    },
    baseline: BASELINE,
    missing,
    operations: operations.map(({ name, title }) => ({ name, title })),
    lines: summarize(samples, {
      baseline: BASELINE,
      operations: operations.map(({ name }) => name),
      contenders: new Map(contenders.map(({ name, title }) => [name, title])),
    }),
  };
  say(`\n${formatTable(report)}\n`);
  if (!flags.isFull) return;
  mkdirSync(RESULTS, { recursive: true });
  writeFileSync(join(RESULTS, 'gateway.json'), `${JSON.stringify(report, rounded, 2)}\n`);
  writeFileSync(join(RESULTS, 'gateway.md'), formatMarkdown(report));
  writeFileSync(join(RESULTS, 'gateway.svg'), drawChart(report));
  say('Kept in bench/results/: gateway.md, gateway.svg, gateway.json.');
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
