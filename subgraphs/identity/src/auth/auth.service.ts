import { inOrganization } from '../../../../service-kit/postgres/database';
import { reject } from '../../../../service-kit/errors/user-errors';
import type { Viewer } from '../../../../service-kit/auth/viewer';
import type { Context } from '../context';
import type { LogInInput } from '../generated/types';
import type { Membership } from '../organizations/membership.entity';
import { findActiveAccount, viewerOf } from '../sessions/accounts';
import { issueFirstPair } from '../sessions/refresh.service';
import { forgetDeadSessions } from '../sessions/session-cleanup';
import { startSession } from '../sessions/sessions.service';
import { parseEmail } from '../users/person-input';
import type { TokenPair } from './access-tokens';

interface LogInCandidate {
  userId: string;
  passwordHash: string;
  status: string;
  /** The organisation to enter; null when none is active. */
  orgId: string | null;
}

/** One answer for every reason: the message must not tell which part was wrong. */
const invalidCredentials = () =>
  reject('INVALID_CREDENTIALS', '', 'The e-mail address or the password is wrong.');

/**
 * Starts a session. Whatever is wrong, it runs one statement and one password check before it says so.
 *
 * @returns the session's first tokens, who it is, and the caller to continue as
 * @throws InputRejected INVALID_CREDENTIALS for an unknown address, a wrong password, a disabled person or organisation
 */
export async function logIn(
  ctx: Context,
  { email, password }: LogInInput,
): Promise<{ tokens: TokenPair; user: Membership; viewer: Viewer }> {
  const candidate = await findCandidate(ctx, email);
  const { fits, isWeak } = await ctx.passwords.check(candidate?.passwordHash ?? null, password);
  if (!candidate || !fits || candidate.status !== 'ACTIVE' || candidate.orgId === null)
    throw invalidCredentials();
  const { orgId, userId } = candidate;
  const newHash = isWeak ? await ctx.passwords.hash(password) : null;
  return inOrganization(ctx.source, orgId, async (db) => {
    const account = await findActiveAccount(db, orgId, userId);
    if (!account) throw invalidCredentials(); // disabled a moment ago
    if (newHash) {
      await db.query('UPDATE identity.users SET password_hash = $2 WHERE id = $1', [userId, newHash]);
    }
    await forgetDeadSessions(db, { orgId, userId });
    const sessionId = await startSession(db, { orgId, userId }, ctx.facts);
    await db.query(
      'UPDATE identity.memberships SET last_login_at = clock_timestamp() WHERE org_id = $1 AND user_id = $2',
      [orgId, userId],
    );
    const viewer = viewerOf(account, sessionId);
    const tokens = await issueFirstPair(ctx.keys, db, viewer);
    return { tokens, user: { ...account.membership, lastLoginAt: new Date() }, viewer };
  });
}

async function findCandidate(ctx: Context, email: string): Promise<LogInCandidate | null> {
  // What is not an address finds nobody, by the same statement.
  const key = parseEmail(email)?.emailKey ?? '';
  const rows = (await ctx.source.query(
    `SELECT user_id AS "userId", password_hash AS "passwordHash", status, org_id AS "orgId"
       FROM identity.find_log_in($1)`,
    [key],
  )) as LogInCandidate[];
  return rows[0] ?? null;
}
