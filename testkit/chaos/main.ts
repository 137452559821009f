import { readFileSync, readdirSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { prepareEstimates } from './exports';
import { coldStart, soak } from './long';
import { FAULTS, NotHere, type Fault } from './faults';
import { startLoad } from './oracle';
import { openSmallWorld } from './one-process';
import { askBigTables, EXPLAINED } from './rows';
import { manySubscriptions } from './subscriptions';
import { openWorld, PARTS, type Part, type World } from './world';

/*
 * `npm run chaos`: the whole product under load while one thing after the other breaks, and what an oracle says of it (docs/chaos.md).
 *
 *   npm run chaos                         every fault, cold start, 10,000 subscriptions, twenty minutes of soak
 *   npm run chaos -- --only redis,worker  what has one of the words in its name
 *   npm run chaos -- --soak 1             minutes
 *   npm run chaos -- --sockets 1000       instead of 10,000 subscriptions
 *   npm run chaos -- --rows 1000000       instead of faults: how statements find their rows in big tables
 */

interface Line {
  name: string;
  requests: string;
  verdict: string;
}

/** Megabytes and open handles of each process, as the kernel counts them. */
function held(world: World): Record<Part, { megabytes: number; handles: number }> {
  const of = (part: Part) => {
    const folder = `/proc/${world.pidOf(part)}`;
    const rss = /VmRSS:\s+(\d+)/.exec(readFileSync(`${folder}/status`, 'utf8'))?.[1];
    return { megabytes: Number(rss) / 1024, handles: readdirSync(`${folder}/fd`).length };
  };
  return Object.fromEntries(PARTS.map((part) => [part, of(part)])) as ReturnType<typeof held>;
}

/** What a process may hold more than before: pools that had not been needed yet. */
const SPARE_HANDLES = 40;

/** How long it may hold them: who knows no end asks again, twenty at once, and a client keeps an idle connection for 72 s (http-limits.ts). */
const LET_GO_MS = 90_000;

/** @returns what is not let go, in words */
async function notLetGo(world: World, before: ReturnType<typeof held>): Promise<string[]> {
  for (const until = Date.now() + LET_GO_MS; ; await sleep(500)) {
    const after = held(world);
    const grown = PARTS.filter((part) => after[part].handles > before[part].handles + SPARE_HANDLES);
    if (grown.length > 0 && Date.now() < until) continue;
    return grown.map((part) => `${part} had ${before[part].handles} handles and has ${after[part].handles}`);
  }
}

/** How long clients go on after a fault: the product has to come back under load. */
const AFTER_MS = 3_000;

/** Ctrl-C ends the processes and servers as well. */
function stopOnSignals(world: Pick<World, 'stop'>): void {
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => void world.stop().finally(() => process.exit(1)));
  }
}

async function meet(world: World, fault: Fault, estimates: ReadonlyMap<string, string>): Promise<Line> {
  const before = process.platform === 'linux' ? held(world) : null;
  const load = await startLoad(world, 2, estimates);
  let [broke, measured] = ['', ''];
  try {
    await sleep(500);
    measured = (await fault.run(world)) ?? '';
    await sleep(AFTER_MS);
  } catch (error) {
    if (error instanceof NotHere) measured = `not played (${error.message})`;
    else broke = `the fault itself failed: ${String(error)}`;
  }
  const { sent, jobs, counts, faults } = await load.judge();
  const wrong = [...faults, ...(broke ? [broke] : []), ...(before ? await notLetGo(world, before) : [])];
  return {
    name: fault.name,
    requests: `${sent} writes: ${counts.ok} ok, ${counts.refused} refused, ${counts.unknown} unknown; ${jobs} jobs${measured && `; ${measured}`}`,
    verdict: wrong.join('; ') || 'held',
  };
}

function print(lines: readonly Line[]): void {
  const width = (key: keyof Line) => Math.max(...lines.map((line) => line[key].length));
  for (const line of lines) {
    console.log(
      `${line.name.padEnd(width('name'))}  ${line.requests.padEnd(width('requests'))}  ${line.verdict}`,
    );
  }
}

/** Instead of faults: big tables. */
async function manyRows(rows: number): Promise<void> {
  const world = await openSmallWorld(EXPLAINED);
  stopOnSignals(world);
  try {
    if (!(await askBigTables(world, rows, await prepareEstimates(world)))) process.exitCode = 1;
  } finally {
    await world.stop();
  }
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      ...{ only: { type: 'string' }, rows: { type: 'string' } },
      ...{ soak: { type: 'string', default: '20' }, sockets: { type: 'string', default: '10000' } },
    },
  });
  if (values.rows) return manyRows(Number(values.rows));
  const words = values.only?.toLowerCase().split(',') ?? [''];
  const wanted = (name: string) => words.some((word) => name.toLowerCase().includes(word));
  const scenarios: Fault[] = FAULTS.filter(({ name }) => wanted(name));
  const world = await openWorld({
    organizations: 3,
    smallDisks: scenarios.some(({ fillsDisk }) => fillsDisk === true),
  });
  stopOnSignals(world);
  const lines: Line[] = [];
  try {
    const estimates = await prepareEstimates(world);
    await (await startLoad(world, 2, estimates)).judge();
    for (const fault of scenarios) {
      const line = await meet(world, fault, estimates);
      print([line]);
      lines.push(line);
    }
    for (const [name, run] of [
      ['cold start with 1,000 distinct queries', () => coldStart(world)],
      [
        `${values.sockets} subscriptions on one gateway`,
        () => manySubscriptions(world, estimates, Number(values.sockets)),
      ],
      [
        `soak of ${values.soak} min`,
        () => soak(world, estimates, Number(values.soak) * 60_000, () => held(world)),
      ],
    ] as const) {
      if (!wanted(name)) continue;
      const line = { name, ...(await run()) };
      print([line]);
      lines.push(line);
    }
  } finally {
    await world.stop();
  }
  console.log('');
  print(lines);
  if (lines.some(({ verdict }) => verdict !== 'held')) process.exitCode = 1;
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
