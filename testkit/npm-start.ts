import { spawn, type ChildProcess } from 'node:child_process';
import { projectRoot } from '../service-kit/process/paths';

/** `npm start` as a child process. */
export interface Started {
  readonly child: ChildProcess;
  /** Everything it has written so far. */
  words(): string;
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
  return { child, words: () => words, ended };
}
