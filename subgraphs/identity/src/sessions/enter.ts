import type { EntityManager } from 'typeorm';
import type { RequestFacts } from '../../../../service-kit/subgraph/context';
import type { Viewer } from '../../../../service-kit/auth/viewer';
import { serviceUnavailable, unauthenticated } from '../../../../service-kit/errors/errors';
import type { TokenPair } from '../auth/access-tokens';
import type { Context } from '../context';
import type { Membership } from '../organizations/membership.entity';
import { findActiveAccount, viewerOf, type Account } from './accounts';
import { entryRefusal, entryRefused, plainRefusal, type EntryProof } from './entry-rules';
import { issueFirstPair } from './refresh.service';
import { wantsNotice } from '../notices/notice-kinds';
import { provedFactor } from '../second-factor/factors';
import { noteSecurity } from '../second-factor/security-notices';
import { fact, lifetimeOf, startSession } from './sessions.service';

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

/**
 * Starts a session of an account that was found.
 *
 * @throws EntryRefused when the organisation's policy refuses it
 * @throws GraphQLError SERVICE_UNAVAILABLE when they were shut out, or the organisation was closed, at the same moment
 */
export async function enterAccount(
  ctx: Context,
  db: EntityManager,
  account: Account,
  proof: EntryProof,
): Promise<Entered> {
  const refusal = isTooOld(account, proof)
    ? plainRefusal('SESSION_EXPIRED')
    : entryRefusal(ctx, account, proof);
  if (refusal) throw entryRefused(refusal);
  const { orgId, userId } = account.membership;
  const isTold = proof.isFresh && (await isNewDevice(db, account.membership, ctx.facts));
  if (isTold && (await wantsNotice(db, userId, 'NEW_DEVICE')))
    await noteSecurity(ctx, db, { orgId, userId }, 'NEW_DEVICE');
  await holdEntry(db, account.membership);
  const { sessionId, familyKey } = await startSession(db, account, { ...proof, facts: ctx.facts });
  const viewer = viewerOf(account, sessionId);
  const tokens = await issueFirstPair(ctx.keys, db, viewer, familyKey);
  return { tokens, user: { ...account.membership, lastLoginAt: new Date() }, viewer };
}

/**
 * Makes sure that member and organisation stay active until the transaction ends: whoever shuts them out at this moment waits, and ends
 * the session with the others, or was first, and none starts. Others who change people and roles are not waited for.
 */
async function holdEntry(
  db: EntityManager,
  { orgId, userId }: Pick<Membership, 'orgId' | 'userId'>,
): Promise<void> {
  const [, held] = (await db.query(
    `UPDATE identity.memberships member SET last_login_at = clock_timestamp()
       FROM (SELECT FROM identity.organizations WHERE org_id = $1 AND status = 'ACTIVE' FOR KEY SHARE) open
      WHERE member.org_id = $1 AND member.user_id = $2 AND member.status = 'ACTIVE'`,
    [orgId, userId],
  )) as [unknown[], number];
  if (held === 0) throw serviceUnavailable('The account was changed meanwhile. Try again.');
}

/** Whether what a session continues began longer ago than its organisation lets sessions live. */
const isTooOld = ({ organization }: Account, { beganAt }: EntryProof): boolean =>
  beganAt != null && beganAt.getTime() + lifetimeOf(organization).max * 60_000 <= Date.now();

/** Sessions that are compared: the log-in of somebody with thousands of them takes no longer. */
const LATEST_SESSIONS = 200;

/**
 * Whether a person who was here before comes from a device they did not log in from in the last 90 days. A device is its
 * `X-Device-ID`; without one, its program and address.
 */
async function isNewDevice(
  db: EntityManager,
  { orgId, userId }: Pick<Membership, 'orgId' | 'userId'>,
  { deviceId, userAgent, ip }: RequestFacts,
): Promise<boolean> {
  const [row] = (await db.query(
    `SELECT count(*) > 0 AND NOT coalesce(bool_or(CASE WHEN $3::text IS NULL
              THEN device_id IS NULL AND user_agent IS NOT DISTINCT FROM $4 AND ip IS NOT DISTINCT FROM $5
              ELSE device_id = $3 END), false) AS "isNew"
       FROM (SELECT device_id, user_agent, ip FROM identity.sessions
              WHERE org_id = $1 AND user_id = $2 ORDER BY last_used_at DESC, id DESC LIMIT $6) latest`,
    [orgId, userId, ...[deviceId, userAgent, ip].map(fact), LATEST_SESSIONS],
  )) as { isNew: boolean }[];
  return row?.isNew === true;
}

/**
 * What the caller's own session stands on, for one that continues it elsewhere. A second factor counts while the person has one.
 *
 * @throws GraphQLError UNAUTHENTICATED when it lives no more
 */
export async function proofOfSession(
  db: EntityManager,
  { orgId, userId, sessionId }: Pick<Viewer, 'orgId' | 'userId' | 'sessionId'>,
): Promise<EntryProof & { beganAt: Date }> {
  const [row] = (await db.query(
    `SELECT second_factor_at AS "secondFactorAt", coalesce(began_at, created_at) AS "beganAt" FROM identity.sessions
      WHERE org_id = $1 AND id = $2 AND user_id = $3 AND revoked_at IS NULL AND idle_expires_at > clock_timestamp()`,
    [orgId, sessionId, userId],
  )) as { secondFactorAt: Date | null; beganAt: Date }[];
  if (!row) throw sessionEnded();
  return { isFresh: false, beganAt: row.beganAt, secondFactorAt: await provedFactor(db, userId, row) };
}

const sessionEnded = () => unauthenticated('This session has ended. Log in again.');

/**
 * Makes sure that the caller's session lives, and that their password stays what it is until the transaction ends: one that
 * continues it begins before a change of password, which ends both, or not at all.
 *
 * @param db a transaction inside any organisation of theirs
 * @throws GraphQLError UNAUTHENTICATED when it was ended
 */
export async function holdSession(
  db: EntityManager,
  { orgId, userId, sessionId }: Pick<Viewer, 'orgId' | 'userId' | 'sessionId'>,
): Promise<void> {
  await db.query('SELECT 1 FROM identity.users WHERE id = $1 FOR SHARE', [userId]);
  const [row] = (await db.query('SELECT identity.session_state($1, $2) AS state', [orgId, sessionId])) as {
    state: string;
  }[];
  if (row?.state !== 'LIVE') throw sessionEnded();
}
