import { setImmediate } from 'node:timers';

/*
 * Long work in pieces. One piece runs in each round of the event loop, whoever it belongs to: between two of them whatever
 * else has come is answered.
 */

const waiting: (() => void)[] = [];
let isScheduled = false;

/** Resolves when it is the caller's turn: what runs until its next wait is one piece. */
export function nextTurn(): Promise<void> {
  return new Promise((resolve) => {
    waiting.push(resolve);
    schedule();
  });
}

function schedule(): void {
  if (isScheduled) return;
  isScheduled = true;
  setImmediate(() => {
    isScheduled = false;
    waiting.shift()?.();
    if (waiting.length > 0) schedule();
  });
}

/** Runs work in pieces to its end, all at once: where nobody waits meanwhile. */
export function atOnce<T>(pieces: Generator<void, T>): T {
  for (;;) {
    const { done, value } = pieces.next();
    if (done) return value;
  }
}

/** How long one turn of work in pieces lasts, in milliseconds. */
const TURN_MS = 10;

/** Runs work to its end, piece by piece: whatever else has come is answered between them, every few milliseconds. */
export async function inTurns<T>(pieces: Generator<void, T>): Promise<T> {
  let began = performance.now();
  for (;;) {
    const { done, value } = pieces.next();
    if (done) return value;
    if (performance.now() - began < TURN_MS) continue;
    await nextTurn();
    began = performance.now();
  }
}
