import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';

import { systemCode } from './embedded-postgres-error';

/** What the system tells about a running process. */
export interface ProcessDescription {
  /** When it started, in a form that is only good for comparing: with the pid it names one process for ever. */
  readonly startedAt: string;
  readonly command: string;
}

function describeFromProc(pid: number): ProcessDescription | undefined {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  // The second field is the program's name in brackets and may hold anything; the third is the state, the 22nd the start.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  if (fields[0] === 'Z' || fields[0] === 'X') return undefined;
  const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').trim();
  return { startedAt: fields[19] ?? '', command };
}

/** The same through `ps`, for systems without /proc (macOS). Exported to be tested on any system. */
export function describeFromPs(pid: number): ProcessDescription | undefined {
  const columns = ['-ww', '-o', 'lstart=', '-o', 'stat=', '-o', 'command=', '-p', String(pid)];
  const line = execFileSync('ps', columns, {
    encoding: 'utf8',
    env: { LC_ALL: 'C' },
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const found = /^\s*(\w{3} +\w{3} +\d+ [\d:]+ \d{4})\s+(\S+)\s+(.*)$/m.exec(line);
  if (!found || found[2]?.startsWith('Z')) return undefined;
  return { startedAt: (found[1] ?? '').replaceAll(' ', '_'), command: found[3] ?? '' };
}

/** Describes a process; undefined if it does not exist, is a zombie, or cannot be looked at. */
export function describeProcess(pid: number): ProcessDescription | undefined {
  try {
    return process.platform === 'linux' ? describeFromProc(pid) : describeFromPs(pid);
  } catch {
    return undefined;
  }
}

/** Whether a process runs under this pid. A zombie (dead, but not yet collected by its parent) does not. */
export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if (systemCode(error) === 'ESRCH') return false;
  }
  return describeProcess(pid) !== undefined;
}

/** Sends a signal; a process that is already gone is no error. */
export function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch (error) {
    if (systemCode(error) !== 'ESRCH') throw error;
  }
}

/** The pids of all processes whose command line contains `text` (Linux; elsewhere none are found). */
export function processesWith(text: string): number[] {
  if (process.platform !== 'linux') return [];
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => describeProcess(pid)?.command.includes(text));
}
