/**
 * `npm test`: gets a Redis and the other programs that tests need, if there are none, runs all tests, and closes with the line `N passed, N failed`.
 * `npm run test:quick` (--quick) runs what quick-tests.mjs chooses, and stops at the first failure.
 * Both run files in bundles (test-bundles.mjs). Other arguments go to Jest, which runs each file alone: `npm test -- totals`.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

import { ensureRedis, ensureTestPrograms } from './ensure-programs.mjs';
import { isQuick } from './quick-tests.mjs';
import { bundleTests } from './test-bundles.mjs';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
/** How long Jest may take to stop its services and end after the last test. Only what hangs takes minutes. */
const STOP_MS = 300_000;
const QUICK = ['--selectProjects', 'unit', 'db', '--bail'];

/** Runs Jest and resolves to its exit code and totals (none if it did not get that far). */
async function runJest(args, env) {
  const jest = path.join(root, 'node_modules', 'jest', 'bin', 'jest.js');
  // After the arguments, for a list option takes all words that follow it.
  const reporters = [
    '--reporters=default',
    `--reporters=${path.join(root, 'testkit', 'summary-reporter.cjs')}`,
  ];
  const child = spawn(process.execPath, [jest, ...args, ...reporters], {
    cwd: root,
    env,
    stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
  });
  let totals;
  child.on('message', (message) => {
    totals = message;
    // A leaked handle (which has failed its file by now) would keep Jest running for ever.
    setTimeout(() => {
      console.error(`Jest has not ended ${STOP_MS / 1000} s after its last test: it is stopped.`);
      child.kill();
    }, STOP_MS).unref();
  });
  // Ctrl-C reaches Jest too, which ends the run; this script stays to sum up.
  process.on('SIGINT', () => {});
  for (const signal of ['SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  const [code, signal] = await once(child, 'close');
  return { code, signal, totals };
}

const args = process.argv.slice(2).filter((arg) => arg !== '--quick');
const quick = process.argv.includes('--quick');
const isWhole = args.length === 0;
const { PATH } = await ensureRedis(root);
// A few tests ask for what they need themselves; with all of them, two would install at once.
if (!quick && isWhole) ensureTestPrograms();
const bundles = isWhole ? bundleTests(root, quick ? isQuick : undefined) : undefined;
const { code, signal, totals } = await runJest(quick ? [...args, ...QUICK] : args, {
  ...process.env,
  PATH,
  ...(bundles ? { TEST_RUN: bundles.run } : {}),
});
bundles?.remove();

let { passed, failed } = totals ?? { passed: 0, failed: 0 };
if (code !== 0 && failed === 0) {
  console.error(`The test run itself failed (Jest ended with ${signal ?? `code ${code}`}): see above.`);
  failed = 1;
}
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed > 0 ? 1 : 0;
