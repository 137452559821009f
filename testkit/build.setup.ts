import { execFileSync } from 'node:child_process';
import { projectRoot } from '../service-kit/process/paths';

/** Jest's global setup: builds what has changed, for threads and for processes that tests start run what was built. */
export default function setup(): void {
  execFileSync(process.execPath, ['scripts/build.mjs'], {
    cwd: projectRoot,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
}
