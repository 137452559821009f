import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { projectRoot } from '../service-kit/process/paths';
import type { Missing } from './report';

/*
 * Other people's servers have a package.json of their own (bench/peers): they are many and large, nothing but the benchmark
 * needs them, and their versions of shared libraries must not become ours.
 */

const FOLDER = join(projectRoot, 'bench', 'peers');
const requireThere = createRequire(join(FOLDER, 'package.json'));

/** Loads a package of bench/peers. @throws Error that says how to install it, when it is not there */
export function requirePeer<T>(name: string): T {
  try {
    return requireThere(name) as T;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'MODULE_NOT_FOUND') throw error;
    throw new Error(`${name} can't be loaded; npm run bench:peers installs it.`, { cause: error });
  }
}

/** The installed version of a package of bench/peers; null when it is not there. */
export function peerVersion(name: string): string | null {
  try {
    const text = readFileSync(join(FOLDER, 'node_modules', name, 'package.json'), 'utf8');
    return (JSON.parse(text) as { version: string }).version;
  } catch {
    return null;
  }
}

/** The Node.js of bench/peers, for peers that need a newer one than ours; null when it is not there. */
export function peerNode(): string | null {
  const path = join(FOLDER, 'node_modules', 'node', 'bin', 'node');
  return existsSync(path) ? path : null;
}

/** What of ours fails ends the benchmark; what fails of others is said in the results, and the benchmark goes on. */
export async function unlessPeerFails<T>(
  { title, isPeer }: { readonly title: string; readonly isPeer?: boolean },
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
