import { spawn } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { projectRoot } from '../service-kit/process/paths';

/** What is made, installed or kept beside the sources. */
const LEFT_OUT = /(^|\/)(node_modules|dist|\.git|\.data|coverage|bench\/peers)$/;

/** The project's sources in a folder of their own, to be changed at will. */
export interface ScratchCopy {
  readonly root: string;
  /**
   * Runs Node in it. @returns the exit code and all that was written
   * @param env variables besides this process's; undefined takes one away
   */
  run(
    args: readonly string[],
    env?: Record<string, string | undefined>,
  ): Promise<{ code: number | null; output: string }>;
  remove(): void;
}

/** Copies the project's sources to a temporary folder, with a link to the installed packages. */
export function makeScratchCopy(): ScratchCopy {
  const root = mkdtempSync(join(tmpdir(), 'scratch-'));
  cpSync(projectRoot, root, {
    recursive: true,
    filter: (path) => !LEFT_OUT.test(relative(projectRoot, path)),
  });
  symlinkSync(join(projectRoot, 'node_modules'), join(root, 'node_modules'));
  return {
    root,
    run: (args, env = {}) =>
      new Promise((resolve, reject) => {
        const child = spawn(process.execPath, args, { cwd: root, env: { ...process.env, ...env } });
        let output = '';
        child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
        child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()));
        child.on('error', reject);
        child.on('close', (code) => resolve({ code, output }));
      }),
    remove: () => rmSync(root, { recursive: true, force: true }),
  };
}
