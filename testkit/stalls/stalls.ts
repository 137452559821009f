import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Pool } from 'undici';
import type { Order } from './attacker';
import type { LoopReport } from './loop-watch';
import type { Outcome } from './outcome';
import { PRODUCT_ATTACKS } from './product-attacks';
import type { ProductWorld } from './product-world';
import { WIDE_ATTACKS } from './wide-attacks';
import { projectRoot } from '../../service-kit/process/paths';

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
function fits({ quiet, slowest, longestMs, stalls, megabytes }: Measured): boolean {
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

/** A gateway over the wide graph. @param kind how it reaches its subgraphs */
export function openStalls(kind: 'in-process' | 'http'): Promise<Stalls> {
  return open<{ url: string; subgraph: string }>({
    ...{ file: 'wide-gateway', args: [kind], warmUp: 'a wide entity' },
    orderOf: (urls, name, atOnce) => {
      const { toSubgraph } = WIDE_ATTACKS.find((one) => one.name === name) ?? {};
      return { table: 'wide', name, atOnce, url: toSubgraph ? urls.subgraph : `${urls.url}/graphql` };
    },
    smallRequests: () => [ask('{"query":"{ ping }"}'), { path: '/health/live', method: 'GET' }],
  });
}

/**
 * The whole product, filled.
 *
 * @param kind how its gateway reaches its subgraphs
 * @param databaseUrl a migrated database, of the owner
 * @param dataDir an empty folder
 */
export function openProductStalls(
  kind: 'in-process' | 'http',
  databaseUrl: string,
  dataDir: string,
): Promise<Stalls> {
  return open<ProductWorld>({
    ...{ file: 'product-server', args: [kind, databaseUrl, dataDir] },
    warmUp: 'large pages of a large estimate under twenty names',
    orderOf: (world, name, atOnce) => ({ table: 'product', name, atOnce, world }),
    smallRequests: ({ other }, name) => [
      ask('{"query":"{ me { id } }"}', other.token),
      { path: '/ping', method: 'GET' },
      ...(PRODUCT_ATTACKS.find((one) => one.name === name)?.isOnLogIn ? [ask(logInOf(other))] : []),
    ],
  });
}

interface Setting<T> {
  readonly file: string;
  readonly args: string[];
  /** Sent before anything is measured: what is loaded for the first time is slow. */
  readonly warmUp: string;
  orderOf(told: T, name: string, atOnce: number): Order;
  /** What the second client asks while an attack is under way. */
  smallRequests(told: T, name: string): SmallRequest[];
}

async function open<T extends { readonly url: string }>(setting: Setting<T>): Promise<Stalls> {
  const children: ChildProcess[] = [];
  const server = start(setting.file, setting.args, children);
  const world = await firstWord<T>(server);
  const attacker = start('attacker', [], children);
  await firstWord(attacker);
  const pool = new Pool(world.url, { connections: 2, localAddress: OTHER_ADDRESS });

  async function measure(name: string, atOnce: number): Promise<Measured> {
    const requests = setting.smallRequests(world, name);
    await told(server, 'begin');
    const quiet = { slowest: await watch(pool, requests, () => true), longestMs: 0 };
    quiet.longestMs = (await told<LoopReport>(server, 'report')).longestMs;
    await told(server, 'begin');
    let isOver = false;
    const order = setting.orderOf(world, name, atOnce);
    const attacking = told<Outcome[]>(attacker, order).finally(() => (isOver = true));
    const [outcomes, slowest] = await Promise.all([attacking, watch(pool, requests, () => isOver)]);
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

  for (const atOnce of [1, 3]) await measure(setting.warmUp, atOnce);
  return { measure, attack, close };
}

/** The second client is no neighbour of the attackers: nothing that is counted by address is theirs together. */
const OTHER_ADDRESS = '127.0.0.2';

function start(file: string, args: string[], children: ChildProcess[]): ChildProcess {
  const child = fork(join(projectRoot, 'scripts', 'run.mjs'), [`testkit/stalls/${file}`, ...args], {
    execArgv: ['--max-semi-space-size=64', '--expose-gc'],
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  children.push(child);
  return child;
}

interface SmallRequest {
  readonly path: string;
  readonly method: 'GET' | 'POST';
  readonly headers?: Record<string, string>;
  readonly body?: string;
}

const ask = (body: string, token?: string): SmallRequest => ({
  ...{ path: '/graphql', method: 'POST', body },
  headers: { 'content-type': 'application/json', ...(token ? { authorization: `Bearer ${token}` } : {}) },
});

const logInOf = ({ email, password }: ProductWorld['other']): string =>
  JSON.stringify({
    query: 'mutation ($input: LogInInput!) { logIn(input: $input) { tokens { accessToken } } }',
    variables: { input: { email, password } },
  });

/** Asks for small things again and again. @returns the slowest answer, in ms */
async function watch(pool: Pool, requests: readonly SmallRequest[], isOver: () => boolean): Promise<number> {
  const began = performance.now();
  let slowest = 0;
  do {
    for (const request of requests) {
      const at = performance.now();
      const { statusCode, body } = await pool.request(request);
      const text = await body.text();
      if (statusCode !== 200 || text.includes('"errors"'))
        throw new Error(`the second client got ${statusCode}: ${text}`);
      slowest = Math.max(slowest, performance.now() - at);
    }
    await sleep(THINK_MS);
  } while (performance.now() - began < QUIET_MS || !isOver());
  return slowest;
}

/** What a child says when it is ready. @throws Error when it ends before */
async function firstWord<T>(child: ChildProcess): Promise<T> {
  const ended = once(child, 'exit').then(() => {
    throw new Error('A process of the stall suite ended before it was ready.');
  });
  return ((await Promise.race([once(child, 'message'), ended])) as [T])[0];
}

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
