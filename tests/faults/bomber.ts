/*
 * Sends bombs to a gateway at an even pace, from a process of its own so that making them holds up nobody who measures.
 * Its parent says when to begin and when to end, by IPC; it then tells what was sent, and what was not refused as it should.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { Pool } from 'undici';
import { BOMBS, type Bomb } from './bombs';

export interface Tally {
  readonly sent: number;
  /** What was refused well, by kind. */
  readonly refused: Record<string, number>;
  /** Answers that were no clear refusal. */
  readonly wrong: { what: string; status: number; text: string }[];
}

const PER_SECOND = 50;
let seed = 0;

async function bombard(pool: Pool, path: string, isOver: () => boolean): Promise<Tally> {
  const tally = { sent: 0, refused: {} as Record<string, number>, wrong: [] as Tally['wrong'] };
  const pending = new Set<Promise<void>>();
  const startedAt = performance.now();
  while (!isOver()) {
    // By the clock, and not by pauses: on a busy machine they are longer.
    const due = Math.floor(((performance.now() - startedAt) / 1_000) * PER_SECOND);
    for (; tally.sent < due; tally.sent += 1) {
      const shot = drop(pool, path, BOMBS[tally.sent % BOMBS.length] as Bomb, tally);
      pending.add(shot);
      void shot.finally(() => pending.delete(shot));
    }
    await sleep(5);
  }
  await Promise.all(pending);
  return tally;
}

async function drop(pool: Pool, path: string, bomb: Bomb, tally: Tally): Promise<void> {
  const { what, code, words } = bomb;
  seed += 1;
  let [status, text] = [0, ''];
  try {
    const headers = { 'content-type': 'application/json' };
    const answer = await pool.request({ path, method: 'POST', headers, body: bomb.body(seed) });
    [status, text] = [answer.statusCode, await answer.body.text()];
    const { data, errors } = JSON.parse(text) as {
      data?: unknown;
      errors?: { message: string; extensions?: { code?: string } }[];
    };
    const isClear =
      data === undefined && errors?.[0]?.extensions?.code === code && words.test(errors[0].message);
    if (status === 400 && isClear) tally.refused[what] = (tally.refused[what] ?? 0) + 1;
    else tally.wrong.push({ what, status, text: text.slice(0, 500) });
  } catch (error) {
    tally.wrong.push({ what, status, text: `${text.slice(0, 500)} ${String(error)}` });
  }
}

function main(url: string): void {
  const { origin, pathname } = new URL(url);
  const pool = new Pool(origin, { connections: 32 });
  let isOver = false;
  process.on('disconnect', () => process.exit());
  process.on('message', (word) => {
    isOver = word === 'end';
    if (!isOver) void bombard(pool, pathname, () => isOver).then((tally) => process.send?.(tally));
  });
  process.send?.('ready');
}

main(process.argv[2] as string);
