/*
 * Compiles the TypeScript sources to dist/ with swc. Only what changed since the last build is compiled, so
 * `npm start` can call it every time.
 */
import {
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
  existsSync,
} from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { transformFileSync } from '@swc/core';

export const root = dirname(dirname(fileURLToPath(import.meta.url)));
const dist = join(root, 'dist');
const ROOMS = ['bench', 'gateway', 'main', 'schema', 'scripts', 'service-kit', 'subgraphs', 'testkit'];

function* sources(folder) {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) yield* sources(path);
    else if (entry.name.endsWith('.ts') && !entry.name.endsWith('.test.ts')) yield path;
  }
}

/** Compiles what is new or changed. @returns how many files were compiled */
export function build() {
  const config = readFileSync(join(root, '.swcrc'), 'utf8');
  const stamp = join(dist, '.config');
  if (!existsSync(stamp) || readFileSync(stamp, 'utf8') !== config)
    rmSync(dist, { recursive: true, force: true });
  let compiled = 0;
  for (const room of ROOMS) {
    if (!existsSync(join(root, room))) continue;
    for (const source of sources(join(root, room))) {
      const target = join(dist, relative(root, source)).replace(/\.ts$/, '.js');
      const changed = statSync(source).mtime;
      if (existsSync(target) && statSync(target).mtime >= changed) continue;
      const { code, map } = transformFileSync(source, { swcrcRoots: [root], filename: source });
      mkdirSync(dirname(target), { recursive: true });
      writeFileSync(`${target}.map`, map ?? '');
      writeFileSync(target, `${code}\n//# sourceMappingURL=${target.split('/').pop()}.map\n`);
      utimesSync(target, changed, changed);
      compiled += 1;
    }
  }
  mkdirSync(dist, { recursive: true });
  writeFileSync(stamp, config);
  return compiled;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const started = performance.now();
  const compiled = build();
  console.log(
    `Built ${compiled} file${compiled === 1 ? '' : 's'} in ${Math.round(performance.now() - started)} ms.`,
  );
}
