import type { EntityManager } from 'typeorm';
import type { Viewer } from '../../../../service-kit/auth/viewer';
import type { TokenPair } from '../auth/access-tokens';
import type { Context } from '../context';
import type { Membership } from '../organizations/membership.entity';
import { findActiveAccount, viewerOf, type Account } from './accounts';
import { entryRefusal, entryRefused, type EntryProof } from './entry-rules';
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
 * @throws EntryRefused when the organisation's policy refuses it
 */
export async function enter(
  ctx: Context,
  db: EntityManager,
  { orgId, userId }: { orgId: string; userId: string },
  proof: EntryProof,
): Promise<Entered | null> {
  const account = await findActiveAccount(db, orgId, userId);
  return account && enterAccount(ctx, db, account, proof);
}

/** Starts a session of an account that was found. @throws EntryRefused when the organisation's policy refuses it */
export async function enterAccount(
  ctx: Context,
  db: EntityManager,
  account: Account,
  proof: EntryProof,
): Promise<Entered> {
  const refusal = entryRefusal(ctx, account, proof);
  if (refusal) throw entryRefused(refusal);
  const { orgId, userId } = account.membership;
  const { sessionId, familyKey } = await startSession(db, account, { ...proof, facts: ctx.facts });
  await db.query(
    'UPDATE identity.memberships SET last_login_at = clock_timestamp() WHERE org_id = $1 AND user_id = $2',
    [orgId, userId],
  );
  const viewer = viewerOf(account, sessionId);
  const tokens = await issueFirstPair(ctx.keys, db, viewer, familyKey);
  return { tokens, user: { ...account.membership, lastLoginAt: new Date() }, viewer };
}

/** What the caller's own session stands on, for one that continues it elsewhere. */
export async function proofOfSession(
  db: EntityManager,
  { orgId, sessionId }: Pick<Viewer, 'orgId' | 'sessionId'>,
): Promise<EntryProof> {
  const [row] = (await db.query(
    `SELECT second_factor_at AS "secondFactorAt" FROM identity.sessions WHERE org_id = $1 AND id = $2`,
    [orgId, sessionId],
  )) as { secondFactorAt: Date | null }[];
  return { isFresh: false, secondFactorAt: row?.secondFactorAt ?? null };
}
