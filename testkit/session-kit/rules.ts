import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { refresh, type Ask, type Pair, type Refreshed } from './client';

/*
 * What a server has to answer to a refresh token (docs/refresh-tokens.md), row by row:
 *
 *   1   the current one                                   a new pair
 *   2   its parent, within 2 s                            the same pair, however often
 *   3   its parent, within 30 s, up to 3 times            the same pair
 *   4   its parent, within 30 s, for the 4th counted time TOO_MANY_RETRIES; the session goes on
 *   5   its parent, after 30 s                            REFRESH_TOKEN_REUSED; the session ends
 *   6   an older one, also within 30 s                    REFRESH_TOKEN_REUSED; the session ends
 *   7   any, of a session that was ended                  SESSION_ENDED
 *   10  garbage, forged, unknown                          INVALID_TOKEN
 *
 * Rows 8 (14 and 60 days) and 9 (a person who is kept out) take days and an administrator: the tests beside the code have them.
 */

/** A session to play with. */
export interface Played {
  ask: Ask;
  /** Starts a session. */
  logIn(): Promise<Pair>;
  /** Whether it is a whole server, which refuses the access tokens of an ended session within a second. */
  seesRevocations: boolean;
}

/** One row: what was expected, and what came. */
export interface RowResult {
  row: string;
  expected: string;
  got: string;
}

const PARALLEL_MS = 2_000;
const WINDOW_MS = 30_000;
/** Beyond a limit by this much, so that the way to the server doesn't matter. */
const MARGIN_MS = 400;

const same = (one: Refreshed, two: Refreshed): string =>
  one.pair && one.pair.refreshToken === two.pair?.refreshToken
    ? 'the same pair'
    : (two.reason ?? 'another pair');
const newPair = (before: Pair, { pair, reason }: Refreshed): string =>
  pair && pair.refreshToken !== before.refreshToken ? 'a new pair' : (reason ?? 'the old pair');

interface Row {
  row: string;
  expected: string;
  /** Whether it takes half a minute. */
  isSlow?: boolean;
  play(played: Played): Promise<string>;
}

const REUSED = 'REFRESH_TOKEN_REUSED, then SESSION_ENDED';
const reuse = async (ask: Ask, spent: Pair, latest: Pair): Promise<string> =>
  `${(await refresh(ask, spent)).reason}, then ${(await refresh(ask, latest)).reason}`;

const ROWS: readonly Row[] = [
  {
    row: '1: the current one',
    expected: 'a new pair',
    async play({ ask, logIn }) {
      const first = await logIn();
      return newPair(first, await refresh(ask, first));
    },
  },
  {
    row: '2: its parent within 2 s, six times',
    expected: 'the same pair',
    async play({ ask, logIn }) {
      const first = await logIn();
      const one = await refresh(ask, first);
      const others = await Promise.all(Array.from({ length: 6 }, () => refresh(ask, first)));
      return (
        others.map((two) => same(one, two)).find((words) => words !== 'the same pair') ?? 'the same pair'
      );
    },
  },
  {
    row: '3 and 4: its parent after 2 s, four times',
    expected: 'the same pair, the same pair, the same pair, TOO_MANY_RETRIES, a new pair',
    async play({ ask, logIn }) {
      const first = await logIn();
      const one = await refresh(ask, first);
      await sleep(PARALLEL_MS + MARGIN_MS);
      const words: string[] = [];
      for (let tries = 0; tries < 4; tries += 1) words.push(same(one, await refresh(ask, first)));
      words.push(one.pair ? newPair(one.pair, await refresh(ask, one.pair)) : 'nothing');
      return words.join(', ');
    },
  },
  {
    row: '5: its parent after 30 s',
    expected: REUSED,
    isSlow: true,
    async play({ ask, logIn }) {
      const first = await logIn();
      const { pair } = await refresh(ask, first);
      await sleep(WINDOW_MS + MARGIN_MS);
      return reuse(ask, first, pair ?? first);
    },
  },
  {
    row: '6: an older one, at once',
    expected: REUSED,
    async play({ ask, logIn }) {
      const first = await logIn();
      const { pair: second } = await refresh(ask, first);
      const { pair: third } = await refresh(ask, second ?? first);
      return reuse(ask, first, third ?? first);
    },
  },
  {
    row: '7: any, after log-out',
    expected: 'SESSION_ENDED, SESSION_ENDED',
    async play({ ask, logIn }) {
      const first = await logIn();
      const { pair: second } = await refresh(ask, first);
      if (!second) return 'nothing';
      await ask('mutation { logOut { endedSessions } }', {}, second.accessToken);
      return `${(await refresh(ask, second)).reason}, ${(await refresh(ask, first)).reason}`;
    },
  },
  {
    row: '10: garbage, forged, unknown',
    expected: 'INVALID_TOKEN, INVALID_TOKEN, INVALID_TOKEN',
    async play({ ask, logIn }) {
      const first = await logIn();
      const end = first.refreshToken.endsWith('A') ? 'B' : 'A';
      const forged = first.refreshToken.slice(0, -2) + end + first.refreshToken.slice(-1);
      const tokens = ['garbage', forged, randomBytes(32).toString('base64url')];
      const answers = await Promise.all(
        tokens.map((refreshToken) => refresh(ask, { ...first, refreshToken })),
      );
      return answers.map(({ reason }) => reason ?? 'a pair').join(', ');
    },
  },
];

/** Plays the table against a server. @param withSlow also the row that takes half a minute */
export function playRows(played: Played, withSlow: boolean): Promise<RowResult[]> {
  return Promise.all(
    ROWS.filter(({ isSlow }) => withSlow || !isSlow).map(async ({ row, expected, play }) => ({
      row,
      expected,
      got: await play(played).catch((error: unknown) => String(error)),
    })),
  );
}
