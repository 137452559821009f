import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Pool } from 'undici';
import type { Order, Outcome } from './attacker';
import type { LoopReport } from './loop-watch';
import { WIDE_ATTACKS } from './wide-attacks';

/*
 * What is allowed, as multiples of what the same server does undisturbed. The stalls that this is about took seconds, so there
 * is room between for machines that are slow, or have other work.
 */
/** Another client's slowest answer, in its slowest undisturbed ones. */
const SLOWER = 40;
/** The longest round of the event loop, in the longest undisturbed ones. */
const LONGER = 40;
/** Undisturbed figures below these are taken for them: a multiple of nearly nothing says little. In ms. */
const LEAST_ANSWER_MS = 50;
const LEAST_ROUND_MS = 12;
/** How many rounds may work for longer than the promise. */
const MAX_STALLS = 2;
const PROMISED_MB = 200;
/** A neighbour on the machine can only make it slower, never quicker: what does not fit is tried again. */
const ATTEMPTS = 4;
const QUIET_MS = 100;
const THINK_MS = 5;

/** One attack's figures. */
export interface Measured extends LoopReport {
  readonly name: string;
  readonly atOnce: number;
  /** The slowest answer that the second client got meanwhile, in ms. */
  readonly slowest: number;
  /** Undisturbed: the slowest answer, and the longest round of the event loop. */
  readonly quiet: { readonly slowest: number; readonly longestMs: number };
  readonly outcomes: readonly Outcome[];
}

/** Whether nobody was held up. */
export function fits({ quiet, slowest, longestMs, stalls, megabytes }: Measured): boolean {
  return (
    slowest <= SLOWER * Math.max(LEAST_ANSWER_MS, quiet.slowest) &&
    longestMs <= LONGER * Math.max(LEAST_ROUND_MS, quiet.longestMs) &&
    stalls <= MAX_STALLS &&
    megabytes < PROMISED_MB
  );
}

/** A server and an attacker in processes of their own. */
export interface Stalls {
  /** Sends an attack, so many at once, and measures a second client meanwhile. */
  measure(name: string, atOnce: number): Promise<Measured>;
  /** Sends it alone, then three at once; a measurement that does not fit is repeated: a neighbour may have been busy. */
  attack(name: string): Promise<{ fits: boolean; measured: readonly Measured[] }>;
  close(): Promise<void>;
}

/** Starts both. @param kind how the gateway reaches its subgraphs */
export async function openStalls(kind: 'in-process' | 'http'): Promise<Stalls> {
  const children: ChildProcess[] = [];
  const server = start('wide-gateway', [kind], children);
  const [urls] = (await once(server, 'message')) as [{ url: string; subgraph: string }];
  const attacker = start('attacker', [], children);
  await once(attacker, 'message');
  const pool = new Pool(urls.url, { connections: 2 });

  async function undisturbed(): Promise<Measured['quiet']> {
    await told(server, 'begin');
    const slowest = await watch(pool, () => true);
    const { longestMs } = await told<LoopReport>(server, 'report');
    return { slowest, longestMs };
  }

  async function measure(name: string, atOnce: number): Promise<Measured> {
    const { toSubgraph } = WIDE_ATTACKS.find((one) => one.name === name) ?? {};
    const quiet = await undisturbed();
    await told(server, 'begin');
    let isOver = false;
    const url = toSubgraph ? urls.subgraph : `${urls.url}/graphql`;
    const order: Order = { table: 'wide', name, atOnce, url };
    const attacking = told<Outcome[]>(attacker, order).finally(() => (isOver = true));
    const [outcomes, slowest] = await Promise.all([attacking, watch(pool, () => isOver)]);
    return { name, atOnce, quiet, slowest, outcomes, ...(await told<LoopReport>(server, 'report')) };
  }

  async function attack(name: string) {
    const measured: Measured[] = [];
    for (const atOnce of [1, 3]) {
      let last = await measure(name, atOnce);
      for (let more = 1; more < ATTEMPTS && !fits(last); more += 1) last = await measure(name, atOnce);
      measured.push(last);
    }
    return { fits: measured.every(fits), measured };
  }

  async function close() {
    await pool.destroy();
    await Promise.all(children.map(stop));
  }

  for (const atOnce of [1, 3]) await measure('a wide entity', atOnce); // what is loaded for the first time is slow
  return { measure, attack, close };
}

function start(file: string, args: string[], children: ChildProcess[]): ChildProcess {
  const isSource = __filename.endsWith('.ts');
  const child = fork(join(__dirname, `${file}${isSource ? '.ts' : '.js'}`), args, {
    execArgv: [
      ...['--max-semi-space-size=64', '--expose-gc'],
      ...(isSource ? ['-r', '@swc-node/register'] : []),
    ],
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  children.push(child);
  return child;
}

/** Asks for something small again and again. @returns the slowest answer, in ms */
async function watch(pool: Pool, isOver: () => boolean): Promise<number> {
  const began = performance.now();
  let slowest = 0;
  do {
    for (const request of SMALL_REQUESTS) {
      const at = performance.now();
      const { statusCode, body } = await pool.request(request);
      await body.text();
      if (statusCode !== 200) throw new Error(`the second client got ${statusCode}`);
      slowest = Math.max(slowest, performance.now() - at);
    }
    await sleep(THINK_MS);
  } while (performance.now() - began < QUIET_MS || !isOver());
  return slowest;
}

const SMALL_REQUESTS = [
  {
    path: '/graphql',
    method: 'POST' as const,
    headers: { 'content-type': 'application/json' },
    body: '{"query":"{ ping }"}',
  },
  { path: '/health/live', method: 'GET' as const },
];

async function told<T>(child: ChildProcess, word: unknown): Promise<T> {
  const answer = once(child, 'message');
  child.send(word as never);
  return ((await answer) as [T])[0];
}

async function stop(child: ChildProcess): Promise<void> {
  const ended = once(child, 'exit');
  child.kill('SIGKILL');
  await ended;
}
