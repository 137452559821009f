import type { EntityManager } from 'typeorm';
import type { Viewer } from '../../../../service-kit/auth/viewer';
import type { TokenPair } from '../auth/access-tokens';
import type { Context } from '../context';
import type { Membership } from '../organizations/membership.entity';
import { findActiveAccount, viewerOf } from './accounts';
import { issueFirstPair } from './refresh.service';
import { startSession } from './sessions.service';

/** A session that has just begun, and the caller to continue as. */
export interface Entered {
  tokens: TokenPair;
  user: Membership;
  viewer: Viewer;
}

/**
 * Starts a session of somebody who has proved who they are.
 *
 * @param db a transaction inside the organisation
 * @returns null when they may not enter it (any more)
 */
export async function enter(
  ctx: Context,
  db: EntityManager,
  { orgId, userId }: { orgId: string; userId: string },
): Promise<Entered | null> {
  const account = await findActiveAccount(db, orgId, userId);
  if (!account) return null;
  const { sessionId, familyKey } = await startSession(db, { orgId, userId }, ctx.facts);
  await db.query(
    'UPDATE identity.memberships SET last_login_at = clock_timestamp() WHERE org_id = $1 AND user_id = $2',
    [orgId, userId],
  );
  const viewer = viewerOf(account, sessionId);
  const tokens = await issueFirstPair(ctx.keys, db, viewer, familyKey);
  return { tokens, user: { ...account.membership, lastLoginAt: new Date() }, viewer };
}
