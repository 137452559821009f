import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

/**
 * Formats files, composes the supergraph and generates the resolver types.
 *
 * @param files to format, by path from `root`
 * @throws Error naming the step that failed, with what it said
 */
export function formatAndGenerate(root: string, files: readonly string[]): void {
  const bin = (name: string) => join(root, 'node_modules', '.bin', name);
  const steps: [name: string, command: string, args: string[]][] = [
    ['prettier', bin('prettier'), ['--write', '--log-level', 'warn', ...files]],
    ['npm run compose', process.execPath, ['-r', '@swc-node/register', 'scripts/compose.ts']],
    ['npm run codegen', bin('graphql-codegen'), ['--config', 'codegen.yml', '--silent']],
  ];
  for (const [name, command, args] of steps) {
    const { status, stdout, stderr, error } = spawnSync(command, args, { cwd: root, encoding: 'utf8' });
    if (status !== 0)
      throw new Error(`${name} failed:\n${error?.message ?? ''}${stdout ?? ''}${stderr ?? ''}`);
  }
}
