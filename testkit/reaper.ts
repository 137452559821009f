import { spawn } from 'node:child_process';
import { once } from 'node:events';

/** Cleans up behind throwaway servers. */
export interface Reaper {
  /** Stops the servers, removes the folder, and resolves when both are done. Calling it again does nothing. */
  finish(): Promise<void>;
}

/**
 * `cat` ends when the pipe to the test run is closed: by `finish()`, or by the kernel when the run ends in whatever way,
 * `kill -9` included. Both PostgreSQL and Redis stop quickly on INT.
 */
const SCRIPT = `
folder=$1; shift
cat > /dev/null
for file in "$@"; do
  pid=$(head -n 1 "$file" 2> /dev/null)
  [ -n "$pid" ] && kill -INT "$pid" 2> /dev/null || continue
  tries=0
  while kill -0 "$pid" 2> /dev/null && [ $tries -lt 100 ]; do tries=$((tries + 1)); sleep 0.05; done
  kill -KILL "$pid" 2> /dev/null
done
# An initdb at work may put files back until it notices.
tries=0
while rm -rf "$folder" 2> /dev/null; [ -e "$folder" ] && [ $tries -lt 20 ]; do tries=$((tries + 1)); sleep 0.25; done
`;

/**
 * Makes sure that servers which keep their data in `folder` do not outlive this process.
 *
 * @param folder removed at the end
 * @param pidFiles files within it whose first line is the pid of a server; they need not exist yet
 */
export function reapAtEnd(folder: string, pidFiles: readonly string[]): Reaper {
  // A process group of its own, for Ctrl-C must not reach it before its work is done.
  const child = spawn('/bin/sh', ['-c', SCRIPT, 'reaper', folder, ...pidFiles], {
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  const closed = once(child, 'close');
  child.unref();
  let finished: Promise<void> | undefined;
  return {
    finish: () =>
      (finished ??= (async () => {
        child.ref();
        child.stdin.end();
        await closed;
      })()),
  };
}
