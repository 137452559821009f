import { openSync, readSync } from 'node:fs';

/** What a process went through. */
export interface LoopReport {
  /** The longest that one round of its event loop worked, in ms of its thread's processor time. */
  readonly longestMs: number;
  /** How many rounds worked for longer than {@link STALL_MS}. */
  readonly stalls: number;
  /** How much its memory grew at most, in MB. */
  readonly megabytes: number;
}

/** Longer than this, and somebody waits for somebody else's request. */
const STALL_MS = 250;
const LOOK_MS = 10;
const MB = 1024 * 1024;

/**
 * Tells the parent process a {@link LoopReport} whenever it sends `report`, of the time since it sent `begin`. What is measured
 * is the processor time of the thread that has the event loop: neighbours on the machine, the planning thread and Argon2's
 * threads take none of it.
 */
export function tellOfLoop(): void {
  const clock = threadClock();
  let before = process.memoryUsage.rss();
  let most = before;
  let stalls = 0;
  let longest = 0;
  let last = clock();
  const look = () => {
    const now = clock();
    longest = Math.max(longest, now - last);
    if (now - last > STALL_MS) stalls += 1;
    last = now;
    most = Math.max(most, process.memoryUsage.rss());
  };
  setInterval(look, LOOK_MS).unref();
  process.on('message', (word) => {
    look();
    if (word === 'begin') {
      (globalThis as { gc?: () => void }).gc?.();
      stalls = longest = 0;
      most = before = process.memoryUsage.rss();
      last = clock();
      process.send?.('begun');
    }
    if (word === 'report') {
      const megabytes = Math.round((most - before) / MB);
      process.send?.({ longestMs: Math.round(longest), stalls, megabytes } satisfies LoopReport);
    }
  });
}

/** The main thread's processor time in ms; where Linux does not tell it, the time of day. */
function threadClock(): () => number {
  let file: number;
  try {
    file = openSync('/proc/self/schedstat', 'r');
  } catch {
    return () => performance.now();
  }
  const text = Buffer.alloc(100);
  return () =>
    Number(text.toString('latin1', 0, readSync(file, text, 0, text.length, 0)).split(' ')[0]) / 1e6;
}
