import { spawn, type ChildProcess } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { projectRoot } from '../service-kit/process/paths';

/** Far longer than any start takes: what does not say its word by then never will. */
const PATIENCE_MS = 90_000;

/** `npm start` as a child process. */
export interface Started {
  readonly child: ChildProcess;
  /** Everything it has written so far. */
  words(): string;
  /** Waits until it has written this. What it writes at once may arrive in pieces. @throws Error with its words when it ends without, or after `PATIENCE_MS` */
  says(told: string | RegExp): Promise<void>;
  /** Resolves with the exit code, or null when a signal ended it. */
  readonly ended: Promise<number | null>;
}

/**
 * Runs a main file as its npm script does.
 *
 * @param main `main/start`
 * @param settings its environment; nothing else is inherited but what finds programs
 */
export function runMainFile(main: string, settings: Record<string, string>, args: string[] = []): Started {
  const { PATH, HOME, TMPDIR } = process.env;
  const child = spawn(process.execPath, ['scripts/run.mjs', main, ...args], {
    cwd: projectRoot,
    env: { ...(PATH && { PATH }), ...(HOME && { HOME }), ...(TMPDIR && { TMPDIR }), ...settings },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let words = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => (words += chunk.toString()));
  const ended = new Promise<number | null>((resolve) => child.once('close', (code) => resolve(code)));
  const has = (told: string | RegExp): boolean =>
    typeof told === 'string' ? words.includes(told) : told.test(words);
  const says = async (told: string | RegExp): Promise<void> => {
    let hasEnded = false;
    void ended.then(() => (hasEnded = true));
    for (const deadline = Date.now() + PATIENCE_MS; !has(told); await sleep(20)) {
      if (hasEnded || Date.now() > deadline) throw new Error(`It never said ${String(told)}:\n${words}`);
    }
  };
  return { child, words: () => words, says, ended };
}
