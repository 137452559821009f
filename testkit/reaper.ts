import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Socket } from 'node:net';

/** Cleans up behind throwaway servers. */
export interface Reaper {
  /** Stops the servers, removes the folder, and resolves when both are done. Calling it again does nothing. */
  finish(): Promise<void>;
  /** As `finish`, but resolves when the servers have stopped: a folder of gigabytes may take minutes, and nobody needs to wait. */
  release(): Promise<void>;
}

/**
 * `cat` ends when the pipe to the test run is closed: by `finish()`, or by the kernel when the run ends in whatever way,
 * `kill -9` included. Both PostgreSQL and Redis stop quickly on INT.
 */
const SCRIPT = `
folder=$1; shift
trap '' PIPE # who is told may be gone
cat > /dev/null
for file in "$@"; do
  pid=$(head -n 1 "$file" 2> /dev/null)
  [ -n "$pid" ] && kill -INT "$pid" 2> /dev/null || continue
  tries=0
  while kill -0 "$pid" 2> /dev/null && [ $tries -lt 100 ]; do tries=$((tries + 1)); sleep 0.05; done
  kill -KILL "$pid" 2> /dev/null
done
echo stopped 2> /dev/null
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
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  // This process may end at any time: the pipe keeps it neither running nor from ending.
  (child.stdout as Socket).unref();
  const closed = once(child, 'exit');
  const stopped = Promise.race([once(child.stdout, 'data'), closed]);
  child.unref();
  return {
    async finish() {
      child.ref();
      child.stdin.end();
      await closed;
    },
    async release() {
      (child.stdout as Socket).ref();
      child.stdin.end();
      await stopped;
      (child.stdout as Socket).destroy();
    },
  };
}
