/*
 * Runs a main file: `node scripts/run.mjs main/start [arguments]`. Builds first when sources are there (an image that
 * holds dist/ only has none).
 */
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { mapStacks } from './source-maps.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
mapStacks(root);

const [module] = process.argv.splice(2, 1);
if (!module) {
  console.error('Which main file? For example: node scripts/run.mjs main/start');
  process.exit(2);
}
if (existsSync(join(root, 'tsconfig.json'))) (await import('./build.mjs')).build();
await import(pathToFileURL(join(root, 'dist', `${module}.js`)).href);
