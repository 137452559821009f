import { join, relative } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { Worker } from 'node:worker_threads';
import { projectRoot } from './paths';

/** What a thread is given. */
export interface ThreadSetting {
  /** The folder of its module. */
  readonly folder: string;
  /** Its module's name, without an ending. */
  readonly module: string;
  readonly data: unknown;
  /** What it may keep, in MB: with more it ends with ERR_WORKER_OUT_OF_MEMORY. */
  readonly megabytes: number;
  /** What it may use for what is soon garbage, in MB. */
  readonly youngMegabytes?: number;
  /** Takes what it writes to stderr, instead of showing it. */
  readonly isSilent?: boolean;
}

/** Where what was built of a folder lies. Only tests run sources, and they have all built first (testkit/build.setup.ts). */
const builtOf = (folder: string): string =>
  __filename.endsWith('.ts') ? join(projectRoot, 'dist', relative(projectRoot, folder)) : folder;

/**
 * Starts a thread from what was built of a module beside the caller's, with memory of its own.
 *
 * @returns the thread; whoever starts it ends it
 */
export function startThread(setting: ThreadSetting): Worker {
  const { folder, module, data, megabytes, youngMegabytes = 32, isSilent = false } = setting;
  // V8 takes a process's own --max-semi-space-size for its threads too, whatever their limits say. The main thread has
  // its space by now, so the flag goes: else each thread takes up to 192 MB for nothing.
  setFlagsFromString('--max-semi-space-size=0');
  return new Worker(join(builtOf(folder), `${module}.js`), {
    workerData: data,
    resourceLimits: { maxOldGenerationSizeMb: megabytes, maxYoungGenerationSizeMb: youngMegabytes },
    stderr: isSilent,
  });
}
