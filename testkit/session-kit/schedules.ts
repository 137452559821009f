import { setTimeout as sleep } from 'node:timers/promises';
import { isIn, refresh, type Pair, type Refreshed } from './client';
import type { Played } from './rules';

/*
 * Random lives of a session. A legitimate client keeps the pair it was given last, and asks again with the same token when no answer
 * came: whatever gets lost, crashes or runs in parallel, it is never logged out. A thief copies a refresh token at some moment; when
 * the two have gone different ways for more than one step, the next old token that is shown ends the session for both.
 */

/** Random numbers that a seed repeats (mulberry32). */
function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

interface Life {
  readonly played: Played;
  readonly random: () => number;
  /** What was done, for the report of a failure. */
  readonly log: string[];
}

const upTo = ({ random }: Life, most: number): number => 1 + Math.floor(random() * most);

/** @throws Error when the client was refused */
function taken({ log }: Life, { pair, reason }: Refreshed): Pair {
  if (pair) return pair;
  throw new Error(`A legitimate client got ${reason} after: ${log.join(' → ')}`);
}

type Step = (life: Life, pair: Pair) => Promise<Pair>;

/** The legitimate client's days; each ends with the pair that it keeps. */
const STEPS: Record<string, Step> = {
  refresh: async (life, pair) => taken(life, await refresh(life.played.ask, pair)),

  /** The server rotated, and the answer never came: up to three times. */
  'lost answers': async (life, pair) => {
    for (let lost = upTo(life, 3); lost > 0; lost -= 1) await refresh(life.played.ask, pair);
    return taken(life, await refresh(life.played.ask, pair));
  },

  /** The client went away before the answer; the server may or may not have rotated when it asks again. */
  'gave up waiting': async (life, pair) => {
    const first = refresh(life.played.ask, pair);
    if (life.random() < 0.5) await sleep(life.random() * 20);
    const second = taken(life, await refresh(life.played.ask, pair));
    const late = taken(life, await first);
    if (late.refreshToken !== second.refreshToken)
      throw new Error(`Two pairs of one token after: ${life.log.join(' → ')}`);
    return second;
  },

  /** Tabs wake together; some answers get lost, all others are alike. */
  'parallel tabs': async (life, pair) => {
    const tabs = 1 + upTo(life, 6);
    const answers = await Promise.all(Array.from({ length: tabs }, () => refresh(life.played.ask, pair)));
    const pairs = new Set(answers.map((answer) => taken(life, answer).refreshToken));
    if (pairs.size !== 1) throw new Error(`${pairs.size} pairs of one token after: ${life.log.join(' → ')}`);
    return taken(life, answers[Math.floor(life.random() * tabs)] as Refreshed);
  },

  /** It had the answer, and crashed before it was stored: the token before is shown again. */
  'crash before storing': async (life, pair) => {
    await refresh(life.played.ask, pair);
    return taken(life, await refresh(life.played.ask, pair));
  },

  'use it': async (life, pair) => {
    if (!(await isIn(life.played.ask, pair)))
      throw new Error(`The access token is refused after: ${life.log.join(' → ')}`);
    return pair;
  },
};

async function live(life: Life, start: Pair, steps: number): Promise<Pair> {
  const names = Object.keys(STEPS);
  let pair = start;
  for (let step = 0; step < steps; step += 1) {
    const name = names[Math.floor(life.random() * names.length)] as string;
    life.log.push(name);
    pair = await (STEPS[name] as Step)(life, pair);
  }
  return pair;
}

const MOST_STEPS = 6;

/** A legitimate client alone. @throws Error when it was logged out */
export async function playClient(played: Played, seed: number): Promise<void> {
  const life: Life = { played, random: randomFrom(seed), log: [] };
  const pair = await live(life, await played.logIn(), upTo(life, MOST_STEPS));
  if (!(await isIn(played.ask, pair))) throw new Error(`Logged out after: ${life.log.join(' → ')}`);
}

/** How long an ended session's access tokens may still be taken. */
const REVOCATION_MS = 1_000;

/**
 * A client whose refresh token is copied.
 *
 * @throws Error when the copy is still good after both have used the session, or another session of the person ended with it
 */
export async function playThief(played: Played, seed: number): Promise<void> {
  const life: Life = { played, random: randomFrom(seed), log: [] };
  const other = await played.logIn();
  const stolen = await live(life, await played.logIn(), upTo(life, 3) - 1);
  life.log.push('STOLEN');
  // Whoever goes on does so for two steps or more; the other then shows what was copied.
  let ahead = stolen;
  for (let steps = 1 + upTo(life, 3); steps > 0; steps -= 1)
    ahead = taken(life, await refresh(played.ask, ahead));
  const caught = await refresh(played.ask, stolen);
  const told = `after: ${life.log.join(' → ')}`;
  if (caught.reason !== 'REFRESH_TOKEN_REUSED')
    throw new Error(`A stolen token got ${JSON.stringify(caught)} ${told}`);
  const left = await refresh(played.ask, ahead);
  if (left.reason !== 'SESSION_ENDED')
    throw new Error(`The session went on: ${JSON.stringify(left)} ${told}`);
  if (!(await isIn(played.ask, other))) throw new Error(`Another session ended with it ${told}`);
  if (!played.seesRevocations) return;
  const until = performance.now() + REVOCATION_MS;
  while (await isIn(played.ask, ahead)) {
    if (performance.now() > until) throw new Error(`The access token lives on ${told}`);
    await sleep(20);
  }
}
