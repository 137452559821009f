/*
 * What becomes of a refresh token that is shown to us. The table is published in docs/refresh-tokens.md; each of its
 * rows is a test.
 *
 *   CURRENT --rotate--> SPENT, window open --30 s, or its successor is spent--> SPENT, window closed
 *
 * While the window is open the immediate parent gets the very pair that the rotation made: an answer was lost, or two
 * tabs asked at once. After that, showing it again means that two parties hold the session: it ends.
 */

/** How long a spent token may be shown again. */
const RETRY_WINDOW_MS = 30_000;
/** Requests this close to the rotation are parallel, not retries: they are not counted. */
const PARALLEL_MS = 2_000;
const MAX_RETRIES = 3;

export const IDLE_DAYS = 14;
export const ABSOLUTE_DAYS = 60;

/** Why a refresh was refused; `extensions.reason` of the error. */
export type RefusalReason =
  | 'INVALID_TOKEN'
  | 'SESSION_ENDED'
  | 'SESSION_EXPIRED'
  | 'REFRESH_TOKEN_REUSED'
  | 'TOO_MANY_RETRIES'
  | 'ACCOUNT_DISABLED'
  | 'ADDRESS_NOT_ALLOWED'
  | 'EMAIL_NOT_VERIFIED'
  | 'SECOND_FACTOR_REQUIRED'
  | 'DEVICE_HEADERS_REQUIRED'
  | 'APP_VERSION_TOO_OLD';

/** All that the decision looks at; read under the session's row lock, with the database's clock. */
export interface ShownToken {
  /** When it was shown: what waited for its turn is judged later. */
  now: Date;
  judgedAt: Date;
  session: { revokedAt: Date | null; idleExpiresAt: Date; expiresAt: Date };
  /** Null while it is the session's current token. */
  rotatedAt: Date | null;
  retries: number;
  successorIsSpent: boolean;
  /** Whether the pair was wiped already: its window had closed, whatever the clock says now. */
  isWiped?: boolean;
}

export type Verdict =
  | { act: 'ROTATE' }
  | { act: 'REPEAT'; counted: boolean }
  | { act: 'REFUSE'; reason: RefusalReason }
  | { act: 'END_SESSION'; reason: 'REFRESH_TOKEN_REUSED' };

/** Decides; a pure function. */
export function judge(token: ShownToken): Verdict {
  const { now, judgedAt, session, rotatedAt, retries, successorIsSpent, isWiped } = token;
  if (session.revokedAt) return { act: 'REFUSE', reason: 'SESSION_ENDED' };
  if (session.expiresAt <= now || session.idleExpiresAt <= now) {
    return { act: 'REFUSE', reason: 'SESSION_EXPIRED' };
  }
  if (!rotatedAt) return { act: 'ROTATE' };
  // Less than nothing for a request that came first and waited: parallel, however long a database kept both.
  const age = now.getTime() - rotatedAt.getTime();
  // Spent in the future: the database's clock was set back, and nobody knows how long ago it was.
  const isSetBack = judgedAt.getTime() - rotatedAt.getTime() < -PARALLEL_MS;
  const isUntimely = age > RETRY_WINDOW_MS || isSetBack;
  if (successorIsSpent || isUntimely || isWiped)
    return { act: 'END_SESSION', reason: 'REFRESH_TOKEN_REUSED' };
  if (age <= PARALLEL_MS) return { act: 'REPEAT', counted: false };
  if (retries < MAX_RETRIES) return { act: 'REPEAT', counted: true };
  return { act: 'REFUSE', reason: 'TOO_MANY_RETRIES' };
}
