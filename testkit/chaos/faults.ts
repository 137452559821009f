import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { Redis as RedisClient } from 'ioredis';
import { logIn } from '../company';
import { freePort } from '../ports';
import { startRedis } from '../redis';
import type { Weather } from './proxy';
import { send } from './send';
import type { Part, World } from './world';

/** Something that breaks under load. It ends when whatever it broke is let go again; what is to hold then, the oracle says. */
export interface Fault {
  readonly name: string;
  /** @returns what was measured, in words. @throws NotHere where this machine can't play it; Error when what it looks at itself does not hold */
  run(world: World): Promise<void | string>;
  /** Wants disks that can be filled. */
  readonly fillsDisk?: boolean;
}

/** This machine lacks what a fault needs. */
export class NotHere extends Error {
  override readonly name = 'NotHere';
}

/** Long enough for clients to meet the fault, time-outs included where they matter. */
const A_WHILE_MS = 3_000;

async function onRedis(world: World, work: (redis: RedisClient) => Promise<unknown>): Promise<void> {
  const redis = new RedisClient(world.redis.url);
  try {
    await work(redis);
  } finally {
    redis.disconnect();
  }
}

/** Frozen, as by a machine that is moved or swaps: longer than a lease lasts. */
async function freeze(world: World, part: 'worker' | 'estimates', ms: number): Promise<void> {
  world.signal(part, 'SIGSTOP');
  await sleep(ms);
  world.signal(part, 'SIGCONT');
}

/** Lets a running process open no more file descriptors than it has, for a while. */
async function withoutDescriptors(world: World, part: 'gateway' | 'estimates'): Promise<void> {
  const pid = world.pidOf(part);
  const before = /Max open files\s+(\d+)/.exec(readFileSync(`/proc/${pid}/limits`, 'utf8'))?.[1];
  const limit = (soft: string) => execFileSync('prlimit', [`--pid=${pid}`, `--nofile=${soft}:`]);
  limit('16');
  // Who has a connection keeps it: others come.
  const come = () => fetch(`${world.url}/ping`, { signal: AbortSignal.timeout(A_WHILE_MS) });
  await Promise.allSettled([sleep(A_WHILE_MS), ...Array.from({ length: 100 }, come)]);
  limit(before ?? '1024');
}

const LEASE_MS = 15_000;

/** Jobs of an installation under way while their worker is killed again and again. */
async function killWorkers(world: World): Promise<void> {
  for (let times = 0; times < 5; times += 1) {
    await sleep(400 + 300 * times);
    await world.crash('worker');
  }
}

/** A disk without a free byte for a while. */
async function fillDisk(world: World, of: 'postgres' | 'data'): Promise<void> {
  const disk = world.disks?.[of];
  if (!disk) throw new NotHere('no disk may be mounted here');
  disk.fill();
  await sleep(A_WHILE_MS);
  disk.free();
}

const ALL_SUBGRAPHS =
  '{ me { id } projects(first: 1) { edges { node { id } } } crmConnections(first: 1) { edges { node { id } } } }';

/**
 * Has a part live in another time (Debian's `faketime`), while what is measured in it goes on as ever. Who logs in and asks meanwhile is
 * answered: processes need not agree to the minute.
 */
async function withClock(world: World, part: Part, offset: string): Promise<string> {
  await world.restart(part, clockOf(offset));
  const [organization] = world.organizations;
  if (!organization) throw new Error('There is no organisation.');
  const ask = async () => {
    const { accessToken } = await logIn(world.url, organization.owner);
    return send(world, accessToken, { query: ALL_SUBGRAPHS });
  };
  // It was away for its start, and the gateway's breaker may ask it for the first time only now: that is no matter of clocks.
  for (const until = Date.now() + BACK_MS; Date.now() < until; await sleep(200))
    if (isWhole(await ask().catch(() => null))) break;
  let answered = 0;
  for (const until = Date.now() + A_WHILE_MS; Date.now() < until; answered += 1) {
    const answer = await ask();
    if (!isWhole(answer)) throw new Error(JSON.stringify(answer?.errors ?? 'no answer'));
  }
  await world.restart(part);
  return `${answered} log-ins and questions meanwhile`;
}

const isWhole = (answer: Awaited<ReturnType<typeof send>>): boolean =>
  Boolean(answer?.data) && answer?.errors === undefined;

/** How long a part that is well again may be refused by who missed it. */
const BACK_MS = 15_000;

/** The variables of a process whose clock is set by so much. @throws NotHere without faketime */
function clockOf(offset: string): Record<string, string> {
  try {
    const preload = execFileSync('faketime', ['-m', '-f', offset, 'printenv', 'LD_PRELOAD'])
      .toString()
      .trim();
    return { LD_PRELOAD: preload, FAKETIME: offset, FAKETIME_DONT_FAKE_MONOTONIC: '1' };
  } catch {
    throw new NotHere('it takes faketime: apt-get install faketime');
  }
}

/** What is allowed between a gateway's death and the next one that listens. */
const REPLACED_MS = 2_000;

/** `WORKERS=2`: one after the other is killed, each when a spare waits again. @returns how long they were replaced in */
async function killGatewayWorkers(world: World): Promise<string> {
  const metricsPort = String(await freePort());
  await world.restart('gateway', { WORKERS: '2', METRICS_PORT: metricsPort });
  const primary = world.pidOf('gateway');
  const times: number[] = [];
  for (let kill = 0; kill < 5; kill += 1) {
    while (!(await workersAt(metricsPort)).spare) await sleep(10);
    const victim = childrenOf(primary).find(isGateway);
    if (victim === undefined) throw new Error('no worker is there to be killed');
    const begun = performance.now();
    process.kill(victim, 'SIGKILL');
    // Its end first, which is when its primary takes it from its children: until then, both still count as listening.
    while (childrenOf(primary).includes(victim) || !(await workersAt(metricsPort)).isWhole) await sleep(10);
    times.push(Math.round(performance.now() - begun));
    await sleep(500);
  }
  await world.restart('gateway');
  const words = `replaced after ${times.join(', ')} ms`;
  if (Math.max(...times) > REPLACED_MS) throw new Error(words);
  return words;
}

/** In the order of their starts; a dead one is among them until its parent has noticed. */
const childrenOf = (pid: number): number[] =>
  readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ').map(Number);

/** A build has children of its own. */
function isGateway(pid: number): boolean {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('main/gateway');
  } catch {
    return false; // gone
  }
}

/** Whether both listen, and a spare waits, as the primary tells. */
async function workersAt(port: string): Promise<{ isWhole: boolean; spare: boolean }> {
  const answer = await fetch(`http://127.0.0.1:${port}/health`).catch(() => null);
  const { checks } = ((await answer?.json()) ?? {}) as {
    checks?: { workers?: { status: string; spare?: boolean } };
  };
  return { isWhole: checks?.workers?.status === 'ok', spare: checks?.workers?.spare === true };
}

export const FAULTS: readonly Fault[] = [
  { name: 'nothing', run: () => sleep(A_WHILE_MS) },
  { name: 'PostgreSQL: kill -9', run: async (world) => void process.kill(world.postmaster(), 'SIGKILL') },
  { name: 'PostgreSQL: fast restart', run: async (world) => void process.kill(world.postmaster(), 'SIGINT') },
  {
    name: 'Redis: stopped, and empty when it is back',
    async run(world) {
      const { port } = new URL(world.redis.url);
      await world.redis.stop();
      await sleep(A_WHILE_MS);
      world.redis = await startRedis(Number(port));
    },
  },
  { name: 'Redis: FLUSHALL', run: (world) => onRedis(world, (redis) => redis.flushall()) },
  {
    name: 'Redis: silent for 3 s',
    run: (world) =>
      onRedis(world, (redis) => redis.call('CLIENT', 'PAUSE', String(A_WHILE_MS), 'ALL')).then(() =>
        sleep(A_WHILE_MS),
      ),
  },
  { name: 'gateway: kill -9', run: (world) => world.crash('gateway') },
  { name: 'identity: kill -9', run: (world) => world.crash('identity') },
  { name: 'estimates: kill -9', run: (world) => world.crash('estimates') },
  { name: 'estimates: frozen for 5 s', run: (world) => freeze(world, 'estimates', 5_000) },
  { name: 'worker: kill -9, five times', run: killWorkers },
  { name: 'worker: frozen past its lease', run: (world) => freeze(world, 'worker', LEASE_MS + 5_000) },
  { name: 'network to estimates: cut', run: (world) => inWeather(world, 'cut') },
  { name: 'network to estimates: silent', run: (world) => inWeather(world, 'silent') },
  { name: 'answers of estimates lost after commit', run: (world) => inWeather(world, 'deaf') },
  { name: 'gateway: out of file descriptors', run: (world) => withoutDescriptors(world, 'gateway') },
  { name: 'estimates: out of file descriptors', run: (world) => withoutDescriptors(world, 'estimates') },
  { name: 'gateway, one of two workers: kill -9, five times', run: killGatewayWorkers },
  { name: 'clock of identity: 50 s ahead', run: (world) => withClock(world, 'identity', '+50s') },
  { name: 'clock of identity: 50 s behind', run: (world) => withClock(world, 'identity', '-50s') },
  { name: 'clock of estimates: 50 s behind', run: (world) => withClock(world, 'estimates', '-50s') },
  { name: 'clock of the gateway: 50 s ahead', run: (world) => withClock(world, 'gateway', '+50s') },
  { name: 'clock of the worker: an hour ahead', run: (world) => withClock(world, 'worker', '+3600s') },
  { name: 'clock of the worker: an hour behind', run: (world) => withClock(world, 'worker', '-3600s') },
  { name: 'PostgreSQL: disk full', fillsDisk: true, run: (world) => fillDisk(world, 'postgres') },
  { name: 'data folder: disk full', fillsDisk: true, run: (world) => fillDisk(world, 'data') },
  {
    name: 'rolling restart (SIGTERM) of every part',
    async run(world) {
      for (const part of ['identity', 'crm', 'estimates', 'worker', 'gateway'] as const) {
        await world.crash(part, 'SIGTERM');
        await world.settled();
      }
    },
  },
];

async function inWeather(world: World, weather: Weather): Promise<void> {
  world.proxy.set(weather);
  await sleep(A_WHILE_MS);
  world.proxy.set('open');
}
