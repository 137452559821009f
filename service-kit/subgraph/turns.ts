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
