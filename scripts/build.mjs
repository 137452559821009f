/*
 * Compiles the TypeScript sources to dist/ with swc. Only what changed since the last build is compiled, so
 * `npm start` can call it every time.
 */
import {
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
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
const ROOMS = [
  'bench',
  'gateway',
  'main',
  'pages',
  'schema',
  'scripts',
  'service-kit',
  'simulator',
  'subgraphs',
  'testkit',
];

function* sources(folder) {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory() && entry.name !== 'node_modules') yield* sources(path);
    else if (entry.name.endsWith('.ts') && !entry.name.endsWith('.test.ts')) yield path;
  }
}

/** Writes a file whole or not at all: several processes may build at once. */
function writeWhole(path, text, time) {
  const draft = `${path}.${process.pid}`;
  writeFileSync(draft, text);
  if (time) utimesSync(draft, time, time);
  renameSync(draft, path);
}

/** Compiles what is new or changed. @returns how many files were compiled */
export function build() {
  const config = readFileSync(join(root, '.swcrc'), 'utf8');
  const stamp = join(dist, '.config');
  const stale = existsSync(stamp) && readFileSync(stamp, 'utf8') !== config;
  if (stale) rmSync(dist, { recursive: true, force: true });
  let compiled = 0;
  for (const room of ROOMS) {
    if (!existsSync(join(root, room))) continue;
    for (const source of sources(join(root, room))) {
      const target = join(dist, relative(root, source)).replace(/\.ts$/, '.js');
      const changed = statSync(source).mtime;
      if (existsSync(target) && statSync(target).mtime >= changed) continue;
      const { code, map } = transformFileSync(source, { swcrcRoots: root, filename: source });
      mkdirSync(dirname(target), { recursive: true });
      writeWhole(`${target}.map`, map ?? '');
      writeWhole(target, `${code}\n//# sourceMappingURL=${target.split('/').pop()}.map\n`, changed);
      compiled += 1;
    }
  }
  mkdirSync(dist, { recursive: true });
  if (stale || !existsSync(stamp)) writeWhole(stamp, config);
  return compiled;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const started = performance.now();
  const compiled = build();
  console.log(
    `Built ${compiled} file${compiled === 1 ? '' : 's'} in ${Math.round(performance.now() - started)} ms.`,
  );
}
