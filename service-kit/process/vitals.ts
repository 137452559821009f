import { readdir, readFile, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { getHeapStatistics } from 'node:v8';
import type { HealthCheck } from '../http/health';
import { poolStates } from '../telemetry/sql-metrics';

/*
 * What a process has of its machine. None of it keeps it from serving, so each makes it degraded, not unready: a process that is
 * taken away because its disk is nearly full leaves the work to others on the same disk.
 */

const MEGABYTE = 1024 * 1024;
const LEAST_DISK_MB = 512;
const LEAST_DISK_SHARE = 0.03;
const MOST_HEAP_SHARE = 0.92;
const MOST_DELAY_MS = 1_000;

/** That there is room in the data folder. @param folder any folder on the disk in question */
export const diskCheck = (folder: string): HealthCheck => ({
  name: 'disk',
  critical: false,
  async check() {
    const { bavail, blocks, bsize } = await statfs(folder);
    const freeMb = Math.floor((bavail * bsize) / MEGABYTE);
    if (freeMb < LEAST_DISK_MB || bavail / blocks < LEAST_DISK_SHARE)
      throw new Error(`the disk of ${folder} has ${freeMb} MB left`);
    return { freeMb };
  },
});

/** That V8 has room in its heap; what is beyond, the system's out-of-memory killer decides. */
export const memoryCheck = (): HealthCheck => ({
  name: 'memory',
  critical: false,
  async check() {
    const { used_heap_size: used, heap_size_limit: limit } = getHeapStatistics();
    const facts = {
      residentMb: Math.round(process.memoryUsage.rss() / MEGABYTE),
      heapMb: Math.round(used / MEGABYTE),
      heapLimitMb: Math.round(limit / MEGABYTE),
    };
    if (used / limit > MOST_HEAP_SHARE)
      throw new Error(
        `the heap has ${facts.heapMb} of ${facts.heapLimitMb} MB: --max-old-space-size gives more`,
      );
    return facts;
  },
});

const MOST_DESCRIPTORS_SHARE = 0.9;

/** That it may open more files and connections (`ulimit -n`). Linux tells; elsewhere nothing is looked at. */
export function descriptorsCheck(folder = '/proc/self'): HealthCheck {
  return {
    name: 'descriptors',
    critical: false,
    async check() {
      const limits = await readFile(join(folder, 'limits'), 'utf8').catch(() => null);
      if (limits === null) return {};
      const open = (await readdir(join(folder, 'fd'))).length;
      const limit = Number(/^Max open files\s+(\d+)/m.exec(limits)?.[1] ?? Infinity); // or "unlimited"
      if (open > limit * MOST_DESCRIPTORS_SHARE)
        throw new Error(`${open} of ${limit} file descriptors are in use: ulimit -n gives more`);
      return { open, limit };
    },
  };
}

/** That rounds of the event loop were short since the last look, and half a minute at least. */
export function eventLoopCheck(): HealthCheck {
  const delays = monitorEventLoopDelay({ resolution: 20 });
  delays.enable();
  let since = performance.now();
  return {
    name: 'event-loop',
    critical: false,
    async check() {
      const p99Ms = Math.round(delays.percentile(99) / 1e6);
      if (performance.now() - since > 30_000) {
        delays.reset();
        since = performance.now();
      }
      if (p99Ms > MOST_DELAY_MS)
        throw new Error(`one round of the event loop in a hundred takes ${p99Ms} ms`);
      return { p99Ms };
    },
  };
}

/** That no pool of connections to PostgreSQL has had requests waiting for two looks in a row, all of it lent. */
export function poolCheck(): HealthCheck {
  let wasFull = false;
  return {
    name: 'pools',
    critical: false,
    async check() {
      const pools = poolStates();
      const full = pools.filter(({ busy, size, waiting }) => waiting > 0 && busy >= size);
      const [worst] = full;
      const isLasting = wasFull && worst !== undefined;
      wasFull = worst !== undefined;
      if (isLasting)
        throw new Error(
          `${worst.waiting} requests wait for a connection of ${worst.pool}, whose ${worst.size} are lent`,
        );
      return { pools: Object.fromEntries(pools.map(({ pool, ...state }) => [pool, state])) };
    },
  };
}
