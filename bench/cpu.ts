import { readdirSync, readFileSync } from 'node:fs';
import type { DataSource } from 'typeorm';

/*
 * CPU time, which says more than wall clock on a machine that others use too.
 */

/** CPU that was used, seconds. */
export interface CpuUse {
  /** By this process. */
  product: number;
  /** By all processes of the database server, also those that have ended. */
  postgres: number;
}

const TICKS_PER_SECOND = 100;

/** What a process has used so far, and those of its children that have ended; null for one that is gone. Linux only. */
function readStat(pid: number | string): { parent: number; own: number; ended: number } | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat
      .slice(stat.lastIndexOf(')') + 2)
      .split(' ')
      .map(Number);
    const [own, ended] = [11, 13].map((at) => ((fields[at] ?? 0) + (fields[at + 1] ?? 0)) / TICKS_PER_SECOND);
    return { parent: fields[1] ?? 0, own: own ?? 0, ended: ended ?? 0 };
  } catch {
    return null;
  }
}

/** Begins to count. @returns tells what was used since */
export async function countCpu(source: DataSource): Promise<() => CpuUse> {
  const [row] = (await source.query('SELECT pg_backend_pid() AS pid')) as { pid: number }[];
  const postmaster = readStat(row?.pid ?? 0)?.parent ?? 0;
  const postgres = () => {
    const { own = 0, ended = 0 } = readStat(postmaster) ?? {};
    const children = readdirSync('/proc').flatMap((pid) => {
      const stat = /^\d+$/.test(pid) ? readStat(pid) : null;
      return stat?.parent === postmaster ? [stat.own] : [];
    });
    return children.reduce((sum, used) => sum + used, own + ended);
  };
  const product = () => (({ user, system }) => (user + system) / 1e6)(process.cpuUsage());
  const before = { product: product(), postgres: postgres() };
  return () => ({ product: product() - before.product, postgres: postgres() - before.postgres });
}
