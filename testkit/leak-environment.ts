import type { Circus } from '@jest/types';
import { TestEnvironment } from 'jest-environment-node';

/** What keeps a process from ending, as `process.getActiveResourcesInfo()` names it. */
const LEAKS = ['TCPSERVERWRAP', 'TCPSOCKETWRAP', 'TCPServerWrap', 'TCPSocketWrap', 'ProcessWrap', 'Timeout'];

const CLOSING_MS = 2_000;
const LOOK_MS = 50;

/**
 * Fails a test file that leaves sockets, servers, timers that hold the process, or child processes behind: a leaked
 * handle in a test is a leak at shutdown in production. It looks after the file's last `afterAll`, which no hook of
 * a set-up file can: those run before the file's own.
 */
export default class LeakEnvironment extends TestEnvironment {
  readonly #before = countHandles();
  #hasFailed = false;

  async handleTestEvent(event: Circus.AsyncEvent): Promise<void> {
    if (event.name === 'test_done') this.#hasFailed ||= event.test.errors.length > 0;
    // What a failed test leaves open is no news, and would take the place of why it failed.
    if (event.name !== 'run_finish' || this.#hasFailed) return;
    // Sockets close a few ticks after `close()` resolves.
    for (let waited = 0; waited < CLOSING_MS && this.#leaked().length > 0; waited += LOOK_MS) {
      await new Promise((resolve) => {
        setTimeout(resolve, LOOK_MS);
      });
    }
    const left = this.#leaked();
    if (left.length > 0) throw new Error(`This test file leaves handles open: ${left.join(', ')}`);
  }

  #leaked(): string[] {
    return [...countHandles()]
      .map(([kind, count]) => [kind, count - (this.#before.get(kind) ?? 0)] as const)
      .filter(([, more]) => more > 0)
      .map(([kind, more]) => `${kind} ×${more}`);
  }
}

function countHandles(): Map<string, number> {
  const counts = new Map<string, number>();
  for (const kind of process.getActiveResourcesInfo()) {
    if (LEAKS.includes(kind)) counts.set(kind, (counts.get(kind) ?? 0) + 1);
  }
  return counts;
}
