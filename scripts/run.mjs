/*
 * Runs a main file: `node scripts/run.mjs main/start [arguments]`. Builds first when sources are there (an image that
 * holds dist/ only has none).
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import v8 from 'node:v8';
import { build, root } from './build.mjs';

// A larger young generation saves 8–27 % of CPU under GraphQL load (docs/architecture.md, "Numbers").
v8.setFlagsFromString('--max-semi-space-size=64');
process.setSourceMapsEnabled(true);

const [module] = process.argv.splice(2, 1);
if (!module) {
  console.error('Which main file? For example: node scripts/run.mjs main/start');
  process.exit(2);
}
if (existsSync(join(root, 'tsconfig.json'))) build();
await import(pathToFileURL(join(root, 'dist', `${module}.js`)).href);
