import { judge, type ShownToken, type Verdict } from './refresh-rules';

const NOW = new Date('2026-03-01T12:00:00Z');
const ago = (ms: number): Date => new Date(NOW.getTime() - ms);
const DAY = 86_400_000;

const current: ShownToken = {
  now: NOW,
  judgedAt: NOW,
  session: { revokedAt: null, idleExpiresAt: ago(-DAY), expiresAt: ago(-30 * DAY) },
  rotatedAt: null,
  retries: 0,
  successorIsSpent: false,
};
const parent = (age: number, retries = 0): ShownToken => ({ ...current, rotatedAt: ago(age), retries });
const inSession = (token: ShownToken, session: Partial<ShownToken['session']>): ShownToken => ({
  ...token,
  session: { ...token.session, ...session },
});

const ROTATE: Verdict = { act: 'ROTATE' };
const REPEAT: Verdict = { act: 'REPEAT', counted: false };
const RETRY: Verdict = { act: 'REPEAT', counted: true };
const END: Verdict = { act: 'END_SESSION', reason: 'REFRESH_TOKEN_REUSED' };
const refuse = (reason: 'SESSION_ENDED' | 'SESSION_EXPIRED' | 'TOO_MANY_RETRIES'): Verdict => ({
  act: 'REFUSE',
  reason,
});

/** The rows of docs/refresh-tokens.md; 9 and 10 need the database. */
it.each<[row: string, token: ShownToken, verdict: Verdict]>([
  ['1: the current token', current, ROTATE],
  [
    '1: the current token, a moment before the idle end',
    inSession(current, { idleExpiresAt: ago(-1) }),
    ROTATE,
  ],
  ['2: the parent, at once', parent(0), REPEAT],
  ['2: the parent after 2 s', parent(2_000), REPEAT],
  ['2: the parent within 2 s, however often', parent(1_500, 3), REPEAT],
  ['3: the parent after a little more than 2 s', parent(2_001), RETRY],
  ['2: the parent a second before it was spent: a clock was set a little', parent(-1_000), REPEAT],
  [
    '2: the parent 25 s before it was spent: the request waited while another was faster',
    { ...parent(-25_000), judgedAt: ago(-25_001) },
    REPEAT,
  ],
  ['5: the same, and a clock was set back meanwhile', { ...parent(-25_000), judgedAt: ago(-20_000) }, END],
  ['5: the parent long before it was spent: a clock was set back 58 minutes', parent(-58 * 60_000), END],
  ['5: the parent when its pair is wiped already', { ...parent(20_000), isWiped: true }, END],
  ['3: the parent after 30 s, for the third time', parent(30_000, 2), RETRY],
  ['4: the parent for the fourth time', parent(10_000, 3), refuse('TOO_MANY_RETRIES')],
  ['4: the parent for the fourth time, at the very end', parent(30_000, 3), refuse('TOO_MANY_RETRIES')],
  ['5: the parent after more than 30 s', parent(30_001), END],
  ['5: the parent after more than 30 s and three retries', parent(30_001, 3), END],
  ['6: a grandparent within 2 s', { ...parent(1_000), successorIsSpent: true }, END],
  ['6: a grandparent within 30 s', { ...parent(10_000), successorIsSpent: true }, END],
  ['6: a grandparent after a day', { ...parent(DAY), successorIsSpent: true }, END],
  [
    '7: the current token of an ended session',
    inSession(current, { revokedAt: ago(1) }),
    refuse('SESSION_ENDED'),
  ],
  [
    '7: the parent in an ended session',
    inSession(parent(100), { revokedAt: ago(1) }),
    refuse('SESSION_ENDED'),
  ],
  [
    '8: the current token at the idle end',
    inSession(current, { idleExpiresAt: NOW }),
    refuse('SESSION_EXPIRED'),
  ],
  [
    '8: the current token at the absolute end',
    inSession(current, { expiresAt: NOW }),
    refuse('SESSION_EXPIRED'),
  ],
  ['8: the parent after the end', inSession(parent(100), { expiresAt: ago(1) }), refuse('SESSION_EXPIRED')],
])('row %s', (_row, token, verdict) => {
  expect(judge(token)).toEqual(verdict);
});
